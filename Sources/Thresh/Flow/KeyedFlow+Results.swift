extension KeyedFlow {
    /// Runs the flow, and calls `body` in this process with each pair. After a step that ends a stage, keys come in order
    /// within each partition. Blocks; for the main thread of a process without other threads, or with `runsInline`.
    @discardableResult @inlinable
    public func forEach(_ body: (Key, Value) throws -> Void) throws -> JobResult where Value: JobValue {
        let (job, options) = try encoding()
        return try runForPairs(job, options) { key, value in try body(Key(decoding: key), Value(decoding: value)) }
    }

    /// Runs the flow, and returns its pairs. As `forEach`.
    ///
    /// - Complexity: O(pairs) in time, and in memory of this process.
    @inlinable
    public func collect() throws -> [(key: Key, value: Value)] where Value: JobValue {
        var pairs: [(key: Key, value: Value)] = []
        try forEach { pairs.append(($0, $1)) }
        return pairs
    }

    /// Runs the flow, and returns its pairs as a dictionary; of several values of one key, the last.
    ///
    /// - Complexity: O(pairs) expected.
    @inlinable
    public func dictionary() throws -> [Key: Value] where Key: Hashable, Value: JobValue {
        var pairs: [Key: Value] = [:]
        try forEach { pairs[$0] = $1 }
        return pairs
    }

    /// Runs the flow, and returns how many pairs it has.
    @inlinable
    public func count() throws -> Int { try map { _, _ in true }.count() }

    /// Runs the flow once and keeps its pairs, for several flows that begin with them.
    @inlinable
    public func cached() throws -> KeyedFlow<Key, Value> where Value: JobValue {
        let (job, options) = try encoding()
        let source = FlowSource(try Dataset.make(options) { try job.run($0) })
        return KeyedFlow(rows: source, self.options) { Value(decoding: $0) }
    }

    @inlinable
    func encoding() throws -> (job: FlowMapOnly, options: JobOptions) where Value: JobValue {
        let plan = try FlowPlan(branches.map(\.source), options)
        let scratch = Box(ByteBuffer())
        let maps = branches.map { branch -> FlowMapOnly.Map in
            let forEach = branch.forEach
            return { block, part in
                try forEach(block) { key, value in
                    scratch.value.removeAll()
                    value.encode(into: &scratch.value)
                    unsafe part.writeEncoded(key, ByteView(scratch.value.rawBuffer))
                }
            }
        }
        return (FlowMapOnly(maps, plan), plan.optionsForFewRows)
    }
}
