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
