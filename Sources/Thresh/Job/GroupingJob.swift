/// A job that needs every value of a key, not what they amount to: nothing is folded, everything is sorted.
public protocol GroupingJob<Key, Value>: Job {
    associatedtype Key: JobKey
    associatedtype Value: JobValue

    /// Called for each record. Changes of `self` are seen by later calls in the same process.
    mutating func map(_ record: Record, into output: inout Grouped<Key, Value>) throws

    /// Called with many records at once; calls the other `map` for each unless the job implements it.
    mutating func map(_ block: RecordBlock, into output: inout Grouped<Key, Value>) throws

    /// Called at the end of each map task: what the job has gathered in `self` can still be emitted.
    mutating func endTask(into output: inout Grouped<Key, Value>) throws

    /// Which of `count` partitions, and so part files, a key belongs to, when `order` is `custom`. REQUIRES: depends on
    /// the key alone.
    func partition(of key: Key, count: Int) -> Int

    /// Called once per key, in the order of keys within a part; writes rows. The values come in the order of their bytes,
    /// which for a `JobKey` is that of the values: to have the visits of each user by time, emit the user as key and
    /// `Pair(time, page)` as value. They are streamed: a key may have more of them than fit in memory.
    mutating func reduce(_ key: Key, _ values: inout GroupedValues<Value>, into part: inout PartWriter) throws

    /// Called with the key's bytes; decodes them and calls the other `reduce` unless the job implements it.
    mutating func reduce(_ key: ByteView, _ values: inout GroupedValues<Value>, into part: inout PartWriter) throws

    /// Called after the last key of each part: what the job has gathered in `self` can still be written.
    mutating func endPart(into part: inout PartWriter) throws
}

extension GroupingJob {
    @inlinable @inline(__always)
    public mutating func map(_ block: RecordBlock, into output: inout Grouped<Key, Value>) throws {
        try block.forEachRecord { try map($0, into: &output) }
    }

    @inlinable public mutating func endTask(into output: inout Grouped<Key, Value>) {}
    @inlinable public mutating func endPart(into part: inout PartWriter) {}

    public func partition(of key: Key, count: Int) -> Int {
        fatalError("\(Self.self) has a custom order but no partition(of:count:)")
    }

    @inlinable
    public mutating func reduce(
        _ key: ByteView, _ values: inout GroupedValues<Value>, into part: inout PartWriter
    ) throws {
        try reduce(Key(decoding: key), &values, into: &part)
    }

    @inlinable
    public func makeRuntime() -> JobRuntime {
        let job = self
        return JobRuntime(
            job, partition: { key, count in job.partition(of: Key(decoding: key), count: count) },
            makeMapper: { configuration in
                var job = job
                let output = Box(try Grouped<Key, Value>(configuration))
                return MapperHandle(
                    beginTask: { try job.beginTask() },
                    map: { block in try job.map(block, into: &output.value) },
                    endTask: { try job.endTask(into: &output.value) },
                    spill: { output.value.spill() }, takeKeys: { output.value.takeKeys() })
            },
            makeFold: { nil },
            reduce: { merger, part in
                var job = job
                try job.beginPart()
                var values = GroupedValues<Value>(merger)
                while merger.hasRecord {
                    values.begin()
                    try unsafe job.reduce(ByteView(merger.groupKey), &values, into: &part)
                    try values.skipRest()
                    try part.check()
                }
                try job.endPart(into: &part)
                try part.check()
            })
    }
}

extension GroupingJob where Key == Bytes {
    /// Not called when the job implements the `reduce` that takes a view of the key's bytes.
    public mutating func reduce(_ key: Key, _ values: inout GroupedValues<Value>, into part: inout PartWriter) {
        fatalError("\(Self.self) implements no reduce")
    }
}
