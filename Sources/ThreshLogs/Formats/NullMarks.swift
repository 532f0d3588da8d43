/// What stands for a missing value.
struct NullMarks: OptionSet, Sendable, Hashable {
    let rawValue: UInt8

    static let dash = NullMarks(rawValue: 1)
    static let empty = NullMarks(rawValue: 2)
    /// `-1`, of load balancers: nothing was measured.
    static let minusOne = NullMarks(rawValue: 4)
}
