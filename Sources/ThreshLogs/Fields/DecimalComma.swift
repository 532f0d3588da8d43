/// Numbers with a comma before their fraction, as in `1.234,5`.
enum DecimalComma {
    /// Calls `body` with the number as it is written with a point. Points before the comma are those of thousands.
    static func withPoint<R>(_ text: LineBytes, _ body: (LineBytes) -> R) -> R {
        guard text.count <= 64, let comma = text.firstIndex(of: UInt8(ascii: ",")) else { return body(text) }
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
}
