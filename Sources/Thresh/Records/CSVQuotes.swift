internal import Glibc

/// Quoted fields.
package enum CSVQuotes {
    static let quote = UInt8(ascii: "\"")

    /// The place behind the quote that closes the field whose opening quote is at `start`; `count` when none does.
    static func end(_ base: UnsafePointer<UInt8>, from start: Int, count: Int) -> Int {
        var position = start + 1
        while position < count, let found = unsafe findByte(quote, base + position, count - position) {
            position += found + 1
            if unsafe position == count || base[position] != quote { return position }
            position += 1
        }
        return count
    }

    /// Appends what a quoted field says: `raw` begins with its opening quote.
    package static func append(_ raw: ByteView, to buffer: inout ByteBuffer) {
        let end = unsafe end(raw.base, from: 0, count: raw.count)
        var position = 1
        while position < end {
            let next = raw.firstIndex(of: quote, from: position) ?? end
            // Of two quotes the first stays; the closing one goes.
            let isDoubled = next + 1 < end
            buffer.append(raw.slice(position, isDoubled ? next + 1 : min(next, end)))
            position = next + (isDoubled ? 2 : 1)
        }
        buffer.append(raw.slice(end, raw.count))
    }
}
