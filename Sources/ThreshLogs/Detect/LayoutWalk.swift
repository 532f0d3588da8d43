internal import Thresh

/// Goes through some lines at the same time, from what all have to what all have, and writes down what that is.
struct LayoutWalk {
    private let lines: [[UInt8]]
    /// How far each line has been read; nil for those that were otherwise than most.
    private var places: [Int?]
    private let least: Int
    var source = ""
    private(set) var names: Set<String> = []
    var hasTime = false
    var hasLevel = false
    /// Whether lines begin with a time of the day.
    let hasClock: Bool
    /// What was written last between two fields, with blanks.
    var separator: [UInt8] = []
    var label = ""

    private static let mostFields = 16

    init(_ lines: [[UInt8]]) {
        self.lines = lines
        places = Array(repeating: 0, count: lines.count)
        hasClock =
            lines.first?.withLineBytes { LineMarks.isClock($0, LineMarks.isWordByte($0.at(0)) ? 0 : 1) } ?? false
        least = max(1, Int((Double(lines.count) * LayoutLearner.share).rounded(.up)))
    }

    /// nil when there is no time or level in the same place.
    mutating func formatString() -> String? {
        var count = 0
        while count < LayoutWalk.mostFields {
            passSeparators()
            guard
                passTime() || passLevel() || passLabel() || passBeforeLevel() || passBracketed() || passCell()
                    || passWord()
            else { break }
            count += 1
        }
        guard hasTime || hasLevel, count > 0 else { return nil }
        if case let ended = alive.count(where: { $0.place >= $0.line.count }), ended < alive.count {
            if separator.isEmpty { return nil }
            source += "$message..."
        }
        return source
    }

    var alive: [(index: Int, line: [UInt8], place: Int)] {
        places.indices.compactMap { index in places[index].map { (index, lines[index], $0) } }
    }

    /// Moves each line to where `end` says, if it says so of enough of them.
    mutating func advance(_ end: ([UInt8], Int) -> Int?) -> Bool {
        let moved = alive.map { (index: $0.index, place: end($0.line, $0.place)) }
        guard moved.count(where: { $0.place != nil }) >= least else { return false }
        for (index, place) in moved { places[index] = place }
        return true
    }

    func all(_ test: ([UInt8], Int) -> Bool) -> Bool {
        alive.count { test($0.line, $0.place) } >= least
    }

    // MARK: - What stands between fields

    private mutating func passSeparators() {
        passPadding()
        separator = []
        while true {
            let next = alive.map { LayoutWalk.mark($0.line, $0.place) }
            let blanks = next.count { $0 == 32 }
            if blanks >= least {
                let widths = alive.map { LayoutWalk.blanks($0.line, $0.place) - $0.place }
                guard
                    advance({ line, place in LayoutWalk.mark(line, place) == 32 ? LayoutWalk.blanks(line, place) : nil }
                    )
                else { return }
                append(separator: Array(repeating: 32, count: widths.contains { $0 > 1 } ? 2 : 1))
                continue
            }
            // What pads a value is part of it, and is left out where it is read.
            let marks = alive.map { LayoutWalk.mark($0.line, LayoutWalk.blanks($0.line, $0.place)) }
            guard let mark = LayoutWalk.mostFrequent(marks), mark != 32 else { break }
            let isPadded = next.contains(32)
            if isPadded, separator.isEmpty, source.isEmpty { break }
            guard
                advance({ line, place in
                    let start = LayoutWalk.blanks(line, place)
                    return LayoutWalk.mark(line, start) == mark ? start + 1 : nil
                })
            else { break }
            append(separator: [mark])
        }
        // Padding in front of a value.
        if separator.last != 32, !separator.isEmpty {
            for line in alive { places[line.index] = LayoutWalk.blanks(line.line, line.place) }
        }
    }

    /// What pads a value up to the bracket or bar that ends it: longer ones have less of it.
    private mutating func passPadding() {
        guard let opening = separator.last, "[({<|".utf8.contains(opening) else { return }
        func isPadded(_ line: [UInt8], _ place: Int) -> Bool {
            "])}>|".utf8.contains(LayoutWalk.mark(line, LayoutWalk.blanks(line, place)))
        }
        if all(isPadded) { _ = advance { line, place in isPadded(line, place) ? LayoutWalk.blanks(line, place) : nil } }
    }

    mutating func append(separator bytes: [UInt8]) {
        // A TAB stays what it is.
        separator += bytes
        source += String(decoding: bytes, as: UTF8.self)
        if bytes.first != 32 { label = "" }
    }

    private static func blanks(_ line: [UInt8], _ place: Int) -> Int {
        var end = place
        while end < line.count, line[end] == 32 { end += 1 }
        return end
    }

    /// The byte at a place where it divides fields there; 0 where it belongs to a value.
    static func mark(_ line: [UInt8], _ place: Int) -> UInt8 {
        guard place < line.count else { return 0 }
        let byte = line[place]
        let next = place + 1 < line.count ? line[place + 1] : 32
        switch byte {
        case 32, 9: return byte
        case UInt8(ascii: "-"):
            // A sign, or a missing value; else a dash.
            let isDash = place > 0 && (next == 32 || next == byte || next == UInt8(ascii: ">"))
            return isDash && (place == 0 || line[place - 1] == 32 || line[place - 1] == byte) ? byte : 0
        case UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "|"), UInt8(ascii: "#"),
            UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "{"),
            UInt8(ascii: "}"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "="):
            return byte
        default: return 0
        }
    }

    private static func mostFrequent(_ marks: [UInt8]) -> UInt8? {
        var counts: [UInt8: Int] = [:]
        for mark in marks where mark != 0 { counts[mark, default: 0] += 1 }
        return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }

    // MARK: - Fields

    mutating func passTime() -> Bool {
        if names.contains("time_2") { return false }
        let isFirst = !hasTime && source.allSatisfy { "[(<".contains($0) }
        func find(_ line: [UInt8], _ place: Int) -> (layout: TimeLayout, length: Int)? {
            line.withLineBytes { LineMarks.time($0.slice(place, $0.count), isFirst: isFirst) }
        }
        var layouts: [TimeLayout: Int] = [:]
        for line in alive { if let layout = find(line.line, line.place)?.layout { layouts[layout, default: 0] += 1 } }
        guard let layout = layouts.max(by: { ($0.value, $1.key.rawValue) < ($1.value, $0.key.rawValue) })?.key,
            advance({ line, place in
                find(line, place).flatMap { $0.layout == layout ? place + $0.length : nil }
            })
        else { return false }
        if alive.count(where: { LayoutWalk.goesOn($0.line, $0.place) }) * 2 > alive.count { return false }
        add(hasTime ? "time_2" : "time")
        hasTime = true
        return true
    }

    /// Whether what stands behind a time belongs to it, though it is in no known writing: a clock behind a date, or a zone.
    private static func goesOn(_ line: [UInt8], _ place: Int) -> Bool {
        let isDate = !line[..<place].suffix(13).contains(UInt8(ascii: ":")) && !hasPointedClock(line[..<place])
        let rest = Array(line[place...].prefix(24))
        return (isDate && hasClock(rest)) || isZone(rest)
    }

    /// `12.30.00` at the end.
    private static func hasPointedClock(_ text: ArraySlice<UInt8>) -> Bool {
        let end = Array(text.suffix(13))
        return end.indices.dropFirst(7).contains { index in
            end[index - 2] == UInt8(ascii: ".") && end[index - 5] == UInt8(ascii: ".") && end[index] &- 48 < 10
        }
    }

    /// `07:08`, `07h08` or `kl. 7.08` among the next bytes.
    private static func hasClock(_ rest: [UInt8]) -> Bool {
        func isDigit(_ index: Int) -> Bool { index >= 0 && index < rest.count && rest[index] &- 48 < 10 }
        let isNamed = rest.starts(with: " kl".utf8) || rest.starts(with: ", kl".utf8)
        return rest.indices.prefix(16).contains { index in
            let mark = rest[index]
            let isMark = mark == UInt8(ascii: ":") || mark == UInt8(ascii: "h") || isNamed && mark == UInt8(ascii: ".")
            return isMark && isDigit(index - 1) && !isDigit(index - 3) && isDigit(index + 1) && isDigit(index + 2)
                && !isDigit(index + 3)
        }
    }

    /// `(CET)`, `PST8PDT` or `[Europe/Berlin]`.
    private static func isZone(_ rest: [UInt8]) -> Bool {
        let text = rest.drop { $0 == 32 }
        let isBracketed = text.first == UInt8(ascii: "(") || text.first == UInt8(ascii: "[")
        let word = Array(text.dropFirst(isBracketed ? 1 : 0).prefix { LineMarks.isWordByte($0) || $0 == 47 })
        if isBracketed {
            return word.contains(47)
                || word.withLineBytes { ZoneNames.meaning($0, 0, $0.count) } != nil
                    && !word.withLineBytes { LevelWord.isSure($0) }
        }
        return word.count == 7 && word[3] &- 48 < 10 && (word[..<3] + word[4...]).allSatisfy { $0 &- 65 < 26 }
    }

    /// What is between two bars, dashes and the like.
    private mutating func passCell() -> Bool {
        guard let mark = separator.last(where: { $0 != 32 }), !"[({<\"".utf8.contains(mark) else { return false }
        let isSpaced = separator.first == 32
        let mayHaveBlanks = "|#;\t".utf8.contains(mark)
        return pass { line, place in
            var end = place
            while end < line.count, end - place < 100 {
                if line[end] == 32, !mayHaveBlanks, !isSpaced { return nil }
                let isHere = line[end] == mark && LayoutWalk.mark(line, end) == mark
                let fits = !isSpaced || end > 0 && line[end - 1] == 32
                if isHere, fits {
                    var upper = end
                    while upper > place, line[upper - 1] == 32 { upper -= 1 }
                    let hasBlank = line[place..<upper].contains(32)
                    return hasBlank && !mayHaveBlanks ? nil : upper
                }
                end += 1
            }
            return nil
        }
    }

    /// A word that is no part of the message: something sure follows, or all are of a kind that words of messages are not.
    private mutating func passWord() -> Bool {
        if all({ line, place in isBeforeSure(line, place) }) { return passUpToBlank() }
        // `main: started`
        if pass({ line, place in
            let end = LayoutWalk.tokenEnd(line, place)
            return end > place + 1 && line[end - 1] == UInt8(ascii: ":") ? end - 1 : nil
        }) {
            return true
        }
        // `worker[12]`, `com.e.App - text`, `12 --- [main]`
        let isBeforeMark = all { line, place in
            let end = LayoutWalk.tokenEnd(line, place, atMarks: true)
            let next = LayoutWalk.mark(line, LayoutWalk.blanks(line, end))
            return end > place
                && "[-|#:]".utf8.contains(next)
        }
        if isBeforeMark { return pass { line, place in LayoutWalk.tokenEnd(line, place, atMarks: true) } }
        if all({ line, place in LayoutWalk.isLogger(line, place) || LayoutWalk.isAddress(line, place) }) {
            return passUpToBlank()
        }
        return false
    }

    mutating func passUpToBlank() -> Bool {
        pass { line, place in
            let end = LayoutWalk.tokenEnd(line, place, atMarks: true)
            return end > place ? end : nil
        }
    }

    /// Whether within three words a time or a level follows that has not been read.
    private func isBeforeSure(_ line: [UInt8], _ place: Int) -> Bool {
        line.withLineBytes { line in
            var index = place
            var words = 0
            while index < line.count, words <= 3 {
                if words > 0 {
                    if !hasTime, LineMarks.time(line.slice(index, line.count)) != nil { return true }
                    let end = LineMarks.wordEnd(line, index)
                    let isWhole =
                        end == line.count || line[end] == 32 || line[end] == UInt8(ascii: ":")
                        || line[end] == UInt8(ascii: "]")
                    let word = line.slice(index, end)
                    let isEnclosed = "[<".utf8.contains(line[index - 1]) && "]>".utf8.contains(line.at(end))
                    if !hasLevel, isWhole || isEnclosed, LevelWord.isSure(word), isEnclosed || LineMarks.isCapital(word)
                    {
                        return true
                    }
                }
                while index < line.count, line[index] != 32 { index += 1 }
                while index < line.count, " [<".utf8.contains(line[index]) { index += 1 }
                words += 1
            }
            return false
        }
    }

    mutating func pass(_ end: ([UInt8], Int) -> Int?) -> Bool {
        let before = alive
        guard advance(end) else { return false }
        let values = before.compactMap { line in places[line.index].map { Array(line.line[line.place..<$0]) } }
        add(name(of: values))
        return true
    }

    mutating func add(_ name: String) {
        names.insert(name)
        source += "$\(name == "time_2" ? "time" : name)"
        label = ""
    }
}
