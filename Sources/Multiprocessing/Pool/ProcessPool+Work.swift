/// The loops over items, which the compiler makes anew for the types and the closure of each pool.
extension ProcessPool {
    @inlinable static func work(
        _ inputs: PayloadCodec<Input>, _ outputs: PayloadCodec<Output>, initializer: (() throws -> Void)?,
        _ body: @escaping (Input) throws -> Output
    ) -> PoolWork {
        PoolWork(initializer: initializer) { arguments, marker, outcomes in
            // SAFETY: what the same codec made of values in the process that forked this one.
            let values = unsafe inputs.isBitwise ? PoolValues.array(of: Input.self, arguments) : []
            let items = inputs.isBitwise ? [] : PoolMessage.items(arguments)
            let count = inputs.isBitwise ? values.count : items.count
            var results: [Output] = []
            if outputs.isBitwise { results.reserveCapacity(count) }
            var areAll = true
            for place in 0..<count {
                marker.begin(place)
                do {
                    let output = try body(inputs.isBitwise ? values[place] : inputs.decode(items[place]))
                    if outputs.isBitwise {
                        results.append(output)
                    } else {
                        outcomes.append(returned: try outputs.encode(output))
                    }
                } catch {
                    areAll = false
                    outcomes.append(values: results, areAll: false)
                    results.removeAll(keepingCapacity: true)
                    outcomes.append(threw: error)
                }
            }
            if outputs.isBitwise { outcomes.append(values: results, areAll: areAll) }
            return count
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
                var values: [Input] = []
                values.reserveCapacity(min(count, 2048))
                // A copy, so that not each step is an access to the captured one.
                var local = items
                while values.count < count, let value = local.next() { values.append(value) }
                items = local
                chunk.append(values: values)
                if values.count == count { return .full }
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
