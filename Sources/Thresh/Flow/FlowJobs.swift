/// The stage of a flow that folds values into an aggregate of fixed size.
@usableFromInline struct FlowCombining<Key: JobKey, Combine: FixedAggregate>: CombiningJob {
    @usableFromInline typealias Map = (RecordBlock, inout Combined<Key, Combine>) throws -> Void

    @usableFromInline let branches: [Map]
    @usableFromInline let branchOfInput: [Int]
    @usableFromInline let records: RecordFormat

    @inlinable init(_ branches: [Map], _ plan: FlowPlan) {
        self.branches = branches
        branchOfInput = plan.branchOfInput
        records = plan.format
    }

    @usableFromInline var columns: [Column]? { nil }
    @inlinable func map(_ record: Record, into output: inout Combined<Key, Combine>) {}
    @inlinable func map(_ block: RecordBlock, into output: inout Combined<Key, Combine>) throws {
        try branches[branchOfInput[block.input]](block, &output)
    }
    @inlinable func reduce(_ key: Key, _ total: Combine, into part: inout PartWriter) {}
}

/// The stage of a flow that folds values into an aggregate of any size.
@usableFromInline struct FlowMerging<Key: JobKey, Combine: Aggregate>: MergingJob {
    @usableFromInline typealias Map = (RecordBlock, inout Merged<Key, Combine>) throws -> Void

    @usableFromInline let branches: [Map]
    @usableFromInline let branchOfInput: [Int]
    @usableFromInline let records: RecordFormat
    @usableFromInline let empty: Combine

    @inlinable init(_ branches: [Map], _ plan: FlowPlan, empty: Combine) {
        self.branches = branches
        self.empty = empty
        branchOfInput = plan.branchOfInput
        records = plan.format
    }

    @usableFromInline var columns: [Column]? { nil }
    @inlinable func map(_ record: Record, into output: inout Merged<Key, Combine>) {}
    @inlinable func map(_ block: RecordBlock, into output: inout Merged<Key, Combine>) throws {
        try branches[branchOfInput[block.input]](block, &output)
    }
    @inlinable func reduce(_ key: Key, _ total: Combine, into part: inout PartWriter) {}
}

/// The stage of a flow that needs every value of a key.
@usableFromInline struct FlowGrouping<Key: JobKey, Value: JobValue>: GroupingJob {
    @usableFromInline typealias Map = (RecordBlock, inout Grouped<Key, Value>) throws -> Void
    @usableFromInline typealias Reduce = (ByteView, inout GroupedValues<Value>, inout PartWriter) throws -> Void

    @usableFromInline let branches: [Map]
    @usableFromInline let branchOfInput: [Int]
    @usableFromInline let records: RecordFormat
    @usableFromInline let order: KeyOrder
    @usableFromInline let reduceGroup: Reduce

    @inlinable init(_ branches: [Map], _ plan: FlowPlan, order: KeyOrder, reduce: @escaping Reduce) {
        self.branches = branches
        self.order = order
        branchOfInput = plan.branchOfInput
        records = plan.format
        reduceGroup = reduce
    }

    @usableFromInline var columns: [Column]? { nil }
    @inlinable func map(_ record: Record, into output: inout Grouped<Key, Value>) {}
    @inlinable func map(_ block: RecordBlock, into output: inout Grouped<Key, Value>) throws {
        try branches[branchOfInput[block.input]](block, &output)
    }
    @inlinable func reduce(_ key: Key, _ values: inout GroupedValues<Value>, into part: inout PartWriter) {}
    @inlinable
    func reduce(_ key: ByteView, _ values: inout GroupedValues<Value>, into part: inout PartWriter) throws {
        try reduceGroup(key, &values, &part)
    }
}

/// The last stage of a flow that needs no keys.
@usableFromInline struct FlowMapOnly: MapOnlyJob {
    @usableFromInline typealias Map = (RecordBlock, inout PartWriter) throws -> Void

    @usableFromInline let branches: [Map]
    @usableFromInline let branchOfInput: [Int]
    @usableFromInline let records: RecordFormat
    @usableFromInline let columns: [Column]?

    @inlinable init(_ branches: [Map], _ plan: FlowPlan, columns: [Column]? = nil) {
        self.branches = branches
        self.columns = columns
        branchOfInput = plan.branchOfInput
        records = plan.format
    }

    @inlinable func map(_ record: Record, into part: inout PartWriter) {}
    @inlinable func map(_ block: RecordBlock, into part: inout PartWriter) throws {
        try branches[branchOfInput[block.input]](block, &part)
    }
}
