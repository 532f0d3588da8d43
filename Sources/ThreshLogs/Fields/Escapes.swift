internal import Thresh

/// Text out of its escaped form.
enum Escapes {
    /// What is inside the quotes of a JSON string. Half a surrogate pair becomes U+FFFD; what is no escape stays as it is.
    static func appendJSON(_ text: ByteView, to buffer: inout ByteBuffer) {
        let text = unsafe LineBytes(text)
        var index = 0
        while index < text.count { index += appendPiece(of: text, at: index, to: &buffer) }
    }

    /// Appends what a byte, or the escape that begins there, stands for.
    ///
    /// - Returns: how many bytes that was.
    private static func appendPiece(of text: LineBytes, at index: Int, to buffer: inout ByteBuffer) -> Int {
        let byte = text[index]
        if byte == UInt8(ascii: "\\") {
            if let plain = JSONEscape.byte(of: text.at(index + 1)) {
                buffer.append(plain)
                return 2
            }
            if text.at(index + 1) == UInt8(ascii: "u"), let found = JSONEscape.scalar(at: index + 2, { text.at($0) }) {
                for unit in UTF8.encode(found.scalar)! { buffer.append(unit) }
                return 2 + found.length
            }
        }
        buffer.append(byte)
        return 1
    }

    /// What CEF writes: `\=`, `\\`, `\|`, and line ends as `\n` and `\r`. Other backslashes stay: those of paths often are not escaped.
    static func appendBackslashed(_ text: ByteView, to buffer: inout ByteBuffer) {
        let text = unsafe LineBytes(text)
        var index = 0
        while index < text.count {
            let next = text.at(index + 1)
            let plain: UInt8? =
                switch next {
                case UInt8(ascii: "="), UInt8(ascii: "\\"), UInt8(ascii: "|"): next
                case UInt8(ascii: "n"): 10
                case UInt8(ascii: "r"): 13
                default: nil
                }
            let isEscape = text[index] == UInt8(ascii: "\\") && plain != nil
            buffer.append(isEscape ? plain ?? next : text[index])
            index += isEscape ? 2 : 1
        }
    }

    /// The bytes whose numbers are in an array; the array itself where something else is in it.
    static func appendByteArray(_ text: ByteView, to buffer: inout ByteBuffer) {
        let start = buffer.count
        var number = -1
        for index in 1..<max(1, text.count) {
            let byte = text[index]
            if byte &- 48 < 10, number < 256 {
                number = max(number, 0) * 10 + Int(byte &- 48)
            } else if byte == UInt8(ascii: ",") || byte == UInt8(ascii: "]"), number < 256 {
                if number >= 0 { buffer.append(UInt8(number)) }
                number = -1
            } else if byte != 32 {
                buffer.truncate(to: start)
                return buffer.append(text)
            }
        }
    }

    /// Where in an escaped text the byte stands that `appendJSON` makes the one of this number.
    static func sourceOffset(ofDecoded wanted: Int, in text: LineBytes) -> Int {
        var decoded = ByteBuffer(capacity: text.count)
        var index = 0
        while index < text.count, decoded.count < wanted { index += appendPiece(of: text, at: index, to: &decoded) }
        return index
    }
}
