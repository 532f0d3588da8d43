internal import Thresh

/// Finds fields in lines that are no sequence of steps: JSON and the like.
protocol LineScanner: AnyObject {
    /// Fills the slots of the wanted fields; those of fields that the line lacks stay null.
    ///
    /// REQUIRES: 64 bytes behind the line are readable.
    /// - Returns: what is wrong with the line; nil when nothing is.
    func scan(_ line: LineBytes, _ slots: UnsafeMutablePointer<FieldSlot>, _ values: ValueReaders) -> LineFault?
    /// Of the first line that could not be decided since this was taken: it is no record, and not none either.
    var failure: ThreshError? { get set }
}

extension LineScanner {
    var failure: ThreshError? {
        get { nil }
        set {}
    }
}

/// Why a line is no record of its format.
public struct LineFault: Sendable, Equatable {
    /// Which byte of the line is wrong, counted from 1; the one behind the last when something is missing there.
    public let column: Int
    /// What is wrong with it: `status is 'abc', not an integer`.
    public let reason: String

    public init(column: Int, reason: String) {
        self.column = column
        self.reason = reason
    }
}
