public import Thresh

extension LogFormat {
    /// What divides a file of this format into records.
    public var records: RecordFormat {
        if hasEntriesOfLines { return .custom(JournalEntries()) }
        return firstLine.map { .multiline($0) } ?? .lines
    }
}

extension LineShape: FirstLine {
    var prefixBytes: Int { LineShape.mostBytes }

    func isFirst(_ prefix: ByteView) -> Bool { begins(unsafe LineBytes(prefix)) }
}
