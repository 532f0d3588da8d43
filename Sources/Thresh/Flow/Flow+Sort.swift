extension Flow where Element: JobKey {
    /// The elements in their order, all of them: the parts of the output follow one another.
    ///
    /// - Complexity: O(*n* log *n*) comparisons; out of memory where the elements do not fit.
    @inlinable
    public func sorted() -> Flow<Element> {
        let branches = self.branches
        let stage = FlowSource { options in
            let plan = try FlowPlan(branches.map(\.source), options)
            let maps = branches.map { branch -> FlowGrouping<Element, Bytes>.Map in
                let forEach = branch.forEach
                return { block, output in try forEach(block) { output.emit($0, encodedValue: ByteView.empty) } }
            }
            let job = FlowGrouping<Element, Bytes>(maps, plan, order: .total) { key, values, part in
                while try values.nextBytes() != nil { part.writeEncoded(ByteView.empty, key) }
            }
            return try Dataset.make(plan.options) { try job.run($0) }
        }
        return Flow(rows: stage, options)
    }
}

extension Flow where Element: JobValue {
    /// The elements in the order of a key, which may be `Descending`; equal keys in the order of the elements' bytes.
    ///
    /// - Complexity: as `sorted()`; the key of each element is computed once.
    @inlinable
    public func sorted<Key: JobKey>(by key: @escaping (borrowing Element) throws -> Key) -> Flow<Element> {
        keyed(by: key).sortedByKey().map { _, element in element }
    }

    /// The `count` elements with the largest keys, the largest first; equal keys in the order of the elements' bytes.
    /// Costs no sort of all: each worker keeps its best.
    ///
    /// - Complexity: O(*n* log `count`) comparisons, and memory for `count` elements in each worker.
    @inlinable
    public func top<Key: JobKey>(_ count: Int, by key: @escaping (borrowing Element) throws -> Key) throws -> [Element]
    {
        let ranked = map { Pair(Descending(try key($0)), $0) }
        return try ranked.reduced(into: Smallest(count)).map(\.second)
    }
}

extension KeyedFlow where Value: JobValue {
    /// The pairs in the order of their keys, all of them; those of one key in the order of the values' bytes.
    ///
    /// - Complexity: O(*n* log *n*) comparisons; out of memory where the pairs do not fit.
    @inlinable
    public func sortedByKey() -> KeyedFlow<Key, Value> {
        let branches = self.branches
        let stage = FlowSource { options in
            let plan = try FlowPlan(branches.map(\.source), options)
            let maps = branches.map { branch -> FlowGrouping<Key, Value>.Map in
                let forEach = branch.forEach
                return { block, output in try forEach(block) { output.emit(encodedKey: $0, $1) } }
            }
            let job = FlowGrouping<Key, Value>(maps, plan, order: .total) { key, values, part in
                while let value = try values.nextBytes() { part.writeEncoded(key, value) }
            }
            return try Dataset.make(plan.options) { try job.run($0) }
        }
        return KeyedFlow(rows: stage, options) { Value(decoding: $0) }
    }
}
