import Platform
import Thresh
import ThreshCommand

/// How `--memory` is divided: the job that reads what is there has one half, what the follower keeps the other.
struct FollowMemory {
    let job: UInt64
    /// Bytes that the follower may keep.
    let state: Int
    /// What the user calls it.
    let text: String

    /// Strings of a `ByteTable` have less than 4 GiB together.
    private static let most = 3 << 30
    /// What the process has beside: the runtime, the read buffer, the output.
    private static let overhead: UInt64 = 8 << 20

    init(_ options: RunOptions) throws(ThreshError) {
        let budget = options.memory?.bytes ?? Machine.availableMemory / 10 * 6
        text = HumanUnits.bytes(budget)
        job = budget / 2
        guard budget / 2 > FollowMemory.overhead + 1 << 20 else {
            throw ThreshError(
                .usage, "--memory \(text) is too little to follow files; give 32M or more")
        }
        state = min(FollowMemory.most, Int(clamping: budget / 2 - FollowMemory.overhead))
    }

    /// A table that doubles has its old and its new memory for a moment, and what follows it is made before it is gone.
    var tableLimit: Int { state / 4 }
}
