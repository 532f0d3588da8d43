/// Goes from pair to pair of a text in one of the styles of `PairStyle`. Words that are no pair are passed.
struct PairWalk {
    private let text: LineBytes
    private let style: PairStyle
    private var position = 0
    /// What stands between LEEF's pairs; nil where values go up to the next key.
    private var delimiter: UInt8?
    /// Whether pairs are read that single quotes enclose.
    private var isNested = false

    struct Pair {
        let key: Range<Int>
        let value: Range<Int>
        /// Whether the value may have backslashes before other characters.
        let isEscaped: Bool
    }

    init(_ text: LineBytes, _ style: PairStyle) {
        self.text = text
        self.style = style
        guard style == .leef else { return }
        delimiter = 9
        if let (byte, length) = PairWalk.delimiter(of: text) {
            delimiter = byte
            position = length
        }
        if let byte = delimiter, text.firstIndex(of: byte, from: position) == nil { delimiter = nil }
    }

    /// nil behind the last.
    mutating func next() -> Pair? {
        while position < text.count {
            passDividers()
            let start = position
            while position < text.count, text[position] != UInt8(ascii: "="), !isDivider(text[position]) {
                position += 1
            }
            if text.at(position) != UInt8(ascii: "=") || position == start {
                position += 1
                continue
            }
            let key = start..<position
            position += 1
            switch style {
            case .cef, .leef:
                guard let delimiter else { return Pair(key: key, value: valueBeforeKey(), isEscaped: style == .cef) }
                let valueStart = position
                position = text.firstIndex(of: delimiter, from: position) ?? text.count
                return Pair(key: key, value: valueStart..<position, isEscaped: false)
            case .auditd, .netfilter, .meraki:
                return Pair(key: keyWithoutBracket(key), value: quotedOrWord(key), isEscaped: false)
            }
        }
        return nil
    }

    private func isDivider(_ byte: UInt8) -> Bool {
        if let delimiter { return byte == delimiter }
        // Audit's interpreted values are behind 1D.
        return byte == 32 || byte == 9 || style == .auditd && byte == 0x1D
    }

    private mutating func passDividers() {
        while position < text.count, isDivider(text[position]) { position += 1 }
    }

    /// `^|`, `x09|`, `0x5E|`.
    private static func delimiter(of text: LineBytes) -> (byte: UInt8, length: Int)? {
        if text.count > 1, text[1] == UInt8(ascii: "|") { return (text[0], 2) }
        guard let bar = text.firstIndex(of: UInt8(ascii: "|")), bar <= 6 else { return nil }
        let start = text.at(0) == UInt8(ascii: "0") ? 1 : 0
        guard text.at(start) | 0x20 == UInt8(ascii: "x"), bar > start + 1 else { return nil }
        let digits = text.slice(start + 1, bar).string
        return UInt8(digits, radix: 16).map { ($0, bar + 1) }
    }

    /// Up to the blanks before the next key, which has a `=` behind it that no backslash is before.
    private mutating func valueBeforeKey() -> Range<Int> {
        let start = position
        var end = text.count
        // Where the word at hand begins, if it may be a key: behind a blank.
        var word: Int?
        var index = start
        while index < text.count {
            let byte = text[index]
            if byte == UInt8(ascii: "\\") {
                word = nil
                index += 1
            } else if byte == 32 || byte == 9 {
                word = index + 1
            } else if byte == UInt8(ascii: "="), let first = word, first < index {
                end = first - 1
                break
            } else if !PairWalk.isInKey(byte) {
                word = nil
            }
            index += 1
        }
        position = end
        while end > start, text[end - 1] == 32 || text[end - 1] == 9 { end -= 1 }
        return start..<end
    }

    private static func isInKey(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- 97 < 26 || byte &- 48 < 10 || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "]") || byte >= 0x80
    }

    /// Older programs write `(hostname=?, addr=?)`; a packet that another quotes is `[SRC=192.0.2.1 …]`.
    private func keyWithoutBracket(_ key: Range<Int>) -> Range<Int> {
        let opening = style == .netfilter ? UInt8(ascii: "[") : UInt8(ascii: "(")
        return text[key.lowerBound] == opening ? key.lowerBound + 1..<key.upperBound : key
    }

    private mutating func quotedOrWord(_ key: Range<Int>) -> Range<Int> {
        let quote = text.at(position)
        let start = position + 1
        if style == .auditd, quote == UInt8(ascii: "'"), text.slice(key.lowerBound, key.upperBound).equals("msg") {
            isNested = true
            position = start
            return start..<max(start, text.lastIndex(of: quote) ?? text.count)
        }
        if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
            let end = text.firstIndex(of: quote, from: start) ?? text.count
            position = min(end + 1, text.count)
            return start..<max(start, end)
        }
        let first = position
        while position < text.count, !isDivider(text[position]) { position += 1 }
        var end = position
        while isNested, end > first, [UInt8(ascii: "'"), UInt8(ascii: ","), UInt8(ascii: ")")].contains(text[end - 1]) {
            // What is in parentheses may be all of it: `(none)`.
            if text[end - 1] == UInt8(ascii: ")"), text[first] == UInt8(ascii: "(") { break }
            end -= 1
        }
        return first..<end
    }
}

extension PairStyle {
    /// Whether a value says that there is none.
    func isNoValue(_ value: LineBytes) -> Bool {
        self == .auditd && (value.equals("?") || value.equals("(null)") || value.equals("(none)"))
    }
}

/// Finds wanted values among the pairs that a line ends with. The first of equal keys counts; a text without pairs has none.
final class PairScanner: LineScanner {
    private let keys: KeyTargets
    private let style: PairStyle
    private let isWholeLine: Bool

    init(_ targets: [(key: String, target: ExtractorTarget)], _ style: PairStyle, isWholeLine: Bool) {
        keys = KeyTargets(targets)
        self.style = style
        self.isWholeLine = isWholeLine
    }

    func scan(_ line: LineBytes, _ slots: UnsafeMutablePointer<FieldSlot>, _ values: ValueReaders) -> LineFault? {
        var walk = PairWalk(line, style)
        var remaining = keys.count
        while remaining > 0 || isWholeLine, let pair = walk.next() {
            let (start, end) = (pair.value.lowerBound, pair.value.upperBound)
            if style.isNoValue(line.slice(start, end)) { continue }
            let targets = keys.find(line, pair.key.lowerBound, pair.key.upperBound)
            if targets.isEmpty { continue }
            let isEscaped = pair.isEscaped && line.slice(start, end).firstIndex(of: UInt8(ascii: "\\")) != nil
            if let first = targets.first, unsafe slots[Int(first.slot)].form == .null { remaining -= 1 }
            for target in targets where unsafe slots[Int(target.slot)].form == .null {
                // SAFETY: the extractor has a slot for every target.
                if unsafe !values.store(target, line.base, start, end, isEscaped ? .backslashed : .plain, slots) {
                    let found = QuotedText.of(line.slice(start, end))
                    let name = line.slice(pair.key.lowerBound, pair.key.upperBound).string
                    return LineFault(column: start + 1, reason: "\(name) is \(found), not \(target.check.noun)")
                }
            }
        }
        return nil
    }
}
