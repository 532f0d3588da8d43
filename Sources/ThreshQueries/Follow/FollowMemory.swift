import Platform
package import Thresh

/// How `--memory` is divided: while a job reads what is there it has one half, and the follower the other; then the
/// follower has it all.
package struct FollowMemory {
    let job: UInt64
    private let budget: UInt64

    /// Strings of a `ByteTable` have less than 4 GiB together.
    private static let most: UInt64 = 3 << 30
    /// What the process has beside: the runtime, the read buffer, the output.
    private static let overhead: UInt64 = 8 << 20

    /// - Parameter bytes: nil for what the machine can spare.
    package init(_ bytes: UInt64?) throws(ThreshError) {
        budget = bytes ?? Machine.availableMemory / 10 * 6
        job = budget / 2
        guard job > FollowMemory.overhead + 1 << 20 else {
            throw ThreshError(.usage, "--memory \(text) is too little to follow files; give 32M or more")
        }
    }

    /// As the user may have typed it.
    var text: String { "\(budget >> 20)M" }

    /// Bytes that tables may take. One that doubles has its old and its new memory for a moment, and what follows it is made
    /// before it is gone.
    var tableLimit: Int { FollowMemory.limit(budget) }
    /// The same while the job runs.
    var tableLimitAtStart: Int { FollowMemory.limit(budget - job) }

    private static func limit(_ bytes: UInt64) -> Int { Int(min(most, bytes - overhead) / 3) }
}
