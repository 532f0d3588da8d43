/// Parts of messages that are fields of their own.
enum MessageParts {
    static func range(of part: FieldPart, in text: LineBytes) -> (Int, Int)? {
        switch part {
        case .trailingLogger: return loggerStart(text).map { ($0 + 2, firstLine(text) - 1) }
        case .beforeLogger:
            // A trace behind the first line belongs to the message.
            guard let start = loggerStart(text), firstLine(text) == text.count else { return (0, text.count) }
            return (0, start)
        case .pause: return pause(text)
        // `EpochTime` reads the object.
        case .instant: return (0, text.count)
        default: return nil
        }
    }

    private static func firstLine(_ text: LineBytes) -> Int { text.firstIndex(of: 10) ?? text.count }

    /// Where ` (logger)` begins at the end of the first line.
    private static func loggerStart(_ text: LineBytes) -> Int? {
        let end = firstLine(text)
        guard end > 3, text[end - 1] == UInt8(ascii: ")") else { return nil }
        var index = end - 2
        while index > 0, isInName(text[index]) { index -= 1 }
        guard index > 0, index < end - 2, text[index] == UInt8(ascii: "("), text[index - 1] == 32 else { return nil }
        return index - 1
    }

    private static func isInName(_ byte: UInt8) -> Bool {
        byte &- 48 < 10 || (byte | 0x20) &- 97 < 26 || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "$")
            || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ":")
    }

    /// `… 3.456ms`, and `…, 0.0123456 secs]` before `[Times: …]`.
    private static func pause(_ text: LineBytes) -> (Int, Int)? {
        if text.ends(with: "ms") {
            let start = numberStart(text, before: text.count - 2)
            return start < text.count - 2 ? (start, text.count) : nil
        }
        var end = text.count
        if let bracket = text.lastIndex(of: UInt8(ascii: "[")), text.starts(with: "[Times:", at: bracket) {
            end = bracket
        }
        while end > 0, text[end - 1] == 32 { end -= 1 }
        if end > 0, text[end - 1] == UInt8(ascii: "]") { end -= 1 }
        guard end > 6, text.slice(0, end).ends(with: " secs") || text.slice(0, end).ends(with: " seconds") else {
            return nil
        }
        end = text.slice(0, end).lastIndex(of: 32) ?? end
        let start = numberStart(text, before: end)
        return start < end ? (start, end) : nil
    }

    /// Nanoseconds since 1970 of `{"epochSecond":1714566600,"nanoOfSecond":123000000}`, and of `{"seconds":…,"nanos":…}`.
    static func instant(_ text: LineBytes) -> Int64? {
        guard let seconds = number(text, behind: "\"epochSecond\":") ?? number(text, behind: "\"seconds\":") else {
            return nil
        }
        let nanoseconds = number(text, behind: "\"nanoOfSecond\":") ?? number(text, behind: "\"nanos\":") ?? 0
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, carry) = product.addingReportingOverflow(nanoseconds)
        return overflow || carry ? nil : sum
    }

    private static func number(_ text: LineBytes, behind key: StaticString) -> Int64? {
        for index in 0..<text.count where text.starts(with: key, at: index) {
            var start = index + key.utf8CodeUnitCount
            while text.at(start) == 32 { start += 1 }
            var end = start
            while text.at(end) &- 48 < 10 || end == start && text.at(end) == UInt8(ascii: "-") { end += 1 }
            return NumberText.integer(text.slice(start, end)).map { Int64($0) }
        }
        return nil
    }

    private static func numberStart(_ text: LineBytes, before end: Int) -> Int {
        var start = end
        while start > 0, text[start - 1] &- 48 < 10 || text[start - 1] == UInt8(ascii: ".") { start -= 1 }
        return start
    }
}
