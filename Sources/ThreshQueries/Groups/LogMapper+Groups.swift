import Thresh

extension LogMapper {
    /// Counts the lines of each group.
    mutating func count(_ block: RecordBlock, into output: inout Combined<Bytes, Count>) {
        let counts = map(block) { key, _, _ in output.emit(key, 1) }
        output.add(counts)
    }

    /// Folds the lines of each group.
    mutating func aggregate(_ block: RecordBlock, into output: inout Merged<Bytes, LogTotals>) {
        let counts = map(block) { key, fields, reader in output.emit(key, LogLine(fields, reader)) }
        output.add(counts)
    }
}
