/// A job without reduce: what `map` writes is the output, in the order of the input.
public protocol MapOnlyJob: Job {
    /// Called for each line; writes rows. Changes of `self` are seen by later calls in the same process.
    mutating func map(_ record: Record, into part: inout PartWriter) throws

    /// Called with many lines at once; calls the other `map` for each unless the job implements it.
    mutating func map(_ block: RecordBlock, into part: inout PartWriter) throws
}

extension MapOnlyJob {
    @inlinable @inline(__always)
    public mutating func map(_ block: RecordBlock, into part: inout PartWriter) throws {
        try block.forEachRecord { try map($0, into: &part) }
    }

    @inlinable
    public func makeRuntime() -> JobRuntime {
        let job = self
        return JobRuntime(
            job,
            makeDirectMapper: {
                var job = job
                return { block, part in
                    try job.map(block, into: &part)
                    try part.check()
                }
            })
    }
}
