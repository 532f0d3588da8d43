package import Thresh

/// What a follower reads, and how.
package struct FollowSettings {
    package var inputs: [String]
    /// Bytes of the longest line that is accepted.
    package var longestLine: Int
    package var badLimit: BadLimit
    /// Runs a job over what is in the files, and shows progress meanwhile.
    package var gather: ((JobOptions) throws -> Void) throws -> Void

    package init(
        inputs: [String], longestLine: Int, badLimit: BadLimit,
        gather: @escaping ((JobOptions) throws -> Void) throws -> Void
    ) {
        self.inputs = inputs
        self.longestLine = longestLine
        self.badLimit = badLimit
        self.gather = gather
    }
}
