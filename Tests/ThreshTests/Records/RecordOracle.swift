@testable import Thresh

/// A record as a test compares it.
struct FoundRecord: Equatable, CustomStringConvertible {
    var offset: Int
    var bytes: [UInt8]

    var description: String { "\(offset):\(String(decoding: bytes.prefix(60), as: UTF8.self).debugDescription)" }
}

/// The records of a file's whole content, found in the plainest way.
func oracle(_ format: RecordFormat, _ content: [UInt8]) -> [FoundRecord] {
    switch format {
    case .lines, .textLines: return split(content, 10).map { dropReturn($0) }
    case .delimited(let byte): return split(content, byte)
    case .paragraphs: return paragraphs(content)
    case .fixedWidth(let width):
        return stride(from: 0, to: content.count, by: width).map {
            FoundRecord(offset: $0, bytes: Array(content[$0..<min(content.count, $0 + width)]))
        }
    case .wholeFiles: return [FoundRecord(offset: 0, bytes: content)]
    case .csv(let separator, let hasHeader):
        return Array(csv(content, separator).dropFirst(hasHeader ? 1 : 0))
    case .multiline(let rule): return multiline(content, rule)
    case .custom(is Messages): return messages(content)
    case .custom: return sequences(content)
    }
}

private func split(_ content: [UInt8], _ delimiter: UInt8) -> [FoundRecord] {
    var records = [FoundRecord(offset: 0, bytes: [])]
    for (index, byte) in content.enumerated() {
        if byte == delimiter {
            records.append(FoundRecord(offset: index + 1, bytes: []))
        } else {
            records[records.count - 1].bytes.append(byte)
        }
    }
    if records.last!.offset == content.count { records.removeLast() }
    return records
}

private func dropReturn(_ record: FoundRecord) -> FoundRecord {
    record.bytes.last == 13 ? FoundRecord(offset: record.offset, bytes: record.bytes.dropLast()) : record
}

private func paragraphs(_ content: [UInt8]) -> [FoundRecord] {
    var records: [FoundRecord] = []
    var isOpen = false
    var end = 0
    for line in split(content, 10) {
        let hasFeed = line.offset + line.bytes.count < content.count
        if line.bytes.isEmpty || line.bytes == [13] && hasFeed {
            isOpen = false
            continue
        }
        if !isOpen { records.append(FoundRecord(offset: line.offset, bytes: [])) }
        isOpen = true
        end = line.offset + line.bytes.count - (hasFeed && line.bytes.last == 13 ? 1 : 0)
        records[records.count - 1].bytes = Array(content[records[records.count - 1].offset..<end])
    }
    return records
}

/// Byte by byte, with the states that are usual for CSV.
private func csv(_ content: [UInt8], _ separator: UInt8) -> [FoundRecord] {
    enum State { case fieldStart, plain, quoted, behindQuote }
    var records: [FoundRecord] = []
    var start = 0
    var state = State.fieldStart
    for (index, byte) in content.enumerated() {
        switch (state, byte) {
        case (.quoted, UInt8(ascii: "\"")): state = .behindQuote
        case (.quoted, _): break
        case (.fieldStart, UInt8(ascii: "\"")), (.behindQuote, UInt8(ascii: "\"")): state = .quoted
        case (_, 10):
            records.append(FoundRecord(offset: start, bytes: Array(content[start..<index])))
            start = index + 1
            state = .fieldStart
        case (_, separator): state = .fieldStart
        default: state = .plain
        }
    }
    if start < content.count { records.append(FoundRecord(offset: start, bytes: Array(content[start...]))) }
    return records.map { dropReturn($0) }
}

/// Messages that begin with their length: files of them are not divided.
struct Messages: RecordReader {
    func nextRecord(in bytes: ByteView, isAtEnd: Bool) -> RecordExtent? {
        bytes.count > Int(bytes[0]) ? RecordExtent(content: 1..<1 + Int(bytes[0])) : nil
    }
}

private func messages(_ content: [UInt8]) -> [FoundRecord] {
    var records: [FoundRecord] = []
    var start = 0
    while start < content.count {
        let end = start + 1 + Int(content[start])
        records.append(FoundRecord(offset: start, bytes: Array(content[start + 1..<end])))
        start = end
    }
    return records
}

/// A record begins with ">".
struct Marked: FirstLine {
    let prefixBytes = 1
    func isFirst(_ prefix: ByteView) -> Bool { prefix == ">" }
}

/// A record begins with some digits and a blank.
struct Dated: FirstLine {
    let prefixBytes = 4
    func isFirst(_ prefix: ByteView) -> Bool {
        guard let blank = prefix.firstIndex(of: 32), blank > 0 else { return false }
        return (0..<blank).allSatisfy { (48...57).contains(prefix[$0]) }
    }
}

private func multiline(_ content: [UInt8], _ rule: any FirstLine) -> [FoundRecord] {
    var records: [FoundRecord] = []
    for line in split(content, 10) {
        let prefix = Array(line.bytes.prefix(rule.prefixBytes))
        let isFirst = unsafe prefix.withUnsafeBytes { unsafe rule.isFirst(ByteView($0)) }
        if records.isEmpty || isFirst { records.append(FoundRecord(offset: line.offset, bytes: [])) }
        records[records.count - 1].bytes +=
            content[line.offset..<min(content.count, line.offset + line.bytes.count + 1)]
    }
    return records.map { record in
        var bytes = record.bytes
        if bytes.last == 10 { bytes.removeLast() }
        if bytes.last == 13 { bytes.removeLast() }
        return FoundRecord(offset: record.offset, bytes: bytes)
    }
}

/// Records of several lines, the first of which begins with ">", as in FASTA: from any place the next can be found. Their
/// content is without the ">" and the last line's end. What is before the first is a record too.
struct Sequences: DivisibleRecordReader {
    func nextRecord(in bytes: ByteView, isAtEnd: Bool) -> RecordExtent? {
        let first = bytes[0] == UInt8(ascii: ">") ? 1 : 0
        if let start = recordStart(in: bytes.slice(first, bytes.count), isAtEnd: isAtEnd).map({ $0 + first }) {
            return RecordExtent(content: first..<max(first, start - 1), length: start)
        }
        if !isAtEnd { return nil }
        let isClosed = bytes.count > first && bytes[bytes.count - 1] == 10
        return RecordExtent(content: first..<bytes.count - (isClosed ? 1 : 0), length: bytes.count)
    }

    func recordStart(in bytes: ByteView, isAtEnd: Bool) -> Int? {
        var start = 0
        while let feed = bytes.firstIndex(of: 10, from: start) {
            start = feed + 1
            if start < bytes.count && bytes[start] == UInt8(ascii: ">") { return start }
        }
        return nil
    }
}

private func sequences(_ content: [UInt8]) -> [FoundRecord] {
    var records: [FoundRecord] = []
    for line in split(content, 10) {
        let text = Array(content[line.offset..<min(content.count, line.offset + line.bytes.count + 1)])
        if records.isEmpty || text.first == UInt8(ascii: ">") {
            records.append(FoundRecord(offset: line.offset, bytes: []))
        }
        records[records.count - 1].bytes += text
    }
    return records.map { record in
        var bytes = record.bytes[...]
        if bytes.first == UInt8(ascii: ">") { bytes.removeFirst() }
        if bytes.last == 10 { bytes.removeLast() }
        return FoundRecord(offset: record.offset, bytes: Array(bytes))
    }
}
