/// What a partial has: the runs with all that these segments emitted; in a job without reduce, the files that a task wrote.
struct PartialEntry: Equatable {
    var segments: [Segment]
    var runs: [Run]
    var report: TaskReport

    struct Segment: Equatable {
        let file: Int
        let start: UInt64
        let end: UInt64
        /// Of the bytes about both ends.
        let evidence: UInt64

        /// Of one that was made of several, whose file need not be there.
        static let noEvidence: UInt64 = 0
    }

    struct Run: Equatable {
        let name: String
        let size: UInt64
        /// Of its index; of a task's file, of all of it.
        let checksum: UInt64
        /// Of a task's file.
        var rows: UInt64?
    }

    /// Whether it is of a task that wrote its rows, since there is nothing to reduce.
    var isOutput: Bool { runs.first?.rows != nil }
}
