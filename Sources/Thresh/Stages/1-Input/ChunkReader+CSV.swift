internal import Platform

extension ChunkReader {
    /// Reads records whose line ends count outside of quotes only.
    ///
    /// Where line ends are not known to stand within quotes, a segment is that of lines: from behind the first line end to
    /// the first from its limit on. Each reader makes sure that the latter, where its neighbour begins, is outside of
    /// quotes. If all of them are, each began with a record, as the first of the file did.
    mutating func forEachCSVBlock(_ separator: UInt8, _ body: (Block) throws -> Void) throws {
        var quotes = CSVQuoteState(separator: separator)
        var passed = 0
        var dropsFirst = format.hasHeader && segment.start == 0
        while true {
            var isAtEnd = try !fill()
            if !isDivisible, let limit = source.producedAtLimit {
                // What was read behind it, to see how the text begins, is the neighbour's.
                filled = min(filled, Int(max(Int64(limit) - Int64(position), 0)))
                isAtEnd = true
            }
            if isSkipping {
                if isAtEnd { return }
                if !skip(10) { continue }
                if isSkipping { return }
            }
            if isDivisible, let stop = neighbourStart(from: passed) {
                let end = unsafe quotes.pass(bytes + passed, count: stop - passed)
                if end != stop - passed { throw quotedDivision(at: stop - 1) }
                return try deliver(stop, &quotes, dropsFirst, body)
            }
            let end = unsafe quotes.pass(bytes + passed, count: filled - passed).map { $0 + passed }
            passed = filled
            guard let delivered = isAtEnd ? filled : end else { continue }
            if delivered > 0 { try deliver(delivered, &quotes, dropsFirst, body) }
            if isAtEnd { return }
            dropsFirst = false
            passed -= delivered
        }
    }

    /// Behind the first line end from the limit on, which is not before `passed`; nil when it is not in the buffer.
    private func neighbourStart(from passed: Int) -> Int? {
        guard let limit = source.producedAtLimit, position + UInt64(filled) > limit else { return nil }
        let from = max(passed, Int(Int64(limit) - Int64(position)))
        return unsafe findByte(10, bytes + from, filled - from).map { from + $0 + 1 }
    }

    /// As lines, if each record is one.
    private mutating func deliver(
        _ count: Int, _ quotes: inout CSVQuoteState, _ dropsFirst: Bool, _ body: (Block) throws -> Void
    ) throws {
        if !quotes.hasQuotedFeeds && !dropsFirst { return try deliver(count, 10, body) }
        var ranges: [RecordRange] = []
        let records = unsafe UnsafeRawBufferPointer(start: buffer.base, count: count)
        unsafe CSVCutter(separator: quotes.separator).cut(records, into: &ranges)
        if dropsFirst { ranges.removeFirst() }
        if !ranges.isEmpty { try deliver(&ranges, count, body) }
        drop(count)
        // No record ends in what is left.
        quotes.hasQuotedFeeds = unsafe findByte(10, bytes, filled) != nil
    }

    private func quotedDivision(at index: Int) -> ThreshError {
        ThreshError(
            .badData,
            "\(name): a quoted cell goes on behind the line end at byte \(offset(of: index)), and the file is divided there"
        )
    }
}
