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
            switch escaped {
            case UInt8(ascii: "n"): buffer.append(10)
            case UInt8(ascii: "t"): buffer.append(9)
            case UInt8(ascii: "r"): buffer.append(13)
            case UInt8(ascii: "b"): buffer.append(8)
            case UInt8(ascii: "f"): buffer.append(12)
            case UInt8(ascii: "u"):
                let unit = hexadecimal(text, index)
                if unit != nil { index += 4 }
                var scalar = unit ?? 0xFFFD
                if scalar >> 10 == 0x36, text.at(index) == UInt8(ascii: "\\"), text.at(index + 1) == UInt8(ascii: "u"),
                    let low = hexadecimal(text, index + 2), low >> 10 == 0x37
                {
                    scalar = 0x10000 + (scalar & 0x3FF) << 10 + low & 0x3FF
                    index += 6
                }
                appendScalar(scalar, to: &buffer)
            default: buffer.append(escaped)
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

    private static func hexadecimal(_ text: LineBytes, _ start: Int) -> UInt32? {
        var value: UInt32 = 0
        for index in start..<start + 4 {
            let byte = text.at(index)
            if byte &- 48 < 10 {
                value = value << 4 | UInt32(byte &- 48)
            } else if (byte | 0x20) &- 97 < 6 {
                value = value << 4 | UInt32((byte | 0x20) &- 87)
            } else {
                return nil
            }
        }
        return value
    }

    private static func appendScalar(_ value: UInt32, to buffer: inout ByteBuffer) {
        let scalar = Unicode.Scalar(value) ?? "\u{FFFD}"
        for unit in UTF8.encode(scalar)! { buffer.append(unit) }
    }
}
