import Foundation

typealias Bytes = [UInt8]

/// An input as the oracle sees it: what the user calls it, and what is in it.
struct NamedInput {
    let name: String
    let content: Bytes
}

/// What the jobs should say, by the plainest means: a dictionary and a sort.
enum Oracle {
    // MARK: words

    /// Rows of `thresh run wordcount`, in the order of the words.
    static func wordCounts(_ inputs: [NamedInput], ignoreCase: Bool) -> [Bytes] {
        var counts: [Bytes: Int] = [:]
        for input in inputs {
            let text = ignoreCase ? input.content.map { (65...90).contains($0) ? $0 + 32 : $0 } : input.content
            for word in words(of: text) { counts[word, default: 0] += 1 }
        }
        return rows(counts)
    }

    /// Rows of `thresh run index`.
    static func index(_ inputs: [NamedInput]) -> [Bytes] {
        var files: [Bytes: [String: Int]] = [:]
        for input in inputs {
            for word in words(of: input.content) { files[word, default: [:]][input.name, default: 0] += 1 }
        }
        return files.sorted { precedes($0.key, $1.key) }.map { word, counts in
            let list = counts.sorted { precedes(Bytes($0.key.utf8), Bytes($1.key.utf8)) }
            return escaped(word) + [9] + Bytes(list.map { "\($0.key):\($0.value)" }.joined(separator: " ").utf8)
        }
    }

    // MARK: fields

    /// Rows of `thresh run count`.
    static func fieldCounts(_ inputs: [NamedInput], field: Int, separator: UInt8?) -> [Bytes] {
        var counts: [Bytes: Int] = [:]
        for input in inputs {
            for line in lines(of: input.content) {
                counts[self.field(field, of: withoutReturn(line), separator: separator), default: 0] += 1
            }
        }
        return rows(counts)
    }

    /// The largest counts first, equal ones in the order of the rows' bytes.
    static func top(_ limit: Int, of rows: [Bytes]) -> [Bytes] {
        func count(_ row: Bytes) -> Int { Int(String(decoding: row.split(separator: 9).last!, as: UTF8.self))! }
        return Array(
            rows.sorted { count($0) != count($1) ? count($0) > count($1) : precedes($0, $1) }.prefix(limit))
    }

    // MARK: lines

    struct SortRule {
        var key: Int?
        var separator: UInt8?
        var isNumeric = false
        var isReversed = false
        var isUnique = false
    }

    /// Lines of `thresh run sort`.
    static func sorted(_ inputs: [NamedInput], by rule: SortRule) -> [Bytes] {
        struct Line {
            let line: Bytes
            let key: Bytes
            let number: Int
        }
        let hasKey = rule.key != nil || rule.isNumeric
        var all = inputs.flatMap { lines(of: $0.content) }.map { line in
            let text = hasKey ? withoutReturn(line) : line
            let key = rule.key.map { field($0, of: text, separator: rule.separator) } ?? text
            return Line(line: line, key: rule.isNumeric ? [] : key, number: rule.isNumeric ? millionths(key) : 0)
        }
        func isBefore(_ a: Line, _ b: Line) -> Bool {
            if a.number != b.number { return a.number < b.number }
            if a.key != b.key { return precedes(a.key, b.key) }
            return precedes(a.line, b.line)
        }
        all.sort { rule.isReversed ? isBefore($1, $0) : isBefore($0, $1) }
        var result: [Line] = []
        for line in all {
            if rule.isUnique, let last = result.last, last.number == line.number, last.key == line.key { continue }
            result.append(line)
        }
        return result.map(\.line)
    }

    /// Lines of `thresh run grep`.
    static func matching(_ inputs: [NamedInput], _ isMatch: (Bytes) -> Bool) -> [Bytes] {
        inputs.flatMap { lines(of: $0.content).filter { isMatch(withoutReturn($0)) } }
    }

    /// Rows of `thresh run grep --count`. An empty file has no row.
    static func matchCounts(_ inputs: [NamedInput], _ isMatch: (Bytes) -> Bool) -> [Bytes] {
        var counts: [Bytes: Int] = [:]
        for input in inputs where !input.content.isEmpty {
            counts[Bytes(input.name.utf8), default: 0] += matching([input], isMatch).count
        }
        return rows(counts)
    }

    // MARK: pieces

    /// Without their LF. What follows the last LF is a line when there is something.
    static func lines(of content: Bytes) -> [Bytes] {
        var lines: [Bytes] = []
        var start = 0
        while start < content.count {
            let end = content[start...].firstIndex(of: 10) ?? content.count
            lines.append(Bytes(content[start..<end]))
            start = end + 1
        }
        return lines
    }

    static func contains(_ text: Bytes, _ part: String, ignoreCase: Bool = false) -> Bool {
        func folded(_ byte: UInt8) -> UInt8 { ignoreCase && (65...90).contains(byte) ? byte + 32 : byte }
        let wanted = part.utf8.map(folded)
        guard text.count >= wanted.count else { return false }
        return (0...text.count - wanted.count).contains { start in
            wanted.indices.allSatisfy { folded(text[start + $0]) == wanted[$0] }
        }
    }

    /// As memcmp, a prefix before what it begins.
    static func precedes(_ a: Bytes, _ b: Bytes) -> Bool {
        let order = memcmp(a, b, min(a.count, b.count))
        return order != 0 ? order < 0 : a.count < b.count
    }

    private static func words(of text: Bytes) -> [Bytes] {
        var words: [Bytes] = []
        var start = 0
        for (index, byte) in text.enumerated() where byte == 32 || (9...13).contains(byte) {
            if index > start { words.append(Bytes(text[start..<index])) }
            start = index + 1
        }
        if text.count > start { words.append(Bytes(text[start...])) }
        return words
    }

    private static func withoutReturn(_ line: Bytes) -> Bytes { line.last == 13 ? Bytes(line.dropLast()) : line }

    /// Field `number`, from 1; empty when there is none.
    private static func field(_ number: Int, of line: Bytes, separator: UInt8?) -> Bytes {
        let fields =
            separator.map { line.split(separator: $0, omittingEmptySubsequences: false) }
            ?? line.split { $0 == 32 || $0 == 9 }
        return number <= fields.count ? Bytes(fields[number - 1]) : []
    }

    /// The number at the start of a field, exactly, up to six decimals.
    private static func millionths(_ field: Bytes) -> Int {
        var rest = field.drop { $0 == 32 || $0 == 9 }
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative { rest = rest.dropFirst() }
        let whole = rest.prefix { (48...57).contains($0) }
        rest = rest.dropFirst(whole.count)
        var decimals = Bytes()
        if rest.first == UInt8(ascii: ".") { decimals = Bytes(rest.dropFirst().prefix { (48...57).contains($0) }) }
        decimals = Bytes((decimals + Bytes(repeating: 48, count: 6)).prefix(6))
        let value = (whole + decimals).reduce(0) { $0 * 10 + Int($1 - 48) }
        return isNegative ? -value : value
    }

    private static func rows(_ counts: [Bytes: Int]) -> [Bytes] {
        counts.sorted { precedes($0.key, $1.key) }.map { escaped($0.key) + [9] + Bytes(String($0.value).utf8) }
    }

    private static func escaped(_ cell: Bytes) -> Bytes {
        let escapes: [UInt8: String] = [9: "\\t", 10: "\\n", 13: "\\r", 92: "\\\\"]
        return cell.flatMap { byte in escapes[byte].map { Bytes($0.utf8) } ?? [byte] }
    }
}
