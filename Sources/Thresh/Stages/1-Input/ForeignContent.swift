/// What a file is that is no text, by its first bytes.
enum ForeignContent {
    /// Of compressions that are not read.
    static func refuseCompression(of bytes: UnsafeRawBufferPointer, name: String) throws(ThreshError) {
        try unsafe refuse(bytes, name, compressions)
    }

    /// Of archives, databases and tables in columns too, whose lines mean nothing to a question.
    static func refuse(_ bytes: UnsafeRawBufferPointer, name: String) throws(ThreshError) {
        try unsafe refuse(bytes, name, compressions + others)
    }

    private struct Kind: Sendable {
        let noun: String
        let start: [UInt8]
        var offset = 0
        /// Of what behind these bytes text would be: a cell or a name that happens to begin so.
        var isTextBefore: [UInt8] = []
        /// What makes lines of a file of that name; nil where there is no one command.
        var command: (@Sendable (String) -> String)?
    }

    private static let compressions = [
        Kind(noun: "compressed with lz4", start: [0x04, 0x22, 0x4D, 0x18], command: { "lz4 -dc \($0)" }),
        Kind(noun: "compressed with compress", start: [0x1F, 0x9D], command: { "zcat \($0)" }),
        Kind(noun: "compressed with lzip", start: Array("LZIP\u{1}".utf8), command: { "lzip -dc \($0)" }),
        Kind(noun: "a 7z archive", start: [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], command: { "7z x -so \($0)" }),
        Kind(noun: "a RAR archive", start: Array("Rar!\u{1A}\u{7}".utf8), command: { "unrar p -inul \($0)" }),
        Kind(
            noun: "compressed with snappy", start: [0xFF, 0x06, 0, 0] + Array("sNaPpY".utf8),
            command: { "snzip -dc \($0)" }),
    ]

    private static let others = [
        Kind(
            noun: "a ZIP archive, as .xlsx and .jar are", start: Array("PK\u{3}\u{4}".utf8),
            command: { "unzip -p \($0)" }),
        Kind(noun: "an empty ZIP archive", start: Array("PK\u{5}\u{6}".utf8), command: { "unzip -p \($0)" }),
        Kind(noun: "a tar archive", start: Array("ustar".utf8), offset: 257, command: { "tar -xOf \($0)" }),
        Kind(
            noun: "a Parquet file", start: Array("PAR1".utf8), isTextBefore: Array(",;|\t \r\n\":=-._/0123456789".utf8),
            command: { "duckdb -csv -c \"from \($0)\"" }),
        Kind(
            noun: "an SQLite database", start: Array("SQLite format 3\0".utf8),
            command: { "sqlite3 -csv -header \($0) 'select * from …'" }),
        Kind(noun: "an Avro file", start: Array("Obj\u{1}".utf8), command: { "avro-tools tojson \($0)" }),
        Kind(noun: "an Arrow file", start: Array("ARROW1\0\0".utf8)),
        Kind(
            noun: "an ORC file", start: Array("ORC".utf8), isTextBefore: [9, 10, 13] + Array(32...126),
            command: { "orc-contents \($0)" }),
        Kind(noun: "a PDF document", start: Array("%PDF-".utf8), command: { "pdftotext -layout \($0) -" }),
    ]

    private static func refuse(
        _ bytes: UnsafeRawBufferPointer, _ name: String, _ kinds: [Kind]
    ) throws(ThreshError) {
        guard let kind = kinds.first(where: { unsafe begins(bytes, $0) }) else { return }
        let path = name == "-" ? "FILE" : ShellWord.quoted(name)
        let command = kind.command.map { ": \($0(path))" } ?? ""
        throw ThreshError(
            .badData,
            "\(name): the file is \(kind.noun), which is not read as lines; make lines of it first\(command)")
    }

    private static func begins(_ bytes: UnsafeRawBufferPointer, _ kind: Kind) -> Bool {
        let end = kind.offset + kind.start.count
        guard bytes.count >= end, unsafe bytes[kind.offset..<end].elementsEqual(kind.start) else { return false }
        if kind.isTextBefore.isEmpty { return true }
        return unsafe bytes.count > end && !kind.isTextBefore.contains(bytes[end])
    }
}

/// A text as one word of a shell.
enum ShellWord {
    static func quoted(_ text: String) -> String {
        "'\(text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''"))'"
    }
}
