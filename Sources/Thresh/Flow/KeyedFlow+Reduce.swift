extension KeyedFlow {
    /// Each key once, with what its values amount to.
    ///
    ///     .keyed(by: \.user, value: \.bytes).reduced(into: Sum<Int>())
    ///
    /// - Complexity: O(values) expected, and O(*k* log *k*) comparisons in the different keys.
    @inlinable
    public func reduced<Combine: FixedAggregate>(into aggregate: Combine) -> KeyedFlow<Key, Combine.Result>
    where Combine.Input == Value {
        let branches = self.branches
        return KeyedFlow<Key, Combine.Result>.combining(branches.map(\.source), options, into: Combine.self) { index in
            let forEach = branches[index].forEach
            return { block, output in
                try forEach(block) { key, value in unsafe output.emit(bytes: key.base, count: key.count, value) }
            }
        }
    }

    /// Each key once, with what its values amount to: for aggregates of any size, with the parameters of `aggregate`.
    ///
    /// - Complexity: that of adding each value, and O(*k* log *k*) comparisons in the different keys.
    @inlinable @_disfavoredOverload
    public func reduced<Combine: Aggregate>(into aggregate: Combine) -> KeyedFlow<Key, Combine.Result>
    where Combine.Input == Value {
        let branches = self.branches
        let stage = FlowSource { options in
            let plan = try FlowPlan(branches.map(\.source), options)
            let maps = branches.map { branch -> FlowMerging<Key, Combine>.Map in
                let forEach = branch.forEach
                return { block, output in
                    try forEach(block) { key, value in unsafe output.emit(bytes: key.rawBuffer, value) }
                }
            }
            let job = FlowMerging<Key, Combine>(maps, plan, empty: aggregate)
            return try Dataset.make(plan.options) { try job.runForStates($0) }
        }
        return KeyedFlow<Key, Combine.Result>(rows: stage, options) {
            unsafe ValueFold<Combine>.decode($0.rawBuffer).result
        }
    }

    /// Each key once, with the sum of its values.
    @inlinable
    public func summed() -> KeyedFlow<Key, Value> where Value: FixedWidthInteger & BitwiseCopyable {
        reduced(into: Sum<Value>())
    }
}

extension KeyedFlow {
    /// The pairs of a stage that folds what the branches emit.
    @inlinable
    static func combining<Combine: FixedAggregate>(
        _ sources: [FlowSource], _ options: JobOptions, into: Combine.Type,
        _ map: @escaping (Int) -> FlowCombining<Key, Combine>.Map
    ) -> KeyedFlow<Key, Value> where Combine.Result == Value {
        let stage = FlowSource { options in
            let plan = try FlowPlan(sources, options)
            let job = FlowCombining<Key, Combine>(sources.indices.map(map), plan)
            return try Dataset.make(plan.options) { try job.runForStates($0) }
        }
        return KeyedFlow(rows: stage, options) {
            // SAFETY: a worker wrote the bytes of one there.
            unsafe $0.rawBuffer.loadUnaligned(as: Combine.self).result
        }
    }
}

extension KeyedFlow where Value: ~Escapable {
    /// Each key once, with how many values it had.
    ///
    /// - Complexity: O(values) expected, and O(*k* log *k*) comparisons in the different keys.
    @inlinable
    public func counted() -> KeyedFlow<Key, Int> {
        steps { forEach in { block, body in try forEach(block) { key, _ in try body(key, 1) } } }
            .reduced(into: Count())
    }
}

extension Flow where Element: JobKey {
    /// Each different element once, with how often it occurred.
    ///
    /// - Complexity: O(bytes) expected: they are hashed; and O(*k* log *k*) comparisons in the different ones.
    @inlinable
    public func counted() -> KeyedFlow<Element, Int> { keyed { $0 }.counted() }

    /// Each different element once.
    ///
    /// - Complexity: as `counted()`.
    @inlinable
    public func distinct() -> Flow<Element> { counted().map { key, _ in key } }
}

extension Flow where Element == ByteView {
    /// Each different line or word once, with how often it occurred.
    ///
    /// - Complexity: O(bytes) expected: they are hashed; and O(*k* log *k*) comparisons in the different ones.
    @inlinable
    public func counted() -> KeyedFlow<String, Int> {
        let branches = self.branches
        return KeyedFlow<String, Int>.combining(branches.map(\.source), options, into: Count.self) { index in
            if branches[index].content == .words {
                return { block, output in
                    block.bytes.forEachWord { word in unsafe output.emit(bytes: word.base, count: word.count, 1) }
                }
            }
            let forEach = branches[index].forEachView
            return { block, output in
                try forEach(block) { view in unsafe output.emit(bytes: view.base, count: view.count, 1) }
            }
        }
    }

    /// Each different line or word once.
    ///
    /// - Complexity: as `counted()`.
    @inlinable
    public func distinct() -> Flow<String> { counted().map { key, _ in key } }
}
