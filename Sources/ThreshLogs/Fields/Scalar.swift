/// A value of an expression. Text is somewhere else: in the line, in the program, or in its arena.
@safe struct Scalar: BitwiseCopyable {
    enum Kind: UInt8, BitwiseCopyable {
        case null, boolean, integer, number, text, time
        /// A number that neither 64 bits nor a double hold: `bytes` are its digits.
        case large
    }

    var kind: Kind
    /// An integer or boolean, the bits of a number, ticks of a time, the length of a text or of digits.
    var bits: Int64
    // SAFETY: a text lies in the line, the arena or a static string, which outlive the evaluation of a line.
    var start: UnsafePointer<UInt8>

    private init(_ kind: Kind, _ bits: Int64) {
        self.kind = kind
        self.bits = bits
        unsafe start = UnsafePointer(bitPattern: 4095)!
    }

    static var null: Scalar { Scalar(.null, 0) }

    static func boolean(_ value: Bool) -> Scalar { Scalar(.boolean, value ? 1 : 0) }
    static func integer(_ value: Int64) -> Scalar { Scalar(.integer, value) }
    static func number(_ value: Double) -> Scalar { Scalar(.number, Int64(bitPattern: value.bitPattern)) }
    static func time(_ ticks: Int64) -> Scalar { Scalar(.time, ticks) }

    @unsafe static func text(_ start: UnsafePointer<UInt8>, _ count: Int) -> Scalar {
        var scalar = Scalar(.text, Int64(count))
        unsafe scalar.start = start
        return scalar
    }

    static func text(_ bytes: LineBytes) -> Scalar { unsafe text(bytes.base, bytes.count) }

    /// REQUIRES: they are those of a `LargeNumber`.
    static func large(_ digits: LineBytes) -> Scalar {
        var scalar = text(digits)
        scalar.kind = .large
        return scalar
    }

    /// Of a text, or of a large number's digits.
    var bytes: LineBytes { unsafe LineBytes(start, kind == .text || kind == .large ? Int(bits) : 0) }

    var isTrue: Bool { kind == .boolean && bits != 0 }

    /// As a number: of a text, what it says.
    var double: Double? {
        switch kind {
        case .integer: Double(bits)
        case .number: Double(bitPattern: UInt64(bitPattern: bits))
        case .text, .large: NumberText.value(bytes)
        case .null, .boolean, .time: nil
        }
    }

    /// As an integer, when it is one.
    var integerValue: Int64? {
        switch kind {
        case .integer: bits
        case .text: NumberText.integer(bytes).map(Int64.init)
        default: nil
        }
    }

    /// What bytes are of which nothing is known but whether they are a value of JSON without quotes: a number where they are
    /// written as answers print it, or where JSON says so.
    @inline(__always)
    init(any bytes: LineBytes, isBare: Bool) {
        let first = bytes.at(0)
        if first &- 48 < 10 || first == UInt8(ascii: "-") {
            self = Scalar.number(bytes, isBare)
        } else if first == UInt8(ascii: "t") && bytes.equals("true") {
            self = .boolean(true)
        } else if first == UInt8(ascii: "f") && bytes.equals("false") {
            self = .boolean(false)
        } else {
            self = .text(bytes)
        }
    }

    @inline(never)
    private static func number(_ bytes: LineBytes, _ isBare: Bool) -> Scalar {
        if let number = NumberText.canonical(bytes) { return number }
        if isBare, !NumberText.isDigits(bytes) || NumberText.integer(bytes) != nil,
            let value = NumberText.value(bytes)
        {
            return .number(value)
        }
        return .text(bytes)
    }
}
