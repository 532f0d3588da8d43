internal import Platform

/// Finds where records begin in a plain CSV file: it must be read from its beginning to know which line ends are within
/// quotes.
enum CSVRecordStarts {
    /// Where the first record begins at or behind each of the `places`, which are in order; places behind the last record's
    /// beginning have none, and of several that lead to the same there is one.
    ///
    /// - Parameters:
    ///   - start: where a record begins, before all places.
    ///   - check: called from time to time.
    /// - Complexity: reads the file up to the last place.
    static func find(
        in file: InputFile, from start: UInt64 = 0, at places: [UInt64], separator: UInt8,
        check: () throws(ThreshError) -> Void
    ) throws(ThreshError) -> [UInt64] {
        if places.isEmpty { return [] }
        var source = try InputSource(file, as: Compression.none, start: start)
        let buffer = try attempt { () throws(SystemError) in try PageBuffer(byteCount: bufferBytes) }
        let base = unsafe UnsafePointer(buffer.base.assumingMemoryBound(to: UInt8.self))
        var quotes = CSVQuoteState(separator: separator)
        var starts: [UInt64] = []
        var position = start
        var next = 0
        while true {
            let count = try unsafe source.read(
                into: UnsafeMutableRawBufferPointer(start: buffer.base, count: bufferBytes))
            if count == 0 { return starts }
            for window in stride(from: 0, to: count, by: 64) {
                var ends = unsafe quotes.recordEnds(base + window, count: count - window)
                // Only around places do the ends of records matter.
                while ends != 0, position + UInt64(window) + 64 >= places[next] {
                    let start = position + UInt64(window + ends.trailingZeroBitCount) + 1
                    ends &= ends &- 1
                    if start < places[next] { continue }
                    if start == file.size { return starts }
                    starts.append(start)
                    while next < places.count, places[next] <= start { next += 1 }
                    if next == places.count { return starts }
                }
            }
            position += UInt64(count)
            try check()
        }
    }

    /// A multiple of the 64 bytes that are looked at together; small enough to stay in the second-level cache.
    private static let bufferBytes = 256 << 10
}
