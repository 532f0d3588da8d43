internal import Platform

/// Whether line ends stand within quotes in a CSV file.
enum CSVQuotedFeeds {
    /// Whether some are seen near the places that the file would be divided at, or at its beginning where it is compressed.
    ///
    /// A sample: it cannot be wrong that there are some, as far as the file is CSV from its beginning on; that none is seen
    /// is what `ChunkReader` makes sure of.
    static func areSeen(
        in file: InputFile, separator: UInt8, near places: [UInt64], check: () throws(ThreshError) -> Void
    ) throws(ThreshError) -> Bool {
        if file.compression != .none {
            return try exist(in: file, separator: separator, upTo: headBytes, check: check)
        }
        if UInt64(places.count + 1) * UInt64(windowBytes) > file.size / 4 {
            return try exist(in: file, separator: separator, upTo: .max, check: check)
        }
        let buffer = try attempt { () throws(SystemError) in try PageBuffer(byteCount: windowBytes) }
        let room = unsafe UnsafeMutableRawBufferPointer(start: buffer.base, count: windowBytes)
        let descriptor = try InputSource.open(file)
        for place in [0] + places {
            let start = place - min(place, UInt64(windowBytes / 2))
            let count = try attempt { () throws(SystemError) in try unsafe descriptor.readFully(into: room, at: start) }
            if count == 0 { continue }
            let base = unsafe UnsafePointer(buffer.base.assumingMemoryBound(to: UInt8.self))
            // The first whole line.
            var line = 0
            if start > 0 { line = unsafe findByte(10, base, count).map { $0 + 1 } ?? count }
            var quotes = CSVQuoteState(separator: separator)
            _ = unsafe quotes.pass(base + line, count: count - line)
            if quotes.hasQuotedFeeds { return true }
        }
        return false
    }

    /// - Parameter count: how many decompressed bytes are looked at, about.
    static func exist(
        in file: InputFile, separator: UInt8, upTo count: Int, check: () throws(ThreshError) -> Void
    ) throws(ThreshError) -> Bool {
        var source = try InputSource(file)
        let buffer = try attempt { () throws(SystemError) in try PageBuffer(byteCount: Tuning.readBytes) }
        let room = unsafe UnsafeMutableRawBufferPointer(start: buffer.base, count: Tuning.readBytes)
        var quotes = CSVQuoteState(separator: separator)
        var passed = 0
        while passed < count {
            let read = try unsafe source.read(into: room)
            if read == 0 { return false }
            _ = unsafe quotes.pass(UnsafePointer(buffer.base.assumingMemoryBound(to: UInt8.self)), count: read)
            if quotes.hasQuotedFeeds { return true }
            passed += read
            try check()
        }
        return false
    }

    private static let windowBytes = 32 << 10
    private static let headBytes = 1 << 20
}
