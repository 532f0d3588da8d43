/// Divides whole lines into records: line ends count only outside of quotes.
struct CSVCutter {
    let separator: UInt8

    /// - Parameter bytes: begin with a record, and end where one does.
    func cut(_ bytes: UnsafeRawBufferPointer, into ranges: inout [RecordRange]) {
        if unsafe bytes.isEmpty { return }
        let base = unsafe bytes.bytes
        var quotes = CSVQuoteState(separator: separator)
        var start = 0
        for window in stride(from: 0, to: bytes.count, by: 64) {
            var ends = unsafe quotes.recordEnds(base + window, count: bytes.count - window)
            while ends != 0 {
                let end = window + ends.trailingZeroBitCount
                ranges.append(unsafe CSVCutter.range(base, start, end))
                start = end + 1
                ends &= ends &- 1
            }
        }
        if start < bytes.count { ranges.append(unsafe CSVCutter.range(base, start, bytes.count)) }
    }

    /// Without a CR before the line end.
    @inline(__always)
    private static func range(_ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> RecordRange {
        let endsInReturn = unsafe end > start && base[end - 1] == 13
        return RecordRange(start..<(endsInReturn ? end - 1 : end))
    }
}
