/// What a partial has: the runs with all that these segments emitted.
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
        /// Of its index.
        let checksum: UInt64
    }
}
