/// A job whose values have a fixed width and are folded as they come: one value per key reaches `reduce`.
///
///     struct StatusCount: CombiningJob {
///         typealias Combine = Sum<Int>
///
///         func map(_ record: Record, into output: inout Combined<Sum<Int>>) {
///             if let status = record.line.field(8, separator: UInt8(ascii: " ")) { output.emit(status, 1) }
///         }
///     }
public protocol CombiningJob: Job {
    associatedtype Combine: Combiner

    /// Called for each line. Changes of `self` are seen by later calls in the same process.
    mutating func map(_ record: Record, into output: inout Combined<Combine>) throws

    /// Called with many lines at once; calls the other `map` for each unless the job implements it.
    mutating func map(_ block: RecordBlock, into output: inout Combined<Combine>) throws

    /// Called once per key, in the order of keys within a part; writes rows.
    mutating func reduce(_ key: ByteView, _ value: Combine.Value, into part: inout PartWriter) throws
}

extension CombiningJob {
    @inlinable @inline(__always)
    public mutating func map(_ block: RecordBlock, into output: inout Combined<Combine>) throws {
        try block.forEachRecord { try map($0, into: &output) }
    }

    @inlinable
    public func makeRuntime() -> JobRuntime {
        let job = self
        return JobRuntime(
            job,
            makeMapper: { configuration in
                var job = job
                let output = Box(try Combined<Combine>(configuration))
                return MapperHandle(
                    map: { block in try job.map(block, into: &output.value) },
                    spill: { output.value.spill() }, takeKeys: { output.value.takeKeys() })
            },
            makeFold: { FixedFold<Combine>() },
            reduce: { merger, part in
                var job = job
                while merger.hasRecord {
                    merger.beginGroup()
                    var total = unsafe merger.value.loadUnaligned(as: Combine.Value.self)
                    try merger.advance()
                    while merger.isInGroup {
                        unsafe Combine.combine(&total, merger.value.loadUnaligned(as: Combine.Value.self))
                        try merger.advance()
                    }
                    try unsafe job.reduce(ByteView(merger.groupKey), total, into: &part)
                    try part.check()
                }
            })
    }
}

extension CombiningJob where Combine.Value: FixedWidthInteger {
    public var columns: [Column]? { [Column("key"), Column("value", .integer)] }

    /// Writes the key and the value.
    @inlinable
    public func reduce(_ key: ByteView, _ value: Combine.Value, into part: inout PartWriter) {
        part.writeCell(key)
        part.tab()
        part.write(value)
        part.endRow()
    }
}
