/// A job that needs every value of a key, not their sum: nothing is folded, everything is sorted.
public protocol GroupingJob: Job {
    /// Called for each line. Changes of `self` are seen by later calls in the same process.
    mutating func map(_ record: Record, into output: inout Grouped) throws

    /// Called with many lines at once; calls the other `map` for each unless the job implements it.
    mutating func map(_ block: RecordBlock, into output: inout Grouped) throws

    /// Called once per key, in the order of keys within a part; writes rows. The values come in byte order, streamed:
    /// a key may have more of them than fit in memory.
    mutating func reduce(_ key: ByteView, _ values: inout GroupedValues, into part: inout PartWriter) throws
}

extension GroupingJob {
    @inlinable @inline(__always)
    public mutating func map(_ block: RecordBlock, into output: inout Grouped) throws {
        try block.forEachRecord { try map($0, into: &output) }
    }

    @inlinable
    public func makeRuntime() -> JobRuntime {
        let job = self
        return JobRuntime(
            job,
            makeMapper: { configuration in
                var job = job
                let output = Box(try Grouped(configuration))
                return MapperHandle(
                    map: { block in try job.map(block, into: &output.value) },
                    spill: { output.value.spill() }, takeKeys: { output.value.takeKeys() })
            },
            makeFold: { nil },
            reduce: { merger, part in
                var job = job
                var values = GroupedValues(merger)
                while merger.hasRecord {
                    values.begin()
                    try unsafe job.reduce(ByteView(merger.groupKey), &values, into: &part)
                    try values.skipRest()
                    try part.check()
                }
            })
    }
}

/// The values of one key, one after another.
public struct GroupedValues: ~Copyable {
    @usableFromInline let merger: RunMerger
    @usableFromInline var hasStarted = false
    /// Whether `next` has met the end: what is current then is of another key.
    @usableFromInline var isOver = false

    @usableFromInline init(_ merger: RunMerger) { self.merger = merger }

    /// The next value, valid until the next call; nil after the last. Reads from disk.
    @inlinable @_lifetime(&self)
    public mutating func next() throws(ThreshError) -> ByteView? {
        if isOver { return nil }
        if hasStarted { try merger.advance() }
        hasStarted = true
        guard merger.isInGroup else {
            isOver = true
            return nil
        }
        return unsafe ByteView(merger.value)
    }

    @inlinable mutating func begin() {
        merger.beginGroup()
        hasStarted = false
        isOver = false
    }

    @usableFromInline mutating func skipRest() throws(ThreshError) {
        while merger.isInGroup { try merger.advance() }
    }
}
