public import Thresh

/// Divides `journalctl -o export` into its entries: lines up to an empty one, in which a value may be any bytes if its size
/// is written before it.
///
/// Whether an empty line is within a value can be told only from the entry's beginning, so a file is read by one process.
public struct JournalEntries: RecordReader {
    /// No value is larger: a size that says so is no size.
    private static let mostValueBytes: UInt64 = 64 << 20

    public init() {}

    public func nextRecord(in bytes: ByteView, isAtEnd: Bool) -> RecordExtent? {
        var start = 0
        while start < bytes.count, bytes[start] == 10 { start += 1 }
        var position = start
        while position < bytes.count {
            guard let lineEnd = bytes.firstIndex(of: 10, from: position) else { break }
            if lineEnd == position {
                return RecordExtent(content: start..<position - 1, length: position + 1)
            }
            if bytes.slice(position, lineEnd).firstIndex(of: UInt8(ascii: "="), from: 0) != nil {
                position = lineEnd + 1
                continue
            }
            guard lineEnd + 9 <= bytes.count else { break }
            var size: UInt64 = 0
            for index in 0..<8 { size |= UInt64(bytes[lineEnd + 1 + index]) << UInt64(8 * index) }
            // Damaged: what follows is divided at the next empty line, and refused as an entry.
            if size > JournalEntries.mostValueBytes {
                return upToEmptyLine(in: bytes, from: start, after: lineEnd, isAtEnd: isAtEnd)
            }
            position = lineEnd + 9 + Int(size) + 1
        }
        if !isAtEnd { return nil }
        if position > bytes.count {
            return upToEmptyLine(in: bytes, from: start, after: start, isAtEnd: true)
        }
        let end = bytes.count > start && bytes[bytes.count - 1] == 10 ? bytes.count - 1 : bytes.count
        return RecordExtent(content: start..<end, length: bytes.count)
    }

    private func upToEmptyLine(in bytes: ByteView, from start: Int, after place: Int, isAtEnd: Bool) -> RecordExtent? {
        var position = place
        while let lineEnd = bytes.firstIndex(of: 10, from: position) {
            if lineEnd + 1 < bytes.count, bytes[lineEnd + 1] == 10 {
                return RecordExtent(content: start..<lineEnd, length: lineEnd + 2)
            }
            position = lineEnd + 1
        }
        return isAtEnd ? RecordExtent(content: start..<bytes.count) : nil
    }
}
