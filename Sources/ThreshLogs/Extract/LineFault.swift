/// Why a line is no record of its format.
public struct LineFault: Sendable, Equatable {
    /// Which byte of the line is wrong, counted from 1; the one behind the last when something is missing there.
    public let column: Int
    /// What is wrong with it: `status is 'abc', not an integer`.
    public let reason: String

    package init(column: Int, reason: String) {
        self.column = column
        self.reason = reason
    }
}
