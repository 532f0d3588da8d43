/// A job as the engine runs it, without its types: a call per block of records and per partition goes through it, and
/// what is inside was compiled for the job.
public struct JobRuntime {
    @usableFromInline typealias Partition = (ByteView, Int) -> Int
    @usableFromInline typealias Reduce = (RunMerger, inout PartWriter) throws -> Void

    enum Shape {
        case shuffled(
            makeMapper: (MapConfiguration) throws -> MapperHandle, makeFold: () -> (any ValueFolding)?, reduce: Reduce)
        case direct(makeMapper: () -> DirectMapperHandle)
    }

    let columns: [Column]?
    /// Of each file, by its number.
    let records: (Int) -> RecordFormat
    let order: KeyOrder
    let top: Int?
    /// For a custom order.
    let partition: Partition?
    let shape: Shape

    @usableFromInline
    init(
        _ job: some Job, partition: @escaping Partition,
        makeMapper: @escaping (MapConfiguration) throws -> MapperHandle,
        makeFold: @escaping () -> (any ValueFolding)?, reduce: @escaping Reduce
    ) {
        (columns, records, order, top) = (job.columns, job.records(ofFile:), job.order, job.top)
        self.partition = partition
        shape = .shuffled(makeMapper: makeMapper, makeFold: makeFold, reduce: reduce)
    }

    /// The same job, whose rows are each key and the bytes of its aggregate instead of what its `reduce` writes.
    ///
    /// REQUIRES: a job that reduces.
    func writingStates() -> JobRuntime {
        guard case .shuffled(let makeMapper, let makeFold, _) = shape else { preconditionFailure("no keys") }
        return JobRuntime(
            columns: nil, records: records, order: order, top: nil, partition: partition,
            shape: .shuffled(makeMapper: makeMapper, makeFold: makeFold) { merger, part in
                let fold = makeFold()
                while merger.hasRecord {
                    merger.beginGroup()
                    if let fold {
                        unsafe fold.begin(merger.value)
                        try merger.advance()
                        while merger.isInGroup {
                            unsafe fold.add(merger.value)
                            try merger.advance()
                        }
                        try unsafe fold.forEachPart { bytes in
                            unsafe part.writeEncoded(ByteView(merger.groupKey), ByteView(bytes))
                        }
                    } else {
                        unsafe part.writeEncoded(ByteView(merger.groupKey), ByteView(merger.value))
                        try merger.advance()
                    }
                    try part.check()
                }
            })
    }

    private init(
        columns: [Column]?, records: @escaping (Int) -> RecordFormat, order: KeyOrder, top: Int?, partition: Partition?,
        shape: Shape
    ) {
        (self.columns, self.records, self.order, self.top) = (columns, records, order, top)
        (self.partition, self.shape) = (partition, shape)
    }

    @usableFromInline
    init(_ job: some Job, makeDirectMapper: @escaping () -> DirectMapperHandle) {
        (columns, records, order, top) = (job.columns, job.records(ofFile:), job.order, job.top)
        partition = nil
        shape = .direct(makeMapper: makeDirectMapper)
    }
}

/// The map stage of one process.
@usableFromInline struct MapperHandle {
    let beginTask: () throws -> Void
    let map: (RecordBlock) throws -> Void
    let endTask: () throws -> Void
    /// Writes all that was emitted to a run.
    let spill: () -> Void
    /// Does what emits have put off, so that a trap in it is in the record that emitted.
    let settle: () -> Void
    /// Hands over the keys that were emitted instead.
    let takeKeys: () -> [[UInt8]]

    @usableFromInline
    init(
        beginTask: @escaping () throws -> Void, map: @escaping (RecordBlock) throws -> Void,
        endTask: @escaping () throws -> Void, spill: @escaping () -> Void, settle: @escaping () -> Void = {},
        takeKeys: @escaping () -> [[UInt8]]
    ) {
        self.beginTask = beginTask
        self.map = map
        self.endTask = endTask
        self.spill = spill
        self.settle = settle
        self.takeKeys = takeKeys
    }
}

/// The map stage of one process in a job without reduce.
@usableFromInline struct DirectMapperHandle {
    let beginTask: () throws -> Void
    let map: (RecordBlock, inout PartWriter) throws -> Void
    let endTask: (inout PartWriter) throws -> Void

    @usableFromInline
    init(
        beginTask: @escaping () throws -> Void, map: @escaping (RecordBlock, inout PartWriter) throws -> Void,
        endTask: @escaping (inout PartWriter) throws -> Void
    ) {
        self.beginTask = beginTask
        self.map = map
        self.endTask = endTask
    }
}

/// A place for a value that closures share.
@usableFromInline final class Box<Value: ~Copyable> {
    @usableFromInline var value: Value
    @inlinable init(_ value: consuming Value) { self.value = value }
}
