/// One move through a line: find where a field ends, note it, and pass what must follow it.
struct ExtractorOp: BitwiseCopyable {
    enum Find: UInt8, BitwiseCopyable {
        /// Nothing: only the literal counts.
        case here
        /// The `count`-th occurrence of the literal, which is one byte.
        case byte
        /// The literal.
        case literal
        /// The literal, or `other`, or, without one, the line's end; nothing is passed.
        case either
        /// A quote without a backslash before it.
        case quoted
        case quotedOrToken
        case width
        /// Digits, then the literal; as `literal` where there are none.
        case digits
        /// The line's end.
        case end
        case cell
        case structuredData
        /// Remember this place: steps follow that may be missing.
        case mark
    }

    var find: Find
    var count: UInt16 = 1
    /// How far from the start the search begins.
    var skip: UInt16 = 0
    /// Whether the literal is passed; else it only ends the field.
    var passes = true
    /// Whether more blanks may follow the literal.
    var isPadded = false
    /// Whether the field may have no blank in it.
    var isWord = false
    var separator: UInt8 = 0
    var literal = ShortBytes()
    var other = ShortBytes()
    var firstTarget: Int32 = 0
    var targetCount: Int32 = 0
    /// Where to go on, from the last mark, when this op fails; negative: the line is malformed.
    var onFailure: Int32 = -1
    /// What errors call the field.
    var name: Int32 = -1
}

/// Up to eight bytes, to compare in one step.
struct ShortBytes: BitwiseCopyable {
    var word: UInt64 = 0
    var mask: UInt64 = 0
    var count = 0

    init() {}

    /// REQUIRES: at most eight bytes.
    init(_ bytes: ArraySlice<UInt8>) {
        for byte in bytes.reversed() { word = word << 8 | UInt64(byte) }
        mask = bytes.count == 8 ? .max : (1 << UInt64(8 * bytes.count)) - 1
        count = bytes.count
    }

    var bytes: [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) } }

    var firstByte: UInt8 { UInt8(truncatingIfNeeded: word) }
}

/// A wanted field of what an op delimits.
struct ExtractorTarget: BitwiseCopyable {
    enum Check: UInt8, BitwiseCopyable {
        case none
        case integer
        case number
        case duration
        case time
    }

    var slot: Int32
    var part: FieldPart
    var check: Check
    var parser: Int32 = -1
    var unit: DurationUnit = .seconds
    var nulls: NullMarks

    var isWholeInteger: Bool { part == .whole && check == .integer }
}

extension NullMarks: BitwiseCopyable {}
extension FieldPart: BitwiseCopyable {}
extension DurationUnit: BitwiseCopyable {}
