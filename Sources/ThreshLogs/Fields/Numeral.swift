public import Thresh

/// What the texts of a column are, as numbers.
public enum Numeral: UInt8, Sendable, Hashable, Codable, BitwiseCopyable {
    /// Decimal numbers: `5.50`, `007`.
    case number
    /// Lengths of time with their units, in seconds: `1500us`, `1h2m`.
    case duration
    /// Sizes with their units, in bytes: `12KB`.
    case size
    /// The same with a comma before the fraction, and points between thousands: `1.234,5`.
    case commaNumber, commaDuration, commaSize
    /// Decimal numbers with commas or apostrophes between thousands: `1,234.5`.
    case groupedNumber
    /// Sizes as commands print them, where `K M G T` are powers of 1024: `1.5K`, `64Mi`.
    case binarySize
    /// The same where a number without a unit is one of kibibytes.
    case kibibytes
    /// Processors, with `m` for a thousandth of one: `250m`.
    case cores
    /// Shares of a hundred: `22%`.
    case percent
    /// As `binarySize`, `kibibytes` and `percent`, with a comma before the fraction.
    case commaBinarySize, commaKibibytes, commaPercent

    /// What is measured, however it is written.
    public var measure: Numeral {
        switch self {
        case .number, .commaNumber, .groupedNumber, .cores, .percent, .commaPercent: .number
        case .duration, .commaDuration: .duration
        case .size, .commaSize, .binarySize, .commaBinarySize, .kibibytes, .commaKibibytes: .size
        }
    }

    package var hasDecimalComma: Bool { self != withPoint }

    /// The same with a point before the fraction.
    var withPoint: Numeral {
        switch self {
        case .commaNumber: .number
        case .commaDuration: .duration
        case .commaSize: .size
        case .commaBinarySize: .binarySize
        case .commaKibibytes: .kibibytes
        case .commaPercent: .percent
        default: self
        }
    }

    var withDecimalComma: Numeral {
        switch self {
        case .binarySize, .commaBinarySize: .commaBinarySize
        case .percent, .commaPercent: .commaPercent
        case .duration, .commaDuration: .commaDuration
        case .kibibytes, .commaKibibytes: .commaKibibytes
        case .size, .commaSize: .commaSize
        case .number, .commaNumber, .groupedNumber, .cores: .commaNumber
        }
    }

    /// The number that a text is; nil for any other text.
    public func value(of text: ByteView) -> Double? {
        switch unsafe NumeralValue(LineBytes(text), as: self) {
        case .integer(let value): Double(value)
        case .number(let value): value
        case .large(let digits): NumberText.value(digits)
        case .none, .text: nil
        }
    }
}

/// What a text says where a number is wanted.
enum NumeralValue {
    /// There is none: nothing, or a mark of that.
    case none
    case integer(Int64)
    case number(Double)
    /// The digits of one that neither 64 bits nor a double hold, within the text.
    case large(LineBytes)
    /// Something else.
    case text

    /// Blanks around it do not count.
    init(_ text: LineBytes, as numeral: Numeral) {
        let text = text.trimmed
        self = NumeralValue.number(in: text, numeral) ?? (NullMarks.isMark(text) ? .none : .text)
    }

    /// nil where a text without blanks around it is no number.
    static func number(in text: LineBytes, _ numeral: Numeral) -> NumeralValue? {
        if numeral == .groupedNumber { return known(text, .number) ?? grouped(text) }
        return numeral.hasDecimalComma ? withComma(text, numeral.withPoint) : known(text, numeral)
    }

    private static func grouped(_ text: LineBytes) -> NumeralValue? {
        GroupedNumber.withoutMarks(text) { written in plain(known(written, .number)) }
    }

    /// The digits of what was written otherwise are gone when they were read.
    private static func plain(_ value: NumeralValue?) -> NumeralValue? {
        if case .large(let digits)? = value { return NumberText.value(digits).map { .number($0) } }
        return value
    }

    /// The digits of such a number that were gone when it was read, since it is written with commas.
    ///
    /// - Parameter keep: where they stay.
    static func rewrittenDigits(
        of text: LineBytes, _ numeral: Numeral, _ keep: (LineBytes) -> LineBytes
    ) -> LineBytes? {
        let text = text.trimmed
        if numeral == .groupedNumber {
            return GroupedNumber.withoutMarks(text) { written in LargeNumber.digits(written).map(keep) }
        }
        guard numeral.hasDecimalComma, ![.commaDuration, .commaKibibytes].contains(numeral) else { return nil }
        return DecimalComma.withPoint(text) { written in LargeNumber.digits(written).map(keep) }
    }

    private static func known(_ text: LineBytes, _ numeral: Numeral) -> NumeralValue? {
        if let integer = NumberText.integer(text) {
            if numeral != .kibibytes { return .integer(Int64(integer)) }
            let (bytes, overflow) = Int64(integer).multipliedReportingOverflow(by: 1024)
            return overflow ? .number(Double(integer) * 1024) : .integer(bytes)
        }
        if numeral != .duration, numeral != .kibibytes, let digits = LargeNumber.digits(text) { return .large(digits) }
        guard let number = number(text, numeral) else { return nil }
        return numeral.measure == .size && number.magnitude < 9e15 && number.rounded() == number
            ? .integer(Int64(number)) : .number(number)
    }

    private static func withComma(_ text: LineBytes, _ numeral: Numeral) -> NumeralValue? {
        DecimalComma.withPoint(text) { written in
            let value = known(written, numeral)
            // The digits of what was written otherwise are gone when this returns.
            if case .large(let digits)? = value, unsafe written.base != text.base {
                return NumberText.value(digits).map { .number($0) }
            }
            return value
        }
    }

    private static func number(_ text: LineBytes, _ numeral: Numeral) -> Double? {
        switch numeral {
        case .duration, .commaDuration: NumberText.duration(text, .written)
        case .size, .commaSize: NumberText.value(text) ?? NumberText.size(text)
        case .binarySize, .commaBinarySize: NumberText.value(text) ?? NumberText.size(text, areLettersBinary: true)
        case .kibibytes, .commaKibibytes:
            NumberText.value(text, factor: 1024) ?? NumberText.size(text, areLettersBinary: true)
        case .cores: NumberText.cores(text)
        case .percent, .commaPercent: NumberText.value(text) ?? NumberText.percent(text)
        case .number, .commaNumber, .groupedNumber: NumberText.value(text)
        }
    }
}
