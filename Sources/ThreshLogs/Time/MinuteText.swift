internal import Glibc

/// The minute of the last time, in any layout: of a time whose bytes are the same but for the second and its fraction, these
/// are all that is read.
@safe struct MinuteText {
    /// SAFETY: `capacity` bytes of which the first `head + tail` are set; its owner calls `deallocate()` once.
    private let bytes: UnsafeMutablePointer<UInt8>
    /// How many bytes stand before the second; 0 when no time is remembered.
    private var head = 0
    /// How many stand behind the fraction.
    private var tail = 0
    /// Ticks of the minute's start.
    private var start: Int64 = 0

    private static let capacity = 96

    init() { unsafe bytes = .allocate(capacity: MinuteText.capacity) }

    func deallocate() { unsafe bytes.deallocate() }

    /// The time in ticks; nil when it is another minute.
    @inline(__always)
    func ticks(_ text: LineBytes) -> Int64? {
        let end = text.count &- tail
        if head == 0 || end < head &+ 2 { return nil }
        // SAFETY: `head` bytes and `tail` bytes are there on both sides.
        if unsafe memcmp(text.base, bytes, head) != 0 || memcmp(text.base + end, bytes + head, tail) != 0 { return nil }
        guard let second = Digits.two(text, head), second < 60 else { return nil }
        var index = head &+ 2
        var fraction: Int64 = 0
        if index < end {
            guard text[index] == UInt8(ascii: ".") || text[index] == UInt8(ascii: ","), index &+ 1 < end else {
                return nil
            }
            var scale: Int64 = 100_000_000
            index &+= 1
            while index < end {
                let digit = text[index] &- 48
                if digit >= 10 { return nil }
                fraction &+= Int64(digit) &* scale
                scale /= 10
                index &+= 1
            }
        }
        return start &+ Int64(second) &* 1_000_000_000 &+ fraction
    }

    /// - Parameter value: what the reader found, in ticks that are nanoseconds.
    mutating func remember(_ text: LineBytes, _ reader: TimeReader, _ time: LocalTime, _ value: Int64) {
        let tail = text.count - reader.fractionEnd
        guard reader.secondAt > 0, time.second < 60, reader.secondAt + tail <= MinuteText.capacity else { return }
        head = reader.secondAt
        self.tail = tail
        start = value - Int64(time.second) * 1_000_000_000 - time.nanosecond
        // SAFETY: `head + tail` is within the capacity, as checked above, and the text has as many.
        unsafe bytes.update(from: text.base, count: head)
        unsafe (bytes + head).update(from: text.base + text.count - tail, count: tail)
    }
}
