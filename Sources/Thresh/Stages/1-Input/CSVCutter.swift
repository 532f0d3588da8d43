/// Lines whose line ends count only outside of quotes.
struct CSVCutter: RecordCutter {
    let separator: UInt8

    mutating func cut(
        _ bytes: UnsafeRawBufferPointer, isAtEnd: Bool, into ranges: inout [RecordRange]
    ) -> Int {
        if unsafe bytes.isEmpty { return 0 }
        let base = unsafe bytes.bytes
        var quotes = CSVQuoteState(separator: separator)
        var start = 0
        var window = 0
        while window < bytes.count {
            var ends = unsafe quotes.recordEnds(base + window, count: bytes.count - window)
            while ends != 0 {
                let end = window + ends.trailingZeroBitCount
                ranges.append(unsafe CSVCutter.range(base, start, end))
                start = end + 1
                ends &= ends &- 1
            }
            window += 64
        }
        if !isAtEnd || start == bytes.count { return start }
        ranges.append(unsafe CSVCutter.range(base, start, bytes.count))
        return bytes.count
    }

    /// Without a CR before the line end.
    @inline(__always)
    private static func range(_ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> RecordRange {
        let endsInReturn = unsafe end > start && base[end - 1] == 13
        return RecordRange(start..<(endsInReturn ? end - 1 : end))
    }
}
