public import Thresh

/// What the texts of a column are, as numbers.
public enum Numeral: UInt8, Sendable, Hashable, BitwiseCopyable {
    /// Decimal numbers: `5.50`, `007`.
    case number
    /// Lengths of time with their units, in seconds: `1500us`, `1h2m`.
    case duration
    /// Sizes with their units, in bytes: `12KB`.
    case size

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
    /// The digits of one that 64 bits do not hold.
    case large(LineBytes)
    /// Something else.
    case text

    /// Blanks around it do not count.
    init(_ text: LineBytes, as numeral: Numeral) {
        let text = text.trimmed
        if let integer = NumberText.integer(text) {
            self = .integer(Int64(integer))
        } else if numeral != .duration, let digits = LargeInteger.digits(text) {
            self = .large(digits)
        } else if let number = NumeralValue.number(text, numeral) {
            self =
                numeral == .size && number.magnitude < 9e15 && number.rounded() == number
                ? .integer(Int64(number)) : .number(number)
        } else {
            self = NullMarks.isMark(text) ? .none : .text
        }
    }

    private static func number(_ text: LineBytes, _ numeral: Numeral) -> Double? {
        switch numeral {
        case .number: NumberText.value(text)
        case .duration: NumberText.duration(text, .written)
        case .size: NumberText.value(text) ?? NumberText.size(text)
        }
    }
}
