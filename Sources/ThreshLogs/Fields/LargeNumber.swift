package import Thresh

/// Numbers that neither an integer of 64 bits nor a double has exactly, as the text that writes them: integers with more
/// digits, and decimals with more than the double next to them is printed with.
package enum LargeNumber {
    /// Where a text writes such a number, this part of it; nil for any other text.
    static func digits(_ text: LineBytes) -> LineBytes? {
        guard text.count > 15, text.count <= 300, let number = WrittenDecimal(text), number.significant > 15 else {
            return nil
        }
        var start = text[0] == UInt8(ascii: "+") ? 1 : 0
        while text.at(start) == 48, text.at(start + 1) &- 48 < 10 { start += 1 }
        let digits = text.slice(start, text.count)
        if NumberText.isDigits(digits) { return NumberText.integer(digits) == nil ? digits : nil }
        guard let nearest = NumberText.value(digits) else { return nil }
        // Doubles are printed with 17 digits at most.
        return number.significant > 17 || order(digits, .number(nearest)) != 0 ? digits : nil
    }

    static func isNegative(_ digits: LineBytes) -> Bool { digits.at(0) == UInt8(ascii: "-") }

    /// nil of a decimal, and where 128 bits do not hold it.
    static func wide(_ digits: LineBytes) -> Int128? {
        guard NumberText.isDigits(digits) else { return nil }
        let isNegative = isNegative(digits)
        var value: Int128 = 0
        for index in (isNegative ? 1 : 0)..<digits.count {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.subtractingReportingOverflow(Int128(digits[index] &- 48))
            if overflow || carry { return nil }
            value = sum
        }
        if isNegative { return value }
        return value == .min ? nil : -value
    }

    /// As it is printed: one text for each number, however it was written.
    package static func printed(_ digits: ByteView) -> [UInt8] {
        unsafe WrittenDecimal(LineBytes(digits))?.printed ?? Array(digits)
    }

    // MARK: order

    /// Negative, zero or positive.
    static func order(_ a: LineBytes, _ b: LineBytes) -> Int {
        guard let a = WrittenDecimal(a), let b = WrittenDecimal(b) else { return 0 }
        return WrittenDecimal.order(a, b)
    }

    package static func order(_ digits: ByteView, _ other: ByteView) -> Int {
        unsafe order(LineBytes(digits), LineBytes(other))
    }

    package static func order(_ digits: ByteView, _ integer: Int64) -> Int {
        unsafe order(LineBytes(digits), .integer(integer)) ?? 0
    }

    package static func order(_ digits: ByteView, _ number: Double) -> Int {
        unsafe order(LineBytes(digits), .number(number)) ?? 0
    }

    /// With any number; nil with what is none.
    static func order(_ a: LineBytes, _ b: Scalar) -> Int? {
        if b.kind == .large { return order(a, b.bytes) }
        if b.kind == .text, let digits = digits(b.bytes.trimmed) { return order(a, digits) }
        guard let number = b.double, let nearest = NumberText.value(a) else { return nil }
        if nearest != number { return nearest < number ? -1 : nearest > number ? 1 : nil }
        let text = b.kind == .integer ? String(b.bits) : meant(by: number)
        return Array(text.utf8).withLineBytes { order(a, $0) }
    }

    /// The decimal that a double stands for: with a fraction, the one that it is printed as.
    private static func meant(by number: Double) -> String {
        if number.magnitude >= 0x1p53, let whole = Int128(exactly: number) { return String(whole) }
        return number.description
    }

    /// Appends bytes that are in the order of such numbers, of which none is the beginning of another.
    ///
    /// - Returns: the greatest double that is not above the number, behind which they are; nil, with nothing appended, for any
    ///   other text.
    package static func appendOrder(of text: ByteView, to bytes: inout ByteBuffer) -> Double? {
        let text = unsafe LineBytes(text).trimmed
        guard let digits = digits(text), let nearest = NumberText.value(digits),
            let number = WrittenDecimal(digits)
        else { return nil }
        number.appendOrder(to: &bytes)
        return (order(digits, .number(nearest)) ?? 0) < 0 ? nearest.nextDown : nearest
    }
}

/// A decimal number in a text: where its digits are.
struct WrittenDecimal {
    private let text: LineBytes
    private let isNegative: Bool
    /// Where the first digit is that is no zero.
    private var first = 0
    /// How many digits there are from that on, without zeros at the end; none of 0.
    private(set) var significant = 0
    /// Of ten, that the first of them counts.
    private(set) var power = 0

    /// nil for a text that is no number.
    init?(_ text: LineBytes) {
        self.text = text
        isNegative = text.at(0) == UInt8(ascii: "-")
        var index = isNegative || text.at(0) == UInt8(ascii: "+") ? 1 : 0
        var (seesDigit, seesPoint) = (false, false)
        var passed = 0
        while index < text.count {
            let byte = text[index]
            if byte == UInt8(ascii: "."), !seesPoint {
                seesPoint = true
            } else if byte &- 48 < 10 {
                seesDigit = true
                if passed > 0 || byte != 48 {
                    if passed == 0 { first = index }
                    passed += 1
                    if byte != 48 { significant = passed }
                    if !seesPoint { power += 1 }
                } else if seesPoint {
                    power -= 1
                }
            } else {
                break
            }
            index += 1
        }
        guard seesDigit else { return nil }
        power -= 1
        if index == text.count { return }
        let start = index + (text.at(index + 1) == UInt8(ascii: "+") ? 2 : 1)
        guard text[index] | 0x20 == UInt8(ascii: "e"), start <= text.count,
            let exponent = NumberText.integer(text.slice(start, text.count)), exponent.magnitude < 1000
        else { return nil }
        power += exponent
    }

    /// Calls `body` with each digit that counts, until it returns false.
    private func forEachDigit(_ body: (UInt8) -> Bool) {
        var (index, left) = (first, significant)
        while left > 0 {
            if text[index] != UInt8(ascii: ".") {
                left -= 1
                if !body(text[index]) { return }
            }
            index += 1
        }
    }

    private var digits: [UInt8] {
        var digits: [UInt8] = []
        digits.reserveCapacity(significant)
        forEachDigit { digit in
            digits.append(digit)
            return true
        }
        return digits
    }

    private var sign: Int { significant == 0 ? 0 : isNegative ? -1 : 1 }

    /// Negative, zero or positive.
    static func order(_ a: WrittenDecimal, _ b: WrittenDecimal) -> Int {
        if a.sign != b.sign || a.sign == 0 { return a.sign - b.sign }
        if a.power != b.power { return a.power < b.power ? -a.sign : a.sign }
        var index = b.first
        var left = b.significant
        var order = 0
        a.forEachDigit { digit in
            if left == 0 {
                order = 1
                return false
            }
            if b.text[index] == UInt8(ascii: ".") { index += 1 }
            order = Int(digit) - Int(b.text[index])
            index += 1
            left -= 1
            return order == 0
        }
        return order == 0 && left > 0 ? -a.sign : order * a.sign
    }

    /// With all of its digits, and with a power of ten where there would be many zeros.
    var printed: [UInt8] {
        var result: [UInt8] = isNegative && significant > 0 ? [UInt8(ascii: "-")] : []
        let digits = digits
        let point = UInt8(ascii: ".")
        if digits.isEmpty { return [48] }
        if power < -30 || power >= max(300, significant) {
            result.append(digits[0])
            if digits.count > 1 { result += [point] + digits[1...] }
            return result + "e\(power < 0 ? "" : "+")\(power)".utf8
        }
        if power < 0 {
            result += [48, point] + [UInt8](repeating: 48, count: -power - 1)
            return result + digits
        }
        let zeros = [UInt8](repeating: 48, count: max(0, power + 1 - digits.count))
        let whole = (digits + zeros)[...power]
        let fraction = digits.dropFirst(power + 1)
        return result + whole + (fraction.isEmpty ? [] : [point] + fraction)
    }

    /// As `LargeNumber.appendOrder` does.
    func appendOrder(to bytes: inout ByteBuffer) {
        let mask: UInt8 = isNegative ? 0xFF : 0
        let place = UInt16(power + 0x4000)
        for byte in [UInt8(place >> 8), UInt8(place & 0xFF)] { bytes.append(byte ^ mask) }
        forEachDigit { digit in
            bytes.append(digit ^ mask)
            return true
        }
        bytes.append(0 ^ mask)
    }
}
