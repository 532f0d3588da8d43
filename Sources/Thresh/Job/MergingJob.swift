/// A job whose values are folded as they come into aggregates of any size: lists, sets, sketches.
///
/// As a `CombiningJob`, which needs less memory for each key where it can be used.
public protocol MergingJob<Key, Combine>: Job {
    associatedtype Key: JobKey
    associatedtype Combine: Aggregate

    /// What each key begins with. There by default when the aggregate has no parameters.
    var empty: Combine { get }

    /// Called for each record. Changes of `self` are seen by later calls in the same process.
    mutating func map(_ record: Record, into output: inout Merged<Key, Combine>) throws

    /// Called with many records at once; calls the other `map` for each unless the job implements it.
    mutating func map(_ block: RecordBlock, into output: inout Merged<Key, Combine>) throws

    /// Called at the end of each map task: what the job has gathered in `self` can still be emitted.
    mutating func endTask(into output: inout Merged<Key, Combine>) throws

    /// Which of `count` partitions, and so part files, a key belongs to, when `order` is `custom`. REQUIRES: depends on
    /// the key alone.
    func partition(of key: Key, count: Int) -> Int

    /// Called once per key, in the order of keys within a part; writes rows.
    mutating func reduce(_ key: Key, _ total: Combine, into part: inout PartWriter) throws

    /// Called with the key's bytes; decodes them and calls the other `reduce` unless the job implements it.
    mutating func reduce(_ key: ByteView, _ total: Combine, into part: inout PartWriter) throws

    /// Called after the last key of each part: what the job has gathered in `self` can still be written.
    mutating func endPart(into part: inout PartWriter) throws
}

extension MergingJob where Combine: DefaultAggregate {
    @inlinable public var empty: Combine { Combine() }
}

extension MergingJob {
    @inlinable @inline(__always)
    public mutating func map(_ block: RecordBlock, into output: inout Merged<Key, Combine>) throws {
        try block.forEachRecord { try map($0, into: &output) }
    }

    @inlinable public mutating func endTask(into output: inout Merged<Key, Combine>) {}
    @inlinable public mutating func endPart(into part: inout PartWriter) {}

    public func partition(of key: Key, count: Int) -> Int {
        fatalError("\(Self.self) has a custom order but no partition(of:count:)")
    }

    @inlinable
    public mutating func reduce(_ key: ByteView, _ total: Combine, into part: inout PartWriter) throws {
        try reduce(Key(decoding: key), total, into: &part)
    }

    @inlinable
    public func makeRuntime() -> JobRuntime {
        let job = self
        return JobRuntime(
            job, partition: { key, count in job.partition(of: Key(decoding: key), count: count) },
            makeMapper: { configuration in
                var job = job
                let output = Box(try Merged<Key, Combine>(configuration, empty: job.empty))
                return MapperHandle(
                    beginTask: { try job.beginTask() },
                    map: { block in try job.map(block, into: &output.value) },
                    endTask: { try job.endTask(into: &output.value) },
                    spill: { output.value.spill() }, settle: { output.value.settleRecord() },
                    takeKeys: { output.value.takeKeys() })
            },
            makeFold: { ValueFold<Combine>() },
            reduce: { merger, part in
                var job = job
                try job.beginPart()
                while merger.hasRecord {
                    merger.beginGroup()
                    var total = unsafe ValueFold<Combine>.decode(merger.value)
                    try merger.advance()
                    while merger.isInGroup {
                        unsafe total.merge(ValueFold<Combine>.decode(merger.value))
                        try merger.advance()
                    }
                    try unsafe job.reduce(ByteView(merger.groupKey), total, into: &part)
                    try part.check()
                }
                try job.endPart(into: &part)
                try part.check()
            })
    }
}

extension MergingJob where Key: Cells, Combine.Result: Cells {
    public var columns: [Column]? { Column.numbered("key", Key.self) + Column.numbered("value", Combine.Result.self) }

    /// Writes the key and the aggregate's result.
    @inlinable
    public mutating func reduce(_ key: Key, _ total: Combine, into part: inout PartWriter) {
        part.writeRow(key, total.result)
    }
}
