internal import Thresh

/// Levels, with the labels and brackets about them.
extension LayoutWalk {
    mutating func passLevel() -> Bool {
        if hasLevel { return false }
        let star = UInt8(ascii: "*")
        if hasTime, all({ line, place in LayoutWalk.isStarred(line, place) }) {
            append(separator: [star])
            _ = advance { line, place in LayoutWalk.isStarred(line, place) ? place + 1 : nil }
        }
        let hasClock = self.hasClock
        let hasTime = self.hasTime
        let words = Set(alive.map { Array($0.line[$0.place..<LayoutWalk.wordEnd($0.line, $0.place)]) })
        let isAtStart = source.allSatisfy { "[(<".contains($0) }
        let areInitials = (hasTime || isAtStart) && words.count > 1 && words.allSatisfy { $0.count == 1 }
        // Words that are levels among others: `fail` beside `info` and `warn`.
        let known = words.filter { word in word.count > 1 && word.withLineBytes { LevelWord.matches($0) } }
        let areLevels =
            hasTime && known.count == words.count
            && known.count { word in word.withLineBytes { LevelWord.isSure($0) } } * 2 > words.count
        guard
            advance({ line, place in
                let end = LayoutWalk.wordEnd(line, place)
                let isLevel = line.withLineBytes { line in
                    let word = line.slice(place, end)
                    return areInitials || areLevels
                        ? LevelWord.matches(word) : LayoutWalk.isLevel(word, isBehindClock: hasClock || hasTime)
                }
                let isWhole =
                    end == line.count || LayoutWalk.mark(line, end) != 0 || hasTime && "!*/".utf8.contains(line[end])
                return isLevel && isWhole ? end : nil
            })
        else { return false }
        add("level")
        hasLevel = true
        // `I! text`, `*INFO* text`, `information/ApiListener: text`.
        for mark in "!*/".utf8 where all({ line, place in place < line.count && line[place] == mark }) {
            append(separator: [mark])
            _ = advance { _, place in place + 1 }
            break
        }
        return true
    }

    /// `pid=`, where all have the same name there.
    mutating func passLabel() -> Bool {
        guard let first = alive.first else { return false }
        let end = LayoutWalk.wordEnd(first.line, first.place)
        guard end > first.place, end < first.line.count, first.line[end] == UInt8(ascii: "="),
            first.line[first.place] &- 48 >= 10
        else { return false }
        let word = first.line[first.place...end]
        guard
            advance({ line, place in
                line[place...].starts(with: word) ? place + word.count : nil
            })
        else { return false }
        label = String(decoding: word.dropLast(), as: UTF8.self).lowercased()
        source += String(decoding: word, as: UTF8.self)
        separator = [UInt8(ascii: "=")]
        return passTime() || passLevel() || passBracketed() || passUpToBlank()
    }

    mutating func passBracketed() -> Bool {
        guard let closing else { return false }
        return pass { line, place in line[place...].prefix(200).firstIndex(of: closing) }
    }

    /// What ends the brackets or quotes that were opened last.
    var closing: UInt8? {
        switch separator.last {
        case UInt8(ascii: "["): UInt8(ascii: "]")
        case UInt8(ascii: "("): UInt8(ascii: ")")
        case UInt8(ascii: "{"): UInt8(ascii: "}")
        case UInt8(ascii: "<"): UInt8(ascii: ">")
        case UInt8(ascii: "\""): UInt8(ascii: "\"")
        default: nil
        }
    }

    /// What is in brackets before a level that ends them, as in `[06:25:24 INF]` and `[main/INFO]`: the level is next.
    mutating func passBeforeLevel() -> Bool {
        guard !hasLevel, let closing, closing != UInt8(ascii: "\"") else { return false }
        for divider in "/ :".utf8 {
            let isPassed = pass { line, place in
                guard let end = line[place...].prefix(200).firstIndex(of: closing),
                    let start = line[place..<end].lastIndex(of: divider), start > place
                else { return nil }
                return line.withLineBytes { LayoutWalk.isLevel($0.slice(start + 1, end), isBehindClock: true) }
                    ? start : nil
            }
            if isPassed {
                append(separator: [divider])
                return advance { _, place in place + 1 }
            }
        }
        return false
    }

    /// `*INFO*`.
    private static func isStarred(_ line: [UInt8], _ place: Int) -> Bool {
        guard place < line.count, line[place] == UInt8(ascii: "*") else { return false }
        let end = wordEnd(line, place + 1)
        return end < line.count && line[end] == UInt8(ascii: "*")
            && line.withLineBytes { LevelWord.isSure($0.slice(place + 1, end)) }
    }

    /// Serilog's INF is a level behind a clock, and else a word as others.
    private static func isLevel(_ word: LineBytes, isBehindClock: Bool) -> Bool {
        LevelWord.isSure(word) || isBehindClock && word.equals("INF")
    }
}
