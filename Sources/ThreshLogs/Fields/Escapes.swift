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

    /// Where in an escaped text the byte stands that `appendJSON` makes the one of this number.
    static func sourceOffset(ofDecoded wanted: Int, in text: LineBytes) -> Int {
        var decoded = ByteBuffer(capacity: text.count)
        var index = 0
        while index < text.count, decoded.count < wanted { index += appendPiece(of: text, at: index, to: &decoded) }
        return index
    }

    /// What is inside the quotes of a CSV cell.
    static func appendUndoubled(_ text: ByteView, to buffer: inout ByteBuffer) {
        var index = 0
        while index < text.count {
            buffer.append(text[index])
            let isDoubled =
                text[index] == UInt8(ascii: "\"") && index + 1 < text.count && text[index + 1] == text[index]
            index += isDoubled ? 2 : 1
        }
    }
}
