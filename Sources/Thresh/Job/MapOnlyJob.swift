/// A job without reduce: what `map` writes is the output, in the order of the input.
public protocol MapOnlyJob: Job {
    /// Called for each line; writes rows. Changes of `self` are seen by later calls in the same process.
    mutating func map(_ record: Record, into part: inout PartWriter) throws

    /// Called with many lines at once; calls the other `map` for each unless the job implements it.
    mutating func map(_ block: RecordBlock, into part: inout PartWriter) throws

    /// Called at the end of each map task: what the job has gathered in `self` can still be written.
    mutating func endTask(into part: inout PartWriter) throws
}

extension MapOnlyJob {
    @inlinable @inline(__always)
    public mutating func map(_ block: RecordBlock, into part: inout PartWriter) throws {
        try block.forEachRecord { try map($0, into: &part) }
    }

    @inlinable public mutating func endTask(into part: inout PartWriter) {}

    @inlinable
    public func makeRuntime() -> JobRuntime {
        let job = self
        return JobRuntime(
            job,
            makeDirectMapper: {
                let job = Box(job)
                return DirectMapperHandle(
                    beginTask: { try job.value.beginTask() },
                    map: { block, part in
                        try job.value.map(block, into: &part)
                        try part.check()
                    },
                    endTask: { part in
                        try job.value.endTask(into: &part)
                        try part.check()
                    })
            })
    }
}
