/// The loops over items, which the compiler makes anew for the types and the closure of each pool.
extension ProcessPool {
    @inlinable static func work(
        _ inputs: PayloadCodec<Input>, _ outputs: PayloadCodec<Output>, initializer: (() throws -> Void)?,
        _ body: @escaping (Input) throws -> Output
    ) -> PoolWork {
        PoolWork(initializer: initializer) { arguments, marker, outcomes in
            var place = 0
            if inputs.isBitwise && outputs.isBitwise {
                place = values(arguments, marker, &outcomes, body)
                if place * MemoryLayout<Input>.stride == arguments.count { return place }
            }
            // SAFETY: what the same codec made of values in the process that forked this one.
            let values = unsafe inputs.isBitwise ? PoolValues.array(of: Input.self, arguments) : []
            let items = inputs.isBitwise ? [] : PoolMessage.items(arguments)
            let count = inputs.isBitwise ? values.count : items.count
            while place < count {
                marker.begin(place)
                do {
                    let output = try body(inputs.isBitwise ? values[place] : inputs.decode(items[place]))
                    outcomes.append(returned: try outputs.encode(output))
                } catch {
                    outcomes.append(threw: error)
                }
                place += 1
            }
            return count
        }
    }

    /// The items up to the first that throws, which is the last that it does; returns how many they are.
    ///
    /// REQUIRES: arguments and results are their bytes.
    @inlinable static func values(
        _ arguments: ArraySlice<UInt8>, _ marker: PoolItemMarker, _ outcomes: inout PoolOutcomes,
        _ body: (Input) throws -> Output
    ) -> Int {
        unsafe arguments.withUnsafeBytes { raw in
            guard PoolValues.fit(Output.self), unsafe PoolValues.fit(Input.self, in: raw) else { return 0 }
            // SAFETY: what the same codec made of values in the process that forked this one.
            let values = unsafe raw.assumingMemoryBound(to: Input.self)
            var failure: (any Error)?
            let done = unsafe outcomes.fill(values.count) { (results: UnsafeMutablePointer<Output>) in
                for place in 0..<values.count {
                    marker.begin(place)
                    do {
                        unsafe (results + place).initialize(to: try body(values[place]))
                    } catch {
                        failure = error
                        return place
                    }
                }
                return values.count
            }
            guard let failure else { return done }
            outcomes.append(threw: failure)
            return done + 1
        }
    }

    /// The bytes of items.
    ///
    /// - Parameter packs: they are those in memory, one item behind the other.
    @inlinable static func source<Items: PoolItems<Input>>(
        _ inputs: PayloadCodec<Input>, packs: Bool, _ items: Items
    ) -> PoolSource {
        var items = items
        if packs {
            return { chunk, most, mostBytes in
                let count = min(most, max(1, mostBytes / MemoryLayout<Input>.stride))
                // A copy, so that not each step is an access to the captured one.
                var local = items
                chunk.fill(&local, most: count)
                items = local
                if chunk.count == count { return .full }
                return if let failure = local.failure { .threw(failure) } else { .end }
            }
        }
        return { chunk, most, mostBytes in
            var rest = mostBytes
            var last = 0
            while chunk.count == 0 || chunk.count < most && last <= rest {
                guard let value = items.next() else {
                    return if let failure = items.failure { .threw(failure) } else { .end }
                }
                do throws(MessageCodingError) {
                    let item = try inputs.encode(value)
                    chunk.append(item)
                    last = item.count
                    rest -= last
                } catch {
                    return .failed(error)
                }
            }
            return .full
        }
    }
}
