public import Thresh

/// Puts placeholders in the place of numbers, addresses, times and other values in a message, so that messages which
/// one statement of a program wrote become few different ones.
///
///     PacketResponder 1 for block blk_-5967 terminating     →  PacketResponder <num> for block blk_<num> terminating
///     dest: /10.251.90.64:50010, took 1.5s, 64MB            →  dest: /<ip>:<num>, took <duration>, <size>
///
/// | placeholder | values |
/// |---|---|
/// | `<num>` | `17`, `-3.25`, `1,234`, `1e-6`, the digits of `worker3` and `v1.2` |
/// | `<hex>` | `0x7f`, `a3f09b`: digits and letters up to f, six of them or more |
/// | `<ip>`, `<mac>` | addresses, IPv6 too; a port behind them is a number |
/// | `<uuid>` | `123e4567-e89b-12d3-a456-426614174000` |
/// | `<time>` | `2015-05-17`, `10:05:03.123`, both with `T` between, `17/May/2015:10:05:03` |
/// | `<duration>`, `<size>` | `350ms`, `1h2m3.5s`; `64MB`, `1.5 KiB` without the space |
/// | `<id>` | letters and digits in turns, `Ab3xY9Qk` |
///
/// Whatever is masked has a digit in it. Words are divided by one space. Three of the same masked words in a row, or
/// more, are one with dots: a list `blk_<num>...` of any length.
public enum MessageMask {
    /// Of a longer message, only so many bytes are looked at, and `<*>` stands for the rest.
    public static let mostBytes = 4096

    /// - Complexity: O(message), up to a nanosecond for a byte, some more for those of words with digits.
    public static func append(_ message: ByteView, to masked: inout ByteBuffer) {
        if message.isEmpty { return }
        let bytes = unsafe LineBytes(message)
        let end = bytes.count > mostBytes ? cut(bytes) : bytes.count
        var index = skipSpaces(bytes, 0, end)
        var word = index
        // What is before `pending` is in the output.
        var pending = index
        var list = MaskedList()
        while index < end {
            let byte = bytes[index]
            if byte > UInt8(ascii: "9") {
                index += 1
            } else if isSpace(byte) {
                let next = skipSpaces(bytes, index, end)
                if next != index + 1 || byte != 32 || next == end {
                    masked.append(bytes, pending, index)
                    if next < end { masked.append(32) }
                    pending = next
                }
                index = next
                word = next
            } else if byte >= UInt8(ascii: "0") {
                masked.append(bytes, pending, word)
                var wordEnd = index + 1
                while wordEnd < end, !isSpace(bytes[wordEnd]) { wordEnd += 1 }
                let start = masked.count
                WordMask(bytes.slice(word, wordEnd)).append(to: &masked)
                list.shorten(&masked, wordStart: start)
                index = wordEnd
                pending = wordEnd
            } else {
                index += 1
            }
        }
        masked.append(bytes, pending, end)
        if end < bytes.count { masked.append(" <*>") }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || byte &- 9 < 5 }

    private static func skipSpaces(_ bytes: LineBytes, _ start: Int, _ end: Int) -> Int {
        var index = start
        while index < end, isSpace(bytes[index]) { index += 1 }
        return index
    }

    /// Where to cut a message that is too long: between two characters.
    private static func cut(_ bytes: LineBytes) -> Int {
        var end = mostBytes
        while end > mostBytes - 3, bytes[end] & 0xC0 == 0x80 { end -= 1 }
        while end > 0, bytes[end - 1] == 32 { end -= 1 }
        return end
    }
}

extension ByteBuffer {
    mutating func append(_ bytes: LineBytes, _ lower: Int, _ upper: Int) {
        if lower == upper { return }
        let slice = bytes.slice(lower, upper)
        unsafe append(UnsafeRawBufferPointer(start: slice.base, count: slice.count))
    }

    mutating func append(_ text: StaticString) {
        unsafe append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
}
