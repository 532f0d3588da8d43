/// What a job counted. Each number depends on the input alone: what was retried is counted once.
public struct JobCounters: Sendable, Equatable {
    /// Lines of input.
    public var inputRecords: UInt64 = 0
    /// Bytes of input after decompression.
    public var inputBytes: UInt64 = 0
    /// Rows, or lines, of output.
    public var outputRecords: UInt64 = 0
    public var outputBytes: UInt64 = 0
    /// What the job's own code counted.
    public var custom: [CounterName: Int] = [:]

    static func += (a: inout JobCounters, b: JobCounters) {
        a.inputRecords += b.inputRecords
        a.inputBytes += b.inputBytes
        a.outputRecords += b.outputRecords
        a.outputBytes += b.outputBytes
        a.custom.merge(b.custom) { $0 &+ $1 }
    }
}
