/// A job whose values are bytes of any length that a `BytesCombiner` folds: one value per key reaches `reduce`.
public protocol MergingJob: Job {
    associatedtype Combine: BytesCombiner

    /// Called for each line. Changes of `self` are seen by later calls in the same process.
    mutating func map(_ record: Record, into output: inout Merged<Combine>) throws

    /// Called with many lines at once; calls the other `map` for each unless the job implements it.
    mutating func map(_ block: RecordBlock, into output: inout Merged<Combine>) throws

    /// Called once per key, in the order of keys within a part; writes rows.
    mutating func reduce(_ key: ByteView, _ value: ByteView, into part: inout PartWriter) throws
}

extension MergingJob {
    @inlinable @inline(__always)
    public mutating func map(_ block: RecordBlock, into output: inout Merged<Combine>) throws {
        try block.forEachRecord { try map($0, into: &output) }
    }

    @inlinable
    public func makeRuntime() -> JobRuntime {
        let job = self
        return JobRuntime(
            job,
            makeMapper: { configuration in
                var job = job
                let output = Box(try Merged<Combine>(configuration))
                return MapperHandle(
                    map: { block in try job.map(block, into: &output.value) },
                    spill: { output.value.spill() }, takeKeys: { output.value.takeKeys() })
            },
            makeFold: { ValueFold<Combine>() },
            reduce: { merger, part in
                var job = job
                let fold = ValueFold<Combine>()
                while merger.hasRecord {
                    merger.beginGroup()
                    unsafe fold.begin(merger.value)
                    try merger.advance()
                    while merger.isInGroup {
                        unsafe fold.add(merger.value)
                        try merger.advance()
                    }
                    try unsafe job.reduce(ByteView(merger.groupKey), ByteView(fold.bytes), into: &part)
                    try part.check()
                }
            })
    }
}
