/// Numbers with commas or apostrophes between thousands, and a point before their fraction: `1,234.56`, `1'000`, `12,34,567`.
enum GroupedNumber {
    /// Calls `body` with a number as it is written without what divides thousands, or with a text that has nothing of it.
    ///
    /// - Returns: nil where commas divide no thousands (`1,5`, `0,125`), which is no number.
    static func withoutMarks<R>(_ text: LineBytes, _ body: (LineBytes) -> R?) -> R? {
        guard let (mark, _) = firstMark(text) else { return body(text) }
        guard text.count <= 64, groups(text, mark) != nil else { return nil }
        var number = InlineArray<64, UInt8>(repeating: 0)
        var count = 0
        for index in 0..<text.count where !mark.contains(text[index]) {
            number[count] = text[index]
            count += 1
        }
        return unsafe number.span.withUnsafeBufferPointer { digits in
            unsafe body(LineBytes(digits.baseAddress!, count))
        }
    }

    /// What a number says of the commas of its column.
    enum Evidence {
        /// It has none.
        case none
        /// They divide thousands: several of them, one and a point, or an apostrophe.
        case thousands
        /// One before three digits, as before a fraction of three.
        case either
        /// No thousands are divided so.
        case other
    }

    static func evidence(_ text: LineBytes) -> Evidence {
        guard let (mark, index) = firstMark(text) else { return .none }
        guard let groups = groups(text, mark) else { return .other }
        let isComma = mark[0] == comma
        let hasPoint = text.firstIndex(of: UInt8(ascii: "."), from: index) != nil
        return !isComma || groups > 2 || hasPoint ? .thousands : .either
    }

    private static let comma = UInt8(ascii: ",")
    /// `'`, and the typographic one, which is three bytes.
    private static let marks: [[UInt8]] = [[comma], [UInt8(ascii: "'")], [0xE2, 0x80, 0x99]]

    private static func firstMark(_ text: LineBytes) -> (mark: [UInt8], index: Int)? {
        for index in 0..<text.count where !(text[index] &- 48 < 10) && text[index] != 45 && text[index] != 43 {
            let mark = marks.first { mark in mark.indices.allSatisfy { text.at(index + $0) == mark[$0] } }
            return mark.map { ($0, index) }
        }
        return nil
    }

    /// How many groups of digits there are before the fraction: of three, or of two before the last one; nil where they are
    /// others.
    private static func groups(_ text: LineBytes, _ mark: [UInt8]) -> Int? {
        var index = text.at(0) == UInt8(ascii: "-") || text.at(0) == UInt8(ascii: "+") ? 1 : 0
        if text.at(index) == 48 { return nil }
        var lengths: [Int] = []
        while true {
            let start = index
            while text.at(index) &- 48 < 10 { index += 1 }
            lengths.append(index - start)
            guard mark.indices.allSatisfy({ text.at(index + $0) == mark[$0] }) else { break }
            index += mark.count
        }
        if text.at(index) == UInt8(ascii: ".") {
            index += 1
            while text.at(index) &- 48 < 10 { index += 1 }
        }
        guard index == text.count, lengths.count > 1, (1...3).contains(lengths[0]), lengths.last == 3 else {
            return nil
        }
        let middle = lengths.dropFirst().dropLast()
        let isByThousands = middle.allSatisfy { $0 == 3 }
        return isByThousands || lengths[0] < 3 && middle.allSatisfy { $0 == 2 } ? lengths.count : nil
    }
}
