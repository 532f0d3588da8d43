/// Keys, each with all of its values.
public struct GroupedFlow<Key: JobKey, Value: JobValue> {
    @usableFromInline let pairs: KeyedFlow<Key, Value>

    @usableFromInline init(_ pairs: KeyedFlow<Key, Value>) { self.pairs = pairs }
}

extension KeyedFlow where Value: JobValue {
    /// All values of each key together, in the order of their bytes, which for a `JobKey` is that of the values.
    @inlinable public func grouped() -> GroupedFlow<Key, Value> { GroupedFlow(self) }
}

extension GroupedFlow {
    /// An element for each key. The values are streamed: a key may have more of them than fit in memory.
    @inlinable
    public func map<T: JobValue>(
        _ transform: @escaping (Key, inout GroupedValues<Value>) throws -> T
    ) -> Flow<T> {
        expanded { key, values, emit in try emit(transform(key, &values)) }
    }

    /// All that `expand` passes to the closure it receives, for each key.
    @inlinable
    public func expanded<T: JobValue>(
        _ expand: @escaping (Key, inout GroupedValues<Value>, (T) throws -> Void) throws -> Void
    ) -> Flow<T> {
        let stage = stage { key, values, scratch, part in
            try expand(Key(decoding: key), &values) { element in
                scratch.value.removeAll()
                element.encode(into: &scratch.value)
                unsafe part.writeEncoded(ByteView.empty, ByteView(scratch.value.rawBuffer))
            }
        }
        return Flow(rows: stage, pairs.options)
    }

    /// A value for each key, which stays its key.
    @inlinable
    public func mapValues<T: JobValue>(
        _ transform: @escaping (Key, inout GroupedValues<Value>) throws -> T
    ) -> KeyedFlow<Key, T> {
        let stage = stage { key, values, scratch, part in
            let result = try transform(Key(decoding: key), &values)
            scratch.value.removeAll()
            result.encode(into: &scratch.value)
            unsafe part.writeEncoded(key, ByteView(scratch.value.rawBuffer))
        }
        return KeyedFlow<Key, T>(rows: stage, pairs.options) { T(decoding: $0) }
    }

    /// Runs the flow, and returns each key with its values.
    @inlinable
    public func collect() throws -> [(key: Key, values: [Value])] {
        let arrays = mapValues { _, values in
            var array: [Value] = []
            try values.forEach { array.append($0) }
            return array
        }
        return try arrays.collect().map { ($0.key, $0.value) }
    }

    @inlinable
    func stage(
        _ reduce: @escaping (ByteView, inout GroupedValues<Value>, Box<ByteBuffer>, inout PartWriter) throws -> Void
    ) -> FlowSource {
        let branches = pairs.branches
        return FlowSource { options in
            let plan = try FlowPlan(branches.map(\.source), options)
            let maps = branches.map { branch -> FlowGrouping<Key, Value>.Map in
                let forEach = branch.forEach
                return { block, output in try forEach(block) { output.emit(encodedKey: $0, $1) } }
            }
            let scratch = Box(ByteBuffer())
            let job = FlowGrouping<Key, Value>(maps, plan, order: .withinParts) { key, values, part in
                try reduce(key, &values, scratch, &part)
            }
            return try Dataset.make(plan.options) { try job.run($0) }
        }
    }
}
