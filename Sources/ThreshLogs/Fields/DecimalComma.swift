/// Numbers with a comma before their fraction, as in `1.234,5`.
enum DecimalComma {
    /// Calls `body` with the number as it is written with a point. Points before the comma are those of thousands, and so are
    /// those of a number without a comma that divide it as thousands do: `1.000`, `12.345.678`.
    static func withPoint<R>(_ text: LineBytes, _ body: (LineBytes) -> R) -> R {
        guard text.count <= 64, let comma = text.firstIndex(of: UInt8(ascii: ",")) ?? thousandsEnd(text) else {
            return body(text)
        }
        var number = InlineArray<64, UInt8>(repeating: 0)
        var count = 0
        for index in 0..<text.count where index > comma || text[index] != UInt8(ascii: ".") {
            number[count] = index == comma ? UInt8(ascii: ".") : text[index]
            count += 1
        }
        return unsafe number.span.withUnsafeBufferPointer { digits in
            unsafe body(LineBytes(digits.baseAddress!, count))
        }
    }

    /// Where a number of thousands ends; nil for any other text.
    private static func thousandsEnd(_ text: LineBytes) -> Int? {
        let start = text.at(0) == UInt8(ascii: "-") ? 1 : 0
        var index = start
        while text.at(index) &- 48 < 10 { index += 1 }
        guard (1...3).contains(index - start), text[start] != 48, index < text.count else { return nil }
        while index < text.count {
            guard text[index] == UInt8(ascii: "."), index + 4 <= text.count,
                (1...3).allSatisfy({ text[index + $0] &- 48 < 10 })
            else { return nil }
            index += 4
        }
        return index
    }
}
