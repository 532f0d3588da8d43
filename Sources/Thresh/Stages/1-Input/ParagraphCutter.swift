/// Lines that follow one another, divided by empty lines.
struct ParagraphCutter: RecordCutter {
    mutating func cut(
        _ bytes: UnsafeRawBufferPointer, isAtEnd: Bool, into ranges: inout [RecordRange]
    ) -> Int {
        var position = 0
        while true {
            position = unsafe skipEmptyLines(bytes, from: position)
            var line = position
            while true {
                guard let feed = unsafe lineFeed(bytes, from: line) else {
                    if !isAtEnd || position == bytes.count { return position }
                    ranges.append(RecordRange(position..<(unsafe endOfContent(bytes, bytes.count))))
                    return bytes.count
                }
                line = feed + 1
                if let next = unsafe emptyLine(bytes, at: line) {
                    ranges.append(RecordRange(position..<(unsafe endOfContent(bytes, line))))
                    position = next
                    break
                }
            }
        }
    }

    func recordStart(in bytes: UnsafeRawBufferPointer, isAtEnd: Bool) -> Int? {
        var line = 0
        while let feed = unsafe lineFeed(bytes, from: line) {
            line = feed + 1
            guard let next = unsafe emptyLine(bytes, at: line) else { continue }
            let start = unsafe skipEmptyLines(bytes, from: next)
            // A CR that ends the bytes may begin an empty line or another.
            let isKnown = unsafe start < bytes.count && (isAtEnd || start + 1 < bytes.count || bytes[start] != 13)
            return isKnown ? start : nil
        }
        return nil
    }

    private func lineFeed(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        if start >= bytes.count { return nil }
        return unsafe findByte(10, bytes.bytes + start, bytes.count - start).map { $0 + start }
    }

    /// Where the empty line at `start` ends; nil when there is another, or its end cannot be seen.
    private func emptyLine(_ bytes: UnsafeRawBufferPointer, at start: Int) -> Int? {
        if start < bytes.count, unsafe bytes[start] == 10 { return start + 1 }
        if start + 1 < bytes.count, unsafe bytes[start] == 13 && bytes[start + 1] == 10 { return start + 2 }
        return nil
    }

    private func skipEmptyLines(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        var position = start
        while let next = unsafe emptyLine(bytes, at: position) { position = next }
        return position
    }

    /// Without the line end before `end`.
    private func endOfContent(_ bytes: UnsafeRawBufferPointer, _ end: Int) -> Int {
        guard end > 0, unsafe bytes[end - 1] == 10 else { return end }
        return unsafe end > 1 && bytes[end - 2] == 13 ? end - 2 : end - 1
    }
}
