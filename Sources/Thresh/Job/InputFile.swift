/// A file to read, as planned: the driver looked at it once, and every process trusts what it saw.
struct InputFile: Sendable {
    /// Where it is read from.
    let path: String
    /// What the user calls it: the path, or "-" for standard input.
    let name: String
    /// Which of the job's inputs named it.
    var argument = 0
    /// Bytes on disk.
    private(set) var size: UInt64
    private(set) var compression: Compression
    /// What divides it into records: the job says so, once it has seen the file.
    var records = RecordFormat.lines
    /// Whether line ends are known to stand within quotes. Until they are, a CSV file is divided like lines, and
    /// `ChunkReader` refuses to go on where that turns out wrong.
    var hasQuotedFeeds = false
    /// What it is, where nobody asked for it by name and its first bytes are none of a text.
    var foreign: String?
    /// What it was when the job found it; nil where the job itself made it.
    var stamp: FileStamp?

    /// Takes it as one without a record.
    mutating func leaveOut() { size = 0 }

    /// Takes the file's bytes as they are, where records are not of text.
    mutating func readAsStored() { if compression == .utf16 || compression == .returns { compression = .none } }

    /// Whether it can be told from any place where the next record begins.
    var isDivisible: Bool { if case .csv = records { !hasQuotedFeeds } else { records.isDivisible } }
}
