internal import Thresh

/// Text out of its escaped form.
enum Escapes {
    /// What is inside the quotes of a JSON string. Half a surrogate pair, and what is no escape, becomes U+FFFD.
    static func appendJSON(_ text: ByteView, to buffer: inout ByteBuffer) {
        let text = unsafe LineBytes(text)
        var index = 0
        while index < text.count {
            let byte = text[index]
            index += 1
            guard byte == UInt8(ascii: "\\") else {
                buffer.append(byte)
                continue
            }
            let escaped = text.at(index)
            index += 1
            guard escaped == UInt8(ascii: "u") else {
                buffer.append(JSONEscape.byte(of: escaped) ?? escaped)
                continue
            }
            let found = JSONEscape.scalar(at: index) { text.at($0) }
            for unit in UTF8.encode(found?.scalar ?? "\u{FFFD}")! { buffer.append(unit) }
            index += found?.length ?? 0
        }
    }

    /// Where in an escaped text the byte stands that `appendJSON` makes the one of this number.
    static func sourceOffset(ofDecoded wanted: Int, in text: LineBytes) -> Int {
        var decoded = ByteBuffer(capacity: text.count)
        var index = 0
        while index < text.count, decoded.count < wanted {
            var length = 1
            if text[index] == UInt8(ascii: "\\") {
                length = text.at(index + 1) == UInt8(ascii: "u") ? 6 : 2
                // The other half of a pair.
                if length == 6, text.at(index + 2) | 0x20 == UInt8(ascii: "d"), text.at(index + 3) >= UInt8(ascii: "8"),
                    text.at(index + 6) == UInt8(ascii: "\\")
                {
                    length = 12
                }
            }
            length = min(length, text.count - index)
            appendJSON(unsafe ByteView(unsafeStart: text.base + index, count: length), to: &decoded)
            index += length
        }
        return index
    }
}
