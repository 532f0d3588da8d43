/// Lines with those that follow, up to the next that a record begins with.
struct MultilineCutter: RecordCutter {
    private let rule: any FirstLine
    private let prefixBytes: Int
    private(set) var isOfLines = true

    init(rule: any FirstLine) {
        self.rule = rule
        prefixBytes = max(1, rule.prefixBytes)
    }

    mutating func cut(
        _ bytes: UnsafeRawBufferPointer, isAtEnd: Bool, into ranges: inout [RecordRange]
    ) -> Int {
        isOfLines = true
        var record = 0
        var feed = unsafe lineFeed(bytes, from: 0)
        while let end = feed {
            let line = end + 1
            if line == bytes.count { break }
            feed = unsafe lineFeed(bytes, from: line)
            guard let isFirst = unsafe isFirst(bytes, line, feed, isAtEnd) else { return record }
            if isFirst {
                ranges.append(RecordRange(record..<(unsafe endOfContent(bytes, end))))
                record = line
            } else {
                isOfLines = false
            }
        }
        if !isAtEnd || record == bytes.count { return record }
        ranges.append(RecordRange(record..<(unsafe endOfContent(bytes, feed ?? bytes.count))))
        return bytes.count
    }

    func recordStart(in bytes: UnsafeRawBufferPointer, isAtEnd: Bool) -> Int? {
        var feed = unsafe lineFeed(bytes, from: 0)
        while let end = feed, end + 1 < bytes.count {
            feed = unsafe lineFeed(bytes, from: end + 1)
            guard let isFirst = unsafe isFirst(bytes, end + 1, feed, isAtEnd) else { return nil }
            if isFirst { return end + 1 }
        }
        return nil
    }

    /// nil when too little of the line is there to tell.
    @inline(__always)
    private func isFirst(_ bytes: UnsafeRawBufferPointer, _ line: Int, _ feed: Int?, _ isAtEnd: Bool) -> Bool? {
        let count = min(prefixBytes, (feed ?? bytes.count) - line)
        if feed == nil && count < prefixBytes && !isAtEnd { return nil }
        return unsafe rule.isFirst(ByteView(UnsafeRawBufferPointer(rebasing: bytes[line..<line + count])))
    }

    private func lineFeed(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        if start >= bytes.count { return nil }
        return unsafe findByte(10, bytes.bytes + start, bytes.count - start).map { $0 + start }
    }

    /// Without a CR before the LF at `end`.
    private func endOfContent(_ bytes: UnsafeRawBufferPointer, _ end: Int) -> Int {
        unsafe end > 0 && bytes[end - 1] == 13 ? end - 1 : end
    }
}
