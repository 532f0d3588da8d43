public import Thresh

extension LogFormat {
    /// The first records of a document, each as a line; nil where lines are records.
    public func firstRecords(of head: [UInt8], most: Int) -> [[UInt8]]? {
        document.map { document in
            head.withByteView { document.lines(of: $0, most: most) }.split(separator: 10).map(Array.init)
        }
    }
}

/// Divides a document of JSON into the objects that are its records: the elements of an array, the members of arrays that
/// an object has under one of some keys, or objects that follow one another, whatever line ends they have among them.
///
/// It looks at quotes and brackets alone, and where a value is none of them can be told only from the document's beginning,
/// so a file is read by one process.
public struct JSONRecords: HeadedRecordReader, Hashable, Codable {
    /// Keys of arrays, from without to within: the elements of the last are the records, those of the others are objects with
    /// one of the arrays behind it.
    let keys: [[UInt8]]
    /// Keys of objects in which the first array is.
    var around: [[UInt8]] = []

    /// How much of the beginning is looked at.
    static let headLength = 192 << 10

    public var isText: Bool { true }

    public func nextRecord(in bytes: ByteView, isAtEnd: Bool) -> RecordExtent? {
        nextRecord(in: bytes, isAtEnd: isAtEnd, isFirst: true)
    }

    package func nextRecord(in bytes: ByteView, isAtEnd: Bool, isFirst: Bool) -> RecordExtent? {
        let text = unsafe LineBytes(bytes)
        var walk = Walk(text, self, isAtRecord: !isFirst)
        guard let start = walk.recordStart(), let end = walk.recordEnd() else {
            if !isAtEnd { return nil }
            // Nothing, or what was cut off.
            var end = text.count
            while end > walk.position, text[end - 1] <= 32 { end -= 1 }
            return RecordExtent(content: walk.position..<end, length: text.count)
        }
        // What is behind the last record is none, unless it was cut off.
        if let next = walk.recordStart() { return RecordExtent(content: start..<end, length: next) }
        return isAtEnd ? RecordExtent(content: start..<end, length: walk.position) : nil
    }

    /// Some records of the beginning of a file, as lines.
    func lines(of text: ByteView, most: Int = 300) -> [UInt8] {
        var lines: [UInt8] = []
        // What is behind may be pieces of other places.
        var walk = Walk(unsafe LineBytes(text.slice(0, min(text.count, JSONRecords.headLength))), self)
        for _ in 0..<most {
            guard let start = walk.recordStart(), let end = walk.recordEnd() else { break }
            for index in start..<end { lines.append(text[index] == 10 || text[index] == 13 ? 32 : text[index]) }
            lines.append(10)
        }
        return lines
    }

    /// The way through a document.
    struct Walk {
        private let text: LineBytes
        private let keys: [[UInt8]]
        private let around: [[UInt8]]
        private(set) var position = 0
        /// Under which of the keys the next object may have an array; where that is none, the object is a record.
        private var level = 0
        /// Whether nothing but blanks was passed since a record.
        private var isBehindRecord = false

        /// - Parameter isAtRecord: whether the text begins with a record, if with an object.
        init(_ text: LineBytes, _ records: JSONRecords = JSONRecords(keys: []), isAtRecord: Bool = false) {
            self.text = text
            (keys, around) = (records.keys, records.around)
            level = isAtRecord ? keys.count : 0
        }

        /// Goes to the next record: passes what divides records, and members of the objects around them. nil where none
        /// begins in the text.
        mutating func recordStart() -> Int? {
            while position < text.count {
                let byte = text[position]
                if Walk.isDivider(byte) {
                    // Behind the end of an array an object may have the next one.
                    if byte == UInt8(ascii: "]") { level = 0 }
                    if byte == UInt8(ascii: ",") { isBehindRecord = false }
                    position += 1
                } else if byte == UInt8(ascii: "\""), let value = valueOfMember(position) {
                    if value.start >= text.count { return nil }
                    if text[value.start] == UInt8(ascii: "["), around.isEmpty, let key = levelOf(value.key) {
                        position = value.start + 1
                        level = key + 1
                    } else {
                        guard let end = endOfValue(value.start) else { return nil }
                        position = end
                    }
                } else if byte == UInt8(ascii: "{"), level < keys.count || isBehindRecord, !keys.isEmpty {
                    // Without a comma behind a record it is another document.
                    switch opening(position, from: isBehindRecord ? 0 : level) {
                    case .container(let start, let key):
                        position = start
                        level = key + 1
                        isBehindRecord = false
                    case .record: return position
                    case .unknown: return nil
                    }
                } else {
                    return position
                }
            }
            return nil
        }

        /// Goes behind the record that begins here; nil where it does not end in the text.
        mutating func recordEnd() -> Int? {
            (level, isBehindRecord) = (keys.count, true)
            if text.at(position) == UInt8(ascii: "{") {
                guard let end = endOfValue(position) else { return nil }
                position = end
                return end
            }
            // No object: up to what may divide it from the next.
            var end = position
            while end < text.count, ![10, UInt8(ascii: ","), UInt8(ascii: "]")].contains(text[end]) { end += 1 }
            if end == text.count { return nil }
            position = end
            return end
        }

        private static func isDivider(_ byte: UInt8) -> Bool {
            // 1E is before each record of a sequence by RFC 7464.
            byte == 32 || byte &- 9 < 5 || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "[")
                || byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}") || byte == 0x1E
        }

        private enum Opening {
            /// Behind the bracket of its array, which has that key.
            case container(Int, key: Int)
            case record
            case unknown
        }

        /// Where the array of records begins that an object has, behind its bracket.
        func container(_ start: Int) -> Int? {
            if case .container(let start, _) = opening(start, from: 0) { start } else { nil }
        }

        private func opening(_ start: Int, from level: Int, depth: Int = 0) -> Opening {
            var index = start + 1
            while true {
                index = nonBlank(index)
                if text.at(index) == UInt8(ascii: "}") { return .record }
                if index >= text.count { return .unknown }
                guard let value = valueOfMember(index) else { return endOfValue(start) == nil ? .unknown : .record }
                if value.start >= text.count { return .unknown }
                if text[value.start] == UInt8(ascii: "["), level > 0 || depth == around.count,
                    let key = levelOf(value.key, from: level)
                {
                    return .container(value.start + 1, key: key)
                }
                if text[value.start] == UInt8(ascii: "{"), level == 0, depth < around.count,
                    isText(around[depth], value.key)
                {
                    let inner = opening(value.start, from: level, depth: depth + 1)
                    if case .record = inner {} else { return inner }
                }
                guard let end = endOfValue(value.start) else { return .unknown }
                index = nonBlank(end)
                if text.at(index) == UInt8(ascii: ",") { index += 1 }
            }
        }

        private func levelOf(_ key: Range<Int>, from level: Int = 0) -> Int? {
            keys.indices.first { $0 >= level && isText(keys[$0], key) }
        }

        private func isText(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
            bytes.count == range.count && text.starts(with: bytes, at: range.lowerBound)
        }

        /// Where the key and the value of a member are that begins here; nil where there is no member.
        func valueOfMember(_ start: Int) -> (key: Range<Int>, start: Int)? {
            guard text.at(start) == UInt8(ascii: "\"") else { return nil }
            guard let end = endOfText(start) else { return (start..<start, text.count) }
            let colon = nonBlank(end)
            if colon >= text.count { return (start..<start, text.count) }
            return text[colon] == UInt8(ascii: ":") ? (start + 1..<end - 1, nonBlank(colon + 1)) : nil
        }

        /// Where a value ends; nil where that is not in the text.
        func endOfValue(_ start: Int) -> Int? {
            var index = start
            switch text.at(index) {
            case UInt8(ascii: "\""): return endOfText(index)
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                var depth = 0
                while index < text.count {
                    let byte = text[index]
                    if byte == UInt8(ascii: "\"") {
                        guard let end = endOfText(index) else { return nil }
                        index = end
                        continue
                    }
                    index += 1
                    // `{`, `[` and `}`, `]` differ in one bit.
                    if byte | 0x20 == UInt8(ascii: "{") { depth += 1 }
                    if byte | 0x20 == UInt8(ascii: "}") { depth -= 1 }
                    if depth == 0 { return index }
                }
                return nil
            default:
                while index < text.count, !Walk.isDivider(text[index]) { index += 1 }
                return index < text.count ? index : nil
            }
        }

        private func endOfText(_ start: Int) -> Int? {
            var index = start + 1
            while index < text.count {
                let byte = text[index]
                if byte == UInt8(ascii: "\"") { return index + 1 }
                index += byte == UInt8(ascii: "\\") ? 2 : 1
            }
            return nil
        }

        func nonBlank(_ start: Int) -> Int {
            var index = start
            while index < text.count, text[index] == 32 || text[index] &- 9 < 5 { index += 1 }
            return index
        }
    }
}
