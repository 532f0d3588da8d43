/// What a job counted. Each number depends on the input alone: what was retried is counted once.
public struct JobCounters: Sendable, Equatable {
    /// Lines of input.
    public var inputRecords: UInt64 = 0
    /// Those that the job's code took.
    public internal(set) var mappedRecords: UInt64 = 0
    /// Those that were left out because it failed at them, as `JobOptions.maxBad` allows.
    public internal(set) var rejectedRecords: UInt64 = 0
    /// Bytes of input after decompression.
    public var inputBytes: UInt64 = 0
    /// Rows, or lines, of output.
    public var outputRecords: UInt64 = 0
    public var outputBytes: UInt64 = 0
    /// What the job's own code counted, by 256 names at most.
    public var custom: [CounterName: Int] = [:]

    /// Names of a job's own: they are kept in every worker, and read by people.
    static let mostNames = 256

    static func += (a: inout JobCounters, b: JobCounters) {
        a.inputRecords += b.inputRecords
        a.mappedRecords += b.mappedRecords
        a.rejectedRecords += b.rejectedRecords
        a.inputBytes += b.inputBytes
        a.outputRecords += b.outputRecords
        a.outputBytes += b.outputBytes
        a.custom.merge(b.custom) { $0 &+ $1 }
    }

    /// Throws when the workers together have counted by too many names: so it does not depend on their number.
    func check() throws(ThreshError) {
        if custom.count > JobCounters.mostNames, let name = custom.keys.max() { throw JobCounters.tooMany(name) }
    }

    static func tooMany(_ name: CounterName) -> ThreshError {
        ThreshError(
            .badData,
            """
            the job keeps more than \(mostNames) counters, "\(name)" among them; emit or print pairs instead: numbers \
            by many names are output
            """)
    }
}
