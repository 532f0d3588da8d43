/// What divides input files into records.
public enum RecordFormat: Sendable {
    /// Lines, which end with LF or CRLF; the last may lack it.
    case lines
    /// Lines of text: as `lines`, but a byte order mark of UTF-8 at the start of a file, and the NUL bytes of a hole there,
    /// which the truncation of an open log leaves, are not of the first line; a file in UTF-16 that says so by its mark is read
    /// as UTF-8, and another one in UTF-16 or UTF-32 is an error.
    case textLines
    /// Whatever stands between two of these bytes; the last record may lack it. A CR is like any other byte.
    case delimited(by: UInt8)
    /// Lines that follow one another, divided by one or more empty lines (LF or CRLF). The line ends within a record
    /// belong to it.
    case paragraphs
    /// So many bytes each. A file whose length is no multiple of that is an error.
    case fixedWidth(Int)
    /// A record for each file, empty files too. It must fit in memory, and below `--max-record-size`.
    case wholeFiles
    /// Comma-separated values (RFC 4180), or others with another separator: lines, but a line end within quotes does not
    /// end a record. `CSVRow` says what is within quotes. With a header, the first record of each file is left out:
    /// `CSVHeader` reads it.
    ///
    /// Where line ends are seen within quotes, a plain file larger than a chunk is read once more before the job starts.
    case csv(separator: UInt8 = UInt8(ascii: ","), hasHeader: Bool = false)
    /// Lines, each with those that follow up to the next that a record begins with. A file's first line always begins one.
    /// The line ends within a record belong to it.
    case multiline(any FirstLine)
    /// What a reader of your own makes of the bytes.
    case custom(any RecordReader)
}

extension RecordFormat {
    /// The byte that ends records, where it is one byte wherever it stands.
    var delimiter: UInt8? {
        switch self {
        case .lines, .textLines: UInt8(ascii: "\n")
        case .delimited(let byte): byte
        default: nil
        }
    }

    /// Whether a CR before the delimiter belongs to it.
    var dropsReturn: Bool {
        switch self {
        case .lines, .textLines: true
        default: false
        }
    }

    /// Whether what stands before a file's text is no part of the first record.
    var isText: Bool {
        switch self {
        case .textLines, .csv, .multiline: true
        case .custom(let reader): reader.isText
        default: false
        }
    }

    /// Whether it can be told from any place in every file where the next record begins.
    var isDivisible: Bool {
        switch self {
        case .lines, .textLines, .delimited, .paragraphs, .multiline: true
        case .custom(let reader): reader is any DivisibleRecordReader
        case .fixedWidth, .wholeFiles, .csv: false
        }
    }

    /// Whether records are text in lines, one or more each.
    var hasLines: Bool {
        switch self {
        case .lines, .textLines, .paragraphs, .csv, .multiline, .custom: true
        case .delimited(let byte): byte == UInt8(ascii: "\n")
        case .fixedWidth, .wholeFiles: false
        }
    }

    var isWholeFiles: Bool { if case .wholeFiles = self { true } else { false } }
    var hasHeader: Bool { if case .csv(_, true) = self { true } else { false } }

    /// What messages call a record.
    var noun: String { dropsReturn ? "line" : "record" }

    /// What may be wrong when there is a very long one: "check …".
    var hintAtLongRecords: String {
        switch self {
        case .lines, .textLines: "that this is a text file"
        case .delimited: "that the delimiter is in this file"
        case .csv: "that quotes are closed"
        default: "the format"
        }
    }

    /// Throws when there can be no such records.
    func check() throws(ThreshError) {
        switch self {
        case .fixedWidth(let width) where width < 1:
            throw ThreshError(.usage, "records of \(width) bytes: a record has at least one")
        case .csv(let separator, _) where separator == UInt8(ascii: "\"") || separator == UInt8(ascii: "\n"):
            throw ThreshError(.usage, "a quote or a line end cannot separate the fields of a record")
        default: break
        }
    }
}
