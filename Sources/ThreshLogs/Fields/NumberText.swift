internal import Glibc
public import Thresh

/// Decimal numbers in text.
public enum NumberText {
    /// A decimal number with optional sign, fraction and exponent, and nothing else; nil for anything else.
    static func value(of text: ByteView) -> Double? {
        unsafe value(LineBytes(text))
    }

    /// Exact for up to 15 digits, which a double holds together with the power of ten it is divided by; the rest is left
    /// to `strtod`.
    ///
    /// - Parameters:
    ///   - power: times so many tens.
    ///   - factor: and times this.
    static func value(_ text: LineBytes, power: Int = 0, factor: Int64 = 1) -> Double? {
        var index = 0
        var isNegative = false
        if text.count > 0, text[0] == UInt8(ascii: "-") || text[0] == UInt8(ascii: "+") {
            isNegative = text[0] == UInt8(ascii: "-")
            index = 1
        }
        var digits: Int64 = 0
        var digitCount = 0
        var fractionCount = 0
        var seesPoint = false
        while index < text.count {
            let byte = text[index]
            if byte == UInt8(ascii: "."), !seesPoint {
                seesPoint = true
            } else if byte &- 48 < 10 {
                digitCount += 1
                if digitCount <= 15 { digits = digits * 10 + Int64(byte &- 48) }
                if seesPoint { fractionCount += 1 }
            } else {
                break
            }
            index += 1
        }
        if digitCount == 0 { return nil }
        if index == text.count, digitCount <= 15 {
            let shift = fractionCount - power
            let (product, overflow) = digits.multipliedReportingOverflow(by: factor)
            if shift <= 22, !overflow, product < 1 << 53 {
                let value = Double(product) / powersOfTen[shift]
                return isNegative ? -value : value
            }
        }
        if index < text.count && text[index] | 0x20 != UInt8(ascii: "e") { return nil }
        return slowValue(text, power).map { $0 * Double(factor) }
    }

    private static func slowValue(_ text: LineBytes, _ power: Int) -> Double? {
        if text.count > 400 { return nil }
        var copy: [CChar] = []
        var exponent: Int?
        for index in 0..<text.count {
            let byte = text[index]
            guard byte &- 48 < 10 || byte == 43 || byte == 45 || byte == 46 || byte | 0x20 == 101 else { return nil }
            if byte | 0x20 == 101, power != 0 {
                let digits = text.slice(index + (text.at(index + 1) == 43 ? 2 : 1), text.count)
                guard let given = integer(digits), abs(given) < 100_000 else { return nil }
                exponent = given
                break
            }
            copy.append(CChar(byte))
        }
        if power != 0 { copy += "e\((exponent ?? 0) + power)".utf8.map { CChar($0) } }
        let count = copy.count
        copy.append(0)
        return unsafe copy.withUnsafeBufferPointer { buffer in
            let start = buffer.baseAddress!
            var end: UnsafeMutablePointer<CChar>?
            let value = unsafe strtod(start, &end)
            guard let end = unsafe end, unsafe UnsafePointer(end) == start + count, value.isFinite else { return nil }
            return value
        }
    }

    private static let powersOfTen: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
        1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ]

    /// An integer as `ByteView.integer` reads it.
    static func integer(_ text: LineBytes) -> Int? {
        unsafe ByteView(unsafeStart: text.base, count: text.count).integer
    }

    /// A number as answers print it: one that is an integer of 64 bits as that, any other with the fewest digits that tell
    /// it from others.
    public static func text(_ number: Double) -> String {
        Int(exactly: number).map { String($0) } ?? number.description
    }

    /// The largest multiple of a width that is not above a number, both taken for the decimal numbers that they are printed
    /// as: that of 0.1 for 0.3 is 0.3.
    static func floor(_ value: Double, to width: Double) -> Double {
        var scale = 1.0
        while scale < 1e9, (width * scale).rounded() / scale != width { scale *= 10 }
        let unit = (width * scale).rounded()
        guard unit / scale == width, value.magnitude * scale < 1e15 else {
            return (value / width).rounded(.down) * width
        }
        // In units of the scale, where a value with more digits lies between two whole ones.
        let nearest = (value * scale).rounded()
        let whole = nearest / scale == value ? nearest : (value * scale).rounded(.down)
        return (whole / unit).rounded(.down) * unit / scale
    }

    /// The number that a text is when answers would print it in the same way; nil for any other text.
    static func canonical(_ text: LineBytes) -> Scalar? {
        guard text.count > 0, text.count <= 32 else { return nil }
        let isNegative = text[0] == UInt8(ascii: "-")
        let first = text.at(isNegative ? 1 : 0)
        guard first &- 48 < 10 else { return nil }
        let isZeroLed = first == 48 && text.count > (isNegative ? 2 : 1)
        if let integer = integer(text) {
            return isZeroLed || isNegative && integer == 0 ? nil : .integer(Int64(integer))
        }
        if isZeroLed, text.at(isNegative ? 2 : 1) != UInt8(ascii: ".") { return nil }
        guard let value = value(text), isPrinted(value, as: text) else { return nil }
        return .number(value)
    }

    /// The same for callers elsewhere: the number, and the integer that it is, if it is one.
    public static func printed(_ text: ByteView) -> (number: Double, integer: Int?)? {
        guard let value = unsafe canonical(LineBytes(text)), let number = value.double else { return nil }
        return (number, value.kind == .integer ? Int(value.bits) : nil)
    }

    private static func isPrinted(_ value: Double, as text: LineBytes) -> Bool {
        // Up to 15 digits come back from a double as they were.
        if text.count <= 16, value.magnitude >= 1e-4, text[text.count - 1] != 48,
            text.firstIndex(of: UInt8(ascii: ".")).map({ $0 < text.count - 1 }) ?? false,
            (0..<text.count).allSatisfy({ text[$0] < 58 })
        {
            return true
        }
        return text.equals(Array(self.text(value).utf8))
    }

    /// Whether a text is an integer, however many digits it has.
    public static func isInteger(_ text: ByteView) -> Bool { unsafe isDigits(LineBytes(text)) }

    static func isDigits(_ text: LineBytes) -> Bool {
        var index = text.at(0) == UInt8(ascii: "-") ? 1 : 0
        if index == text.count { return false }
        while index < text.count, text[index] &- 48 < 10 { index += 1 }
        return index == text.count
    }

    /// Whether a text begins with a number, a clock, a date or a range whose order is not that of its bytes: `5`, `5.5%`, `9 EUR`,
    /// `$9.00`, `9:59`, `1/2/2024`, `6-10`, and not `5a5`, `5-b` or `2024-05-01`.
    static func begins(_ text: LineBytes) -> Bool {
        let start = MoneyMark.end(in: text)
        guard text.at(start) &- 48 < 10 else { return false }
        var index = start
        while text.at(index) &- 48 < 10 || text.at(index) == 46 || text.at(index) == 44 { index += 1 }
        let number = text.slice(start, text[index - 1] &- 48 < 10 ? index : index - 1)
        let hasMore = (index..<text.count).contains { text[$0] &- 48 < 10 || "-:/_@".utf8.contains(text[$0]) }
        if !hasMore {
            if DecimalComma.withPoint(number, { value($0) }) ?? GroupedNumber.withoutMarks(number, { value($0) }) != nil
            {
                return true
            }
        }
        return beginsWithParts(text, start)
    }

    /// `9:59:01`, `1/2/2024`, `1.2.34`, `6-10`, `3/4`: a few digits, then one or two more with the same between.
    private static func beginsWithParts(_ text: LineBytes, _ start: Int) -> Bool {
        var index = start
        var parts = 0
        var mark: UInt8 = 0
        while parts < 4 {
            let first = index
            while text.at(index) &- 48 < 10 { index += 1 }
            guard index > first, parts > 0 || index - first <= 2 else { return false }
            parts += 1
            let next = text.at(index)
            guard parts == 1 ? ":/.-".utf8.contains(next) : next == mark else { break }
            mark = next
            index += 1
        }
        return index == text.count && (parts == 3 || parts == 2 && mark != UInt8(ascii: "."))
    }

    /// A duration in seconds: a number in `unit`, or numbers with units of their own behind them (`ns us µs ms s m min h d`),
    /// a blank between or not: `1h2m`, `15 ms`. Exact: `9ms` is the double nearest to 0.009.
    static func duration(_ text: LineBytes, _ unit: DurationUnit) -> Double? {
        if unit != .written { return value(text, power: -unit.decimalPlaces) }
        var count = 0
        var last = 0.0
        guard
            let isNegative = forEachAmount(
                text,
                { amount, unit in
                    guard let part = value(amount, power: unit.power, factor: unit.factor) else { return false }
                    count += 1
                    last = part
                    return true
                })
        else { return nil }
        if count > 1 { return decimalDuration(text, .written)?.double }
        return isNegative ? -last : last
    }

    /// The same, exactly as the digits say; nil also where these are more than fit.
    static func decimalDuration(_ text: LineBytes, _ unit: DurationUnit) -> DecimalNumber? {
        if unit != .written { return DecimalNumber(text, shift: unit.decimalPlaces) }
        var total = DecimalNumber(0)
        let isNegative = forEachAmount(text) { amount, unit in
            guard let amount = unit.seconds(amount), let sum = total.adding(amount) else { return false }
            total = sum
            return true
        }
        return isNegative.map { $0 ? total.negated : total }
    }

    /// Calls `body` with each amount and its unit, until it returns false.
    ///
    /// - Returns: whether a minus is before them, which is that of all; nil where something is neither. A number alone is in
    ///   seconds; among several each has its unit.
    private static func forEachAmount(_ text: LineBytes, _ body: (LineBytes, TimeUnit) -> Bool) -> Bool? {
        let isNegative = text.at(0) == UInt8(ascii: "-")
        let first = isNegative ? 1 : 0
        var index = first
        while index < text.count {
            let start = index
            while index < text.count, text[index] &- 48 < 10 || text[index] == 46 { index += 1 }
            let amount = text.slice(start, index)
            if text.at(index) == 32, index + 1 < text.count { index += 1 }
            let unitStart = index
            while index < text.count, !(text[index] &- 48 < 10 || text[index] == 46 || text[index] == 32) { index += 1 }
            let isAlone = start == first && index == text.count
            guard index > unitStart || isAlone, let unit = TimeUnit(text.slice(unitStart, index)), body(amount, unit)
            else { return nil }
            if text.at(index) == 32, index + 1 < text.count, text[index + 1] &- 48 < 10 { index += 1 }
        }
        return index > first ? isNegative : nil
    }

    /// A size in bytes: a number with a unit behind it: `B kB MB GB TB PB EB`, `KiB` and so on, `Ki` and so on.
    ///
    /// - Parameter areLettersBinary: whether `K M G T P E` alone are units too, powers of 1024.
    static func size(_ text: LineBytes, areLettersBinary: Bool = false) -> Double? {
        let end = amountEnd(text)
        var index = end
        if text.at(index) == 32 { index += 1 }
        return bytes(perUnit: text.slice(index, text.count), areLettersBinary: areLettersBinary)
            .flatMap { value(text.slice(0, end), factor: $0) }
    }

    /// Where the digits, points and signs end that a text begins with.
    private static func amountEnd(_ text: LineBytes) -> Int {
        var index = 0
        while index < text.count, text[index] &- 48 < 10 || text[index] == 46 || text[index] == 45 { index += 1 }
        return index
    }

    /// How many bytes a unit of sizes is.
    private static func bytes(perUnit unit: LineBytes, areLettersBinary: Bool) -> Int64? {
        func letter(_ index: Int) -> UInt8 { unit.at(index) | 0x20 }
        let b = UInt8(ascii: "b")
        let isWord = unit.count == 5 && letter(1) == UInt8(ascii: "y") && unit.slice(2, 5).equals("tes")
        if letter(0) == b, unit.count == 1 || isWord { return 1 }
        guard let power = sizeLetters.firstIndex(of: letter(0)).map({ $0 + 1 }) else { return nil }
        let isBinary: Bool
        switch unit.count {
        case 1 where areLettersBinary: isBinary = true
        case 2 where letter(1) == b: isBinary = false
        case 2 where letter(1) == UInt8(ascii: "i"): isBinary = true
        case 3 where letter(1) == UInt8(ascii: "i") && letter(2) == b: isBinary = true
        default: return nil
        }
        return isBinary ? 1 << (10 * power) : powersOfThousand[power]
    }

    private static let sizeLetters = Array("kmgtpe".utf8)
    private static let powersOfThousand: [Int64] = [
        1, 1000, 1_000_000, 1_000_000_000, 1_000_000_000_000, 1_000_000_000_000_000, 1_000_000_000_000_000_000,
    ]

    /// A number, or thousandths with an `m` behind them, as Kubernetes writes shares of processors.
    static func cores(_ text: LineBytes) -> Double? {
        text.count > 1 && text[text.count - 1] == UInt8(ascii: "m")
            ? value(text.slice(0, text.count - 1), power: -3) : value(text)
    }

    /// The number before a `%`.
    static func percent(_ text: LineBytes) -> Double? {
        guard text.count > 1, text[text.count - 1] == UInt8(ascii: "%") else { return nil }
        return value(text.slice(0, text.count - 1).trimmed)
    }
}
