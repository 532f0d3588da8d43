/// Values as JSON writes them.
public enum JSONLiteral {
    /// A text in quotes; what is not UTF-8 in it becomes U+FFFD.
    public static func appendQuoted(_ cell: ArraySlice<UInt8>, _ output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        if cell.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
            output.append(contentsOf: cell)
        } else {
            for byte in String(decoding: cell, as: UTF8.self).utf8 { appendEscaped(byte, &output) }
        }
        output.append(UInt8(ascii: "\""))
    }

    private static func appendEscaped(_ byte: UInt8, _ output: inout [UInt8]) {
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
            output.append(UInt8(ascii: "\\"))
            output.append(byte)
        } else if byte >= 0x20 && byte != 0x7F {
            output.append(byte)
        } else if let letter = CellEscapes.letter(of: byte) {
            output.append(UInt8(ascii: "\\"))
            output.append(letter)
        } else {
            let digits = String(byte, radix: 16)
            output.append(contentsOf: (digits.utf8.count == 1 ? "\\u000" : "\\u00").utf8)
            output.append(contentsOf: digits.utf8)
        }
    }

    /// Whether it is a number by JSON's grammar: `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?`.
    public static func isNumber(_ cell: ArraySlice<UInt8>) -> Bool {
        var rest = cell
        func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
        func takeDigits() -> Int {
            let digits = rest.prefix(while: isDigit)
            rest = rest.dropFirst(digits.count)
            return digits.count
        }
        if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        let startsWithZero = rest.first == UInt8(ascii: "0")
        let digits = takeDigits()
        if digits == 0 || startsWithZero && digits > 1 { return false }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            if takeDigits() == 0 { return false }
        }
        if let first = rest.first, first | 0x20 == UInt8(ascii: "e") {
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
            if takeDigits() == 0 { return false }
        }
        return rest.isEmpty
    }
}
