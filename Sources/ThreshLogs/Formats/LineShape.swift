internal import Thresh

/// How the first lines of records begin: kinds of characters, whatever their number, up to a date: `[dddd-dd-dd`.
///
/// It tells records that are several lines apart. So it goes no further than what all first lines have: a day has one digit
/// or two, a month has a name of any length, but a year of four digits has four.
struct LineShape: Sendable, Hashable, Codable {
    private var pieces: [Piece] = []
    /// Whether a line that begins with a time in another writing, or has an access log's time, is a record's first too: of
    /// another kind, which the format does not fit.
    private var knowsTimes = true
    /// How lines of other formats begin that stand among the records.
    var others: [LineShape] = []
    /// Whether sequences for a terminal do not count.
    var passesEscapes = false
    /// Bytes of a line that are looked at, at most.
    static let mostBytes = 128

    private enum Piece: Sendable, Hashable, Codable {
        case byte(UInt8)
        /// At least so many.
        case digits(Int)
        case letters
        case level
        case blanks
        /// Some other byte, or the line's end; it is not passed.
        case notByte(UInt8)
    }

    /// - Parameters:
    ///   - timeStart: where in the line its time begins; nil when it has none.
    ///   - levelStart: where its level begins, which tells where there is no time before it.
    /// - Returns: nil when nothing at the line's beginning tells.
    init?(_ line: LineBytes, timeStart: Int?, levelStart: Int? = nil) {
        if let timeStart = timeStart ?? LineShape.clockStart(line) {
            self.init(line, upToDateAt: timeStart)
        } else if let levelStart, (0..<3).contains(levelStart) {
            self.init(line, upToLevelAt: levelStart)
        } else {
            return nil
        }
    }

    /// Any line that does not begin with a byte.
    init(notBeginningWith byte: UInt8) {
        knowsTimes = false
        pieces = [.notByte(byte)]
    }

    /// The kinds of an example's characters, all of them.
    init(example: [UInt8]) {
        knowsTimes = false
        example.withLineBytes { line in
            var index = 0
            while index < line.count {
                let start = index
                let kind = Kind(line[index])
                while index < line.count, Kind(line[index]) == kind, kind != .other || index == start { index += 1 }
                switch kind {
                case .digit: pieces.append(.digits(index - start >= 4 ? index - start : 1))
                case .letter: pieces.append(.letters)
                case .blank: pieces.append(.blanks)
                case .other: pieces.append(.byte(line[start]))
                }
            }
        }
    }

    /// Some bytes, as they are.
    init(bytes: [UInt8]) {
        knowsTimes = false
        pieces = bytes.map { .byte($0) }
    }

    /// Where a line begins with a time of the day, perhaps in brackets.
    private static func clockStart(_ line: LineBytes) -> Int? {
        let start = Kind(line.at(0)) == .other ? 1 : 0
        return Digits.two(line, start) != nil && line.at(start + 2) == UInt8(ascii: ":")
            && Digits.two(line, start + 3) != nil && line.at(start + 5) == UInt8(ascii: ":") ? start : nil
    }

    private init?(_ line: LineBytes, upToLevelAt start: Int) {
        for index in 0..<start {
            guard Kind(line[index]) == .other else { return nil }
            pieces.append(.byte(line[index]))
        }
        var end = start
        while end < line.count, Kind(line[end]) == .letter { end += 1 }
        guard LevelWord.isSure(line.slice(start, end)), end < line.count else { return nil }
        pieces.append(.level)
        if Kind(line[end]) == .other { pieces.append(.byte(line[end])) } else { pieces.append(.blanks) }
    }

    private init?(_ line: LineBytes, upToDateAt timeStart: Int) {
        guard timeStart < 64 else { return nil }
        var index = 0
        var numbers = 0
        var digits = 0
        while index < line.count, index < LineShape.mostBytes / 2 {
            let start = index
            switch Kind(line[index]) {
            case .digit:
                while index < line.count, Kind(line[index]) == .digit { index += 1 }
                let count = index - start
                pieces.append(.digits(count >= 4 && start >= timeStart ? min(count, 8) : 1))
                if start >= timeStart {
                    numbers += 1
                    digits += count
                }
            case .letter:
                while index < line.count, Kind(line[index]) == .letter { index += 1 }
                pieces.append(.letters)
            case .blank:
                while index < line.count, Kind(line[index]) == .blank { index += 1 }
                pieces.append(.blanks)
            case .other:
                index += 1
                pieces.append(.byte(line[start]))
            }
            // Day, month and year, or as much of a clock.
            if numbers == 3 || digits >= 8 && numbers > 0 { return }
        }
        return nil
    }

    /// Whether a line begins so.
    func begins(_ line: LineBytes) -> Bool {
        var index = 0
        for piece in pieces {
            let start = index
            switch piece {
            case .byte(let byte):
                if index >= line.count || line[index] != byte { return false }
                index += 1
            case .notByte(let byte): if index < line.count, line[index] == byte { return false }
            case .digits(let least):
                while index < line.count, line[index] &- 48 < 10 { index += 1 }
                if index - start < least { return false }
            case .letters:
                while index < line.count, Kind(line[index]) == .letter { index += 1 }
                if index == start { return false }
            case .level:
                while index < line.count, Kind(line[index]) == .letter { index += 1 }
                if !LevelWord.isSure(line.slice(start, index)) { return false }
            case .blanks:
                while index < line.count, Kind(line[index]) == .blank { index += 1 }
                if index == start { return false }
            }
        }
        return true
    }

    private enum Kind {
        case digit, letter, blank, other

        init(_ byte: UInt8) {
            switch byte {
            case 48...57: self = .digit
            case 65...90, 97...122, 0x80...: self = .letter
            case 9, 32: self = .blank
            default: self = .other
            }
        }
    }
}

extension LineShape: FirstLine {
    var prefixBytes: Int { passesEscapes ? 4 * LineShape.mostBytes : LineShape.mostBytes }

    func isFirst(_ prefix: ByteView) -> Bool {
        if passesEscapes, let remaining = TerminalEscapes.removed(from: prefix) {
            return remaining.withLineBytes { isFirst($0) }
        }
        return isFirst(unsafe LineBytes(prefix))
    }

    func isFirst(_ line: LineBytes) -> Bool {
        // A hole that a truncation or a loss of power left: what is behind it is no part of a record.
        line.count > 0 && line.at(0) == 0 || begins(line) || knowsTimes && LineShape.beginsWithTime(line)
            || others.contains { $0.begins(line) }
    }

    /// Whether a line begins with a date and a clock, perhaps in brackets, or has such in brackets behind a client.
    private static func beginsWithTime(_ line: LineBytes) -> Bool {
        let first = line.at(0)
        if first == 32 || first == 9 || line.count < 14 { return false }
        let start = Kind(first) == .other ? 1 : 0
        if isTime(line, start) { return true }
        var index = 0
        while index < min(line.count, mostBytes) {
            if line[index] == UInt8(ascii: "\"") { return false }
            if line[index] == UInt8(ascii: "["), isTime(line, index + 1, [.clf, .dayMonthYear]) { return true }
            index += 1
        }
        return false
    }

    private static func isTime(_ line: LineBytes, _ start: Int, _ layouts: [TimeLayout] = timesOfRecords) -> Bool {
        let text = line.slice(start, min(line.count, start + mostBytes / 2))
        return layouts.contains { layout in
            let length = TimeReader.length(layout, text)
            return length > 0 && text.slice(0, length).firstIndex(of: UInt8(ascii: ":")) != nil
        }
    }

    /// Those that little else is taken for.
    private static let timesOfRecords: [TimeLayout] = [
        .iso, .clf, .rfc3164, .asctime, .dayMonthYear, .dayFirst, .monthFirst,
    ]
}
