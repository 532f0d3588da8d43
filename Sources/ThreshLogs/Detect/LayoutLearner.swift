internal import Thresh

/// Learns how lines are laid out that are in no known format: a format string that reads nine of ten of those that begin
/// alike. Docs/LogFormats.md, "Learned layouts", has the rules.
enum LayoutLearner {
    /// The share of records that must have a piece in its place.
    static let share = 0.9

    /// - Returns: nil when lines have neither a time nor a level in the same place.
    static func formatString(for lines: [[UInt8]]) -> String? {
        let records = recordsBeginningAlike(lines)
        guard !records.isEmpty else { return nil }
        var walk = LayoutWalk(records)
        return walk.formatString()
    }

    /// The lines that have their time or their level in the place where most have it, or begin with a clock.
    private static func recordsBeginningAlike(_ lines: [[UInt8]]) -> [[UInt8]] {
        var groups: [Sign: [Int]] = [:]
        for (index, line) in lines.enumerated() {
            if let sign = line.withLineBytes({ Sign($0) }) { groups[sign, default: []].append(index) }
        }
        guard let most = groups.max(by: { ($0.value.count, $1.value[0]) < ($1.value.count, $0.value[0]) })?.value else {
            return []
        }
        // A few lines that look like records, in a text on something else.
        return most.count * 20 >= lines.count || most.count >= 5 ? most.map { lines[$0] } : []
    }

    /// What is sure of how a line begins.
    private struct Sign: Hashable {
        var time: TimeLayout?
        /// A time of the day alone; the level behind it may be in any place.
        var beginsWithClock = false
        /// How many words, divided by blanks, are before the time, or before the level.
        var words = 0
        /// What the line begins with that is no letter or digit.
        var marks: [UInt8] = []

        init?(_ line: LineBytes) {
            var index = 0
            var isAtStart = true
            while index < min(line.count, 80), words < 4 {
                let isWordStart = index == 0 || !LineMarks.isWordByte(line[index - 1])
                let isFirst = words == 0 && isAtStart
                if isWordStart, let found = LineMarks.time(line.slice(index, line.count), isFirst: isFirst) {
                    time = found.layout
                    return
                }
                guard LineMarks.isWordByte(line[index]) else {
                    if line[index] == 32 {
                        if index > 0, line[index - 1] != 32 { words += 1 }
                    } else if isAtStart {
                        marks.append(line[index])
                    }
                    index += 1
                    continue
                }
                if isFirst, marks.count < 2, LineMarks.isClock(line, index), !Sign.hasTime(line, from: index + 1) {
                    beginsWithClock = true
                    return
                }
                isAtStart = false
                let end = LineMarks.wordEnd(line, index)
                let word = line.slice(index, end)
                // A time may follow a level: `INFO 2024-05-01`.
                if LevelWord.isSure(word), LineMarks.isCapital(word) || words > 0 || line.at(end) == UInt8(ascii: ":") {
                    if !Sign.hasTime(line, from: end) { return }
                }
                index = end
            }
            return nil
        }

        private static func hasTime(_ line: LineBytes, from start: Int) -> Bool {
            for index in start..<min(line.count, start + 40) where !LineMarks.isWordByte(line[index - 1]) {
                if LineMarks.time(line.slice(index, line.count)) != nil { return true }
            }
            return false
        }
    }
}

/// What stands at a place of a line.
enum LineMarks {
    /// The time that bytes begin with, and how many of them it has.
    ///
    /// - Parameter isFirst: whether nothing is before it, so that it may be a number since 1970.
    static func time(_ text: LineBytes, isFirst: Bool = false) -> (layout: TimeLayout, length: Int)? {
        guard text.count >= 8, isWordByte(text[0]) else { return nil }
        var best: (layout: TimeLayout, length: Int)?
        for layout in TimeLayout.candidates where layout != .epoch {
            let length = TimeReader.length(layout, text)
            // Shorter ones are numbers that look like a date. Which of day and month is first, other lines say.
            if length >= 10, length > best?.length ?? 0 { best = (layout == .monthFirst ? .dayFirst : layout, length) }
        }
        if best == nil, isFirst, let length = epochLength(text) { return (.epoch, length) }
        return best
    }

    /// Of seconds, milli-, micro- or nanoseconds since 1970, of this century.
    private static func epochLength(_ text: LineBytes) -> Int? {
        var end = 0
        while text.at(end) &- 48 < 10 { end += 1 }
        guard [10, 13, 16, 19].contains(end) else { return nil }
        if text.at(end) == UInt8(ascii: "."), text.at(end + 1) &- 48 < 10 {
            end += 1
            while text.at(end) &- 48 < 10 { end += 1 }
        }
        guard let time = EpochTime.ticks(text.slice(0, end)),
            end == text.count || " ]|:,;\t)".utf8.contains(text[end])
        else { return nil }
        return (946_684_800_000_000_000..<4_102_444_800_000_000_000).contains(time) ? end : nil
    }

    /// `06:25:24`.
    static func isClock(_ line: LineBytes, _ start: Int) -> Bool {
        Digits.two(line, start) != nil && line.at(start + 2) == UInt8(ascii: ":")
            && Digits.two(line, start + 3) != nil && line.at(start + 5) == UInt8(ascii: ":")
            && Digits.two(line, start + 6) != nil && line.at(start + 8) &- 48 >= 10
    }

    static func isWordByte(_ byte: UInt8) -> Bool {
        byte &- 48 < 10 || (byte | 0x20) &- 97 < 26 || byte == UInt8(ascii: "_") || byte >= 0x80
    }

    static func wordEnd(_ line: LineBytes, _ start: Int) -> Int {
        var end = start
        while end < line.count, isWordByte(line[end]) { end += 1 }
        return end
    }

    /// Whether the second letter is a capital, as in the levels of most programs.
    static func isCapital(_ word: LineBytes) -> Bool { word.at(1) &- 65 < 26 }
}
