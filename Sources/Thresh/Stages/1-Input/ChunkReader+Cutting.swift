internal import Platform

extension ChunkReader {
    /// Reads records that a cutter finds.
    mutating func forEachCutBlock(_ cutter: inout any RecordCutter, _ body: (Block) throws -> Void) throws {
        var ranges: [RecordRange] = []
        // Where the buffer's first record begins. Before it are bytes that are needed to find the neighbour's.
        var start = 0
        // Where the part of the buffer begins that one record may fill.
        var kept = 0
        // Where the neighbour's records begin, in bytes since the source's beginning.
        var stop: UInt64?
        while true {
            let isAtEnd = try !fill(from: start, keeping: kept) || !isDivisible && source.producedAtLimit != nil
            if isSkipping {
                guard let found = try recordStart(&cutter, from: 0, isAtEnd) else {
                    if isAtEnd { return }
                    kept = max(0, source.producedAtLimit.map { Int(Int64($0) - Int64(position)) } ?? 0)
                    continue
                }
                isSkipping = false
                start = found
            }
            // What is behind the limit is kept until it is known what of it is the neighbour's.
            let limit = source.producedAtLimit.map { Int(Int64($0) - Int64(position)) }
            if stop == nil, isDivisible, let limit, limit <= filled {
                if let found = try recordStart(&cutter, from: limit, isAtEnd) {
                    stop = position + UInt64(limit + found)
                } else if isAtEnd {
                    stop = .max
                }
            }
            var end = try cut(&cutter, start, isAtEnd, &ranges)
            var isOver = isAtEnd
            if let stop {
                while let last = ranges.last, position + UInt64(last.begin) >= stop {
                    end = Int(last.begin)
                    ranges.removeLast()
                    isOver = true
                }
                isOver = isOver || position + UInt64(end) >= stop
            } else if isDivisible, let limit {
                while end > limit, let last = ranges.last {
                    end = Int(last.begin)
                    ranges.removeLast()
                }
            }
            if !ranges.isEmpty {
                try deliver(&ranges, end, isOfLines: cutter.isOfLines, endsFile: isAtEnd && end == filled, body)
            }
            if isOver { return }
            let dropped = isDivisible && stop == nil ? min(end, limit ?? end) : end
            drop(dropped)
            start = end - dropped
            kept = max(start, stop == nil ? limit.map { $0 - dropped } ?? 0 : 0)
        }
    }

    /// Finds the records behind `start`, with places that count from the buffer's beginning; returns where the first
    /// begins that does not end in the buffer.
    private func cut(
        _ cutter: inout any RecordCutter, _ start: Int, _ isAtEnd: Bool, _ ranges: inout [RecordRange]
    ) throws -> Int {
        ranges.removeAll(keepingCapacity: true)
        let bytes = unsafe UnsafeRawBufferPointer(start: buffer.base + start, count: filled - start)
        do {
            let end = try unsafe cutter.cut(bytes, isAtEnd: isAtEnd, into: &ranges)
            if start > 0 { for index in ranges.indices { ranges[index].move(by: start) } }
            return start + end
        } catch let fault as RecordFault {
            throw describe(fault, start)
        }
    }

    private func recordStart(_ cutter: inout any RecordCutter, from start: Int, _ isAtEnd: Bool) throws -> Int? {
        if start == filled { return nil }
        let bytes = unsafe UnsafeRawBufferPointer(start: buffer.base + start, count: filled - start)
        do {
            return try unsafe cutter.recordStart(in: bytes, isAtEnd: isAtEnd)
        } catch let fault as RecordFault {
            throw describe(fault, start)
        }
    }

    private func describe(_ fault: RecordFault, _ start: Int) -> ThreshError {
        ThreshError(.badData, "\(name) at byte \(offset(of: start + fault.position)): \(fault.reason)")
    }

    /// - Parameters:
    ///   - end: where the bytes of the last record end, with what divides it from the next.
    ///   - isOfLines: whether each record is one line.
    ///   - endsFile: whether nothing of the file is behind them.
    mutating func deliver(
        _ ranges: inout [RecordRange], _ end: Int, isOfLines: Bool = false, endsFile: Bool = false,
        _ body: (Block) throws -> Void
    ) throws {
        let start = Int(ranges[0].begin)
        for index in ranges.indices {
            if ranges[index].count > largestRecord { throw tooLong(at: Int(ranges[index].begin)) }
            ranges[index].move(by: -start)
        }
        records += UInt64(ranges.count)
        let (offset, consumed) = (offset(of: start), source.consumed)
        let bytes = unsafe UnsafeRawBufferPointer(start: buffer.base + start, count: end - start)
        try unsafe ranges.withUnsafeBufferPointer { ranges in
            try unsafe body(
                Block(
                    bytes: bytes, ranges: isOfLines ? nil : ranges, offset: offset, consumed: consumed,
                    endsFile: endsFile))
        }
    }
}
