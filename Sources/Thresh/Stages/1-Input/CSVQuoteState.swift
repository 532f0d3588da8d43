internal import CThresh

/// Which line ends are outside of quotes, told 64 bytes at a time from the beginning of a record on.
///
/// As in `CSVRow`, a quote opens a field when it is the field's first byte; within the field the next one closes it, and
/// one right behind that opens it again, which makes the pair one quote of the text. Any other quote means nothing.
struct CSVQuoteState {
    let separator: UInt8
    private(set) var isQuoted = false
    /// Whether a line feed within quotes was passed.
    var hasQuotedFeeds = false
    /// Whether a quote here would open a field, unless it is within one.
    private var opens = true

    init(separator: UInt8) { self.separator = separator }

    /// A bit for each line feed outside of quotes among the first 64 bytes, or `count` when that is less, and goes behind
    /// them.
    @inline(__always)
    mutating func recordEnds(_ bytes: UnsafePointer<UInt8>, count: Int) -> UInt64 {
        let length = min(count, 64)
        let quotes = unsafe thresh_equal_mask_of(bytes, length, UInt8(ascii: "\""))
        let feeds = unsafe thresh_equal_mask_of(bytes, length, UInt8(ascii: "\n"))
        if quotes == 0 && isQuoted {
            if feeds != 0 { hasQuotedFeeds = true }
            opens = false
            return 0
        }
        let last = UInt64(1) << UInt64(length - 1)
        if quotes == 0 {
            opens = unsafe feeds & last != 0 || bytes[length - 1] == separator
            return feeds
        }
        let boundaries = unsafe feeds | thresh_equal_mask_of(bytes, length, separator)
        // If every quote counts, a byte is quoted when the number of quotes up to it is odd.
        let quoted = CSVQuoteState.parities(quotes) ^ (isQuoted ? ~0 : 0)
        let closing = quotes & ~quoted
        let opening = quotes & quoted
        // Where an opening quote would count: behind a separator, a line end, or a closing quote.
        let places = (boundaries | closing) << 1 | (opens ? 1 : 0)
        if opening & ~places != 0 { return recordEndsOneByOne(quotes, feeds, boundaries, length) }
        isQuoted = quoted & last != 0
        opens = (boundaries | closing) & last != 0
        if feeds & quoted != 0 { hasQuotedFeeds = true }
        return feeds & ~quoted
    }

    /// Goes behind `count` bytes; returns how many of them there are up to the end of the last record that ends in them; nil
    /// when none does.
    mutating func pass(_ bytes: UnsafePointer<UInt8>, count: Int) -> Int? {
        var end: Int?
        var window = 0
        if !isQuoted {
            // As far as there is no quote, each line is a record.
            let plain = unsafe findByte(UInt8(ascii: "\""), bytes, count) ?? count
            if plain > 0 {
                end = unsafe findLastByte(UInt8(ascii: "\n"), bytes, plain).map { $0 + 1 }
                let last = unsafe bytes[plain - 1]
                opens = last == UInt8(ascii: "\n") || last == separator
            }
            window = plain
        }
        while window < count {
            let ends = unsafe recordEnds(bytes + window, count: count - window)
            if ends != 0 { end = window + 64 - ends.leadingZeroBitCount }
            window += 64
        }
        return end
    }

    /// The same where some quotes mean nothing.
    private mutating func recordEndsOneByOne(
        _ quotes: UInt64, _ feeds: UInt64, _ boundaries: UInt64, _ length: Int
    ) -> UInt64 {
        var ends: UInt64 = 0
        for index in 0..<UInt64(length) {
            let bit = UInt64(1) << index
            let isQuote = quotes & bit != 0
            if isQuoted {
                if isQuote { isQuoted = false } else if feeds & bit != 0 { hasQuotedFeeds = true }
                opens = isQuote
            } else if isQuote {
                isQuoted = opens
                opens = false
            } else {
                if feeds & bit != 0 { ends |= bit }
                opens = boundaries & bit != 0
            }
        }
        return ends
    }

    /// Bit i: whether the bits up to i are odd in number.
    @inline(__always)
    private static func parities(_ bits: UInt64) -> UInt64 {
        var sum = bits
        sum ^= sum << 1
        sum ^= sum << 2
        sum ^= sum << 4
        sum ^= sum << 8
        sum ^= sum << 16
        sum ^= sum << 32
        return sum
    }
}
