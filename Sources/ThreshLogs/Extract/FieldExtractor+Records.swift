public import Thresh

/// Where records begin.
extension FieldExtractor {
    /// Whether a line begins a record; each does where all records are lines.
    public func isFirstLine(_ line: ByteView) -> Bool { format.firstLine?.isFirst(line) ?? true }

    /// Whether a line that begins no record is what a program writes before all records.
    public func isBeforeRecords(_ line: ByteView) -> Bool {
        format.preamble.contains { unsafe LineBytes(line).starts(with: Array($0.utf8)) }
    }
}
