/// Numbers with a comma before their fraction and points between thousands: `1.234,5`, `1.000`.
enum DecimalComma {
    /// Calls `body` with a text as it is written with a point, and without those of thousands. A unit may follow.
    ///
    /// - Returns: nil where a point divides no thousands (`1.5`), which is no number.
    static func withPoint<R>(_ text: LineBytes, _ body: (LineBytes) -> R?) -> R? {
        guard let point = firstMark(text) else { return body(text) }
        guard text.count <= 64, let end = wholeEnd(text, point),
            text.firstIndex(of: UInt8(ascii: "."), from: end) == nil
        else { return nil }
        var number = InlineArray<64, UInt8>(repeating: 0)
        var count = 0
        for index in 0..<text.count where index >= end || text[index] != UInt8(ascii: ".") {
            number[count] = index == end && text[index] == UInt8(ascii: ",") ? UInt8(ascii: ".") : text[index]
            count += 1
        }
        return unsafe number.span.withUnsafeBufferPointer { digits in
            unsafe body(LineBytes(digits.baseAddress!, count))
        }
    }

    /// Whether points are proved to divide thousands, and a comma to be before the fraction: several points, one with a comma
    /// behind it, or a comma before one or two digits and the unit of a size. A unit may follow.
    static func isProved(by text: LineBytes) -> Bool {
        guard let point = text.firstIndex(of: UInt8(ascii: ".")) else { return isProvedByUnit(text) }
        guard let end = wholeEnd(text, point) else { return false }
        let hasComma = text.at(end) == UInt8(ascii: ",") && text.at(end + 1) &- 48 < 10
        guard hasComma || end - point > 4 else { return false }
        var index = hasComma ? end + 1 : end
        while text.at(index) &- 48 < 10 { index += 1 }
        return (index..<text.count).allSatisfy { !(text[$0] &- 48 < 10) && text[$0] != 44 && text[$0] != 46 }
    }

    private static func isProvedByUnit(_ text: LineBytes) -> Bool {
        guard let comma = text.firstIndex(of: UInt8(ascii: ",")) else { return false }
        var index = comma + 1
        while text.at(index) &- 48 < 10 { index += 1 }
        guard (1...2).contains(index - comma - 1), index < text.count else { return false }
        return withPoint(text) { number in
            NumberText.value(number) == nil ? NumberText.size(number, areLettersBinary: true) : nil
        } != nil
    }

    private static func firstMark(_ text: LineBytes) -> Int? {
        let (comma, point) = (text.firstIndex(of: UInt8(ascii: ",")), text.firstIndex(of: UInt8(ascii: ".")))
        return comma.map { min($0, point ?? $0) } ?? point
    }

    /// Where the digits before the fraction end, of which the first comma or point is known; nil where points divide them
    /// otherwise than thousands.
    private static func wholeEnd(_ text: LineBytes, _ point: Int) -> Int? {
        if text[point] == UInt8(ascii: ",") { return point }
        let start = text.at(0) == UInt8(ascii: "-") || text.at(0) == UInt8(ascii: "+") ? 1 : 0
        guard (1...3).contains(point - start), (start..<point).allSatisfy({ text[$0] &- 48 < 10 }), text[start] != 48
        else { return nil }
        var index = point
        while text.at(index) == UInt8(ascii: ".") {
            guard index + 4 <= text.count, (1...3).allSatisfy({ text[index + $0] &- 48 < 10 }) else { return nil }
            index += 4
        }
        return text.at(index) &- 48 < 10 ? nil : index
    }
}
