/// What a finished job tells of itself.
public struct JobResult: Sendable {
    public struct Part: Sendable, Equatable {
        public let name: String
        public let summary: PartSummary
    }

    public struct Timings: Sendable {
        public var plan: Duration = .zero
        public var map: Duration = .zero
        public var reduce: Duration = .zero
        public var commit: Duration = .zero
    }

    /// The part files in order; empty when the output was streamed.
    public internal(set) var parts: [Part] = []
    public package(set) var counters = JobCounters()
    /// What the job's own code noted of records of its input.
    public internal(set) var notes = JobNotes()
    /// The input files, which notes and `Record.file` count.
    public internal(set) var inputs: [JobInput] = []
    public internal(set) var columns: [Column]?
    public internal(set) var timings = Timings()
    public internal(set) var workers = 0
    public internal(set) var mapTasks = 0
    public internal(set) var runs = 0
    /// Compressed bytes written between map and reduce.
    public internal(set) var runBytes: UInt64 = 0
    /// Workers that died and were replaced.
    public internal(set) var deaths = 0
    /// Inputs that may have changed while they were read.
    var changedInputs: Set<Int> = []
}

/// What is known of a finished part file.
public struct PartSummary: Sendable, Equatable {
    public let rows: UInt64
    public let byteCount: UInt64
    /// XXH3-64 of the file.
    public let checksum: UInt64
}
