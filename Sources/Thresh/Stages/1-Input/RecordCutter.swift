/// Finds the records of formats that are not divided by one byte wherever it stands.
protocol RecordCutter {
    /// Appends the records that end within `bytes`, which begin at a record, and returns where the next begins. With
    /// `isAtEnd` nothing follows, and all of them belong to a record.
    mutating func cut(_ bytes: UnsafeRawBufferPointer, isAtEnd: Bool, into ranges: inout [RecordRange]) throws -> Int

    /// Where the first record begins that can be recognised in `bytes`, which begin anywhere; nil when there is none yet.
    /// Asked only of divisible formats. See `DivisibleRecordReader`.
    func recordStart(in bytes: UnsafeRawBufferPointer, isAtEnd: Bool) throws -> Int?

    /// Whether each record that `cut` found last is one line.
    var isOfLines: Bool { get }
}

extension RecordCutter {
    var isOfLines: Bool { false }
    func recordStart(in bytes: UnsafeRawBufferPointer, isAtEnd: Bool) -> Int? { nil }
}

/// What a cutter found wrong at a place in the bytes it was given.
struct RecordFault: Error {
    let position: Int
    let reason: String
}

extension RecordFormat {
    /// Finds records that are not divided by one byte, nor by line ends outside of quotes.
    func makeCutter() -> (any RecordCutter)? {
        switch self {
        case .lines, .textLines, .delimited, .csv: nil
        case .paragraphs: ParagraphCutter()
        case .fixedWidth(let width): FixedWidthCutter(width: width)
        case .wholeFiles: WholeFileCutter()
        case .multiline(let rule): MultilineCutter(rule: rule)
        case .custom(let reader): CustomCutter(reader: reader)
        }
    }
}
