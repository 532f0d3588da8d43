internal import Thresh

/// PostgreSQL's log with any `log_line_prefix`: behind it are a level of its words, a colon and two blanks.
extension FormatDetector {
    /// nil where no such levels are, or where no prefix can be told from what is before them.
    ///
    /// - Parameter isCarried: whether another format has the times, as syslog's.
    static func postgresqlFormat(_ sample: SampleLines, isCarried: Bool) -> DetectedFormat? {
        let records = sample.records
        let prefixes = records.compactMap { LinePrefixGuess.prefix(of: $0) }
        guard prefixes.count * 20 >= records.count else { return nil }
        // Of processes that are no session parts may be missing.
        let longest = Set(prefixes).sorted {
            ($1.count, $0.lexicographicallyPrecedes($1) ? 0 : 1) < ($0.count, $1.lexicographicallyPrecedes($0) ? 0 : 1)
        }
        // Names with blanks in them make the longest ones.
        let further = longest.dropFirst(mostPrefixes)
        let spread = stride(from: 0, to: further.count, by: further.count / mostPrefixes + 1).map {
            further[further.startIndex + $0]
        }
        let hasZeros = prefixes.contains(where: LinePrefixGuess.hasZero)
        var seen: Set<String> = []
        var best: DetectedFormat?
        for prefix in longest.prefix(mostPrefixes) + spread {
            guard let guess = LinePrefixGuess(prefix, hasZeros: hasZeros, isCarried: isCarried) else { continue }
            for source in guess.sources where seen.insert(source).inserted {
                guard var format = try? LogFormat.linePrefix(source, name: "postgresql") else { continue }
                format.signature = (try? FormatCatalog.format(named: "postgresql"))?.signature
                if let note = guess.note { format.notes.append(note) }
                let found = fit(format, records)
                if found.fittingCount > best?.fittingCount ?? 0 { best = found }
            }
        }
        // In the catalogue's format the program would belong to the database.
        if best?.format.formatString?.contains("%d/%a") == true { best?.strength += 1 }
        return best
    }

    private static let mostPrefixes = 6
}

/// The escapes of a `log_line_prefix` that the beginning of a line is one of.
private struct LinePrefixGuess {
    /// In the order of preference.
    private(set) var sources: [String] = []
    /// What was guessed by its place alone.
    private(set) var note: String?

    private let text: [UInt8]
    private var position = 0
    private var source = ""
    private var used: Set<Character> = []
    /// Where what only sessions have begins, in the source.
    private var sessionStart: String.Index?
    private var unnamed: [Character] = []
    /// The process in the session's id.
    private var sessionProcess: Int?
    /// Whether lines have a number alone that is 0, as transactions are outside of any, and neither processes nor lines.
    private let hasZeros: Bool

    /// What is before the level; nil of a line without one.
    static func prefix(of line: [UInt8]) -> [UInt8]? {
        line.withLineBytes { line in
            var index = 1
            while index + 2 < min(line.count, 400) {
                defer { index += 1 }
                guard line[index] == UInt8(ascii: ":"), line[index + 1] == 32, line[index + 2] == 32,
                    let length = LevelWords.postgresqlLength(before: index, line, 0), length < index
                else { continue }
                return (0..<index - length).map { line[$0] }
            }
            return nil
        }
    }

    static func hasZero(_ prefix: [UInt8]) -> Bool {
        prefix.split { " []()<>,;|".utf8.contains($0) }.contains([UInt8(ascii: "0")])
    }

    init?(_ prefix: [UInt8], hasZeros: Bool, isCarried: Bool) {
        text = prefix
        self.hasZeros = hasZeros
        while position < text.count { if !readPiece() { return nil } }
        guard isCarried && !used.isEmpty || !used.isDisjoint(with: ["m", "t", "n"]) else { return nil }
        sources = [source]
        if let sessionStart, sessionStart < source.endIndex {
            sources.append(source[..<sessionStart] + "%q" + source[sessionStart...])
        }
        if unnamed.count > 1 {
            note = """
                the log_line_prefix is taken to be \(ShellWord.quoted(source)): which of two names is the user and which the \
                database is a guess; --format '…' says it
                """
        }
    }

    private mutating func readPiece() -> Bool {
        let byte = text[position]
        let isWordStart = position == 0 || !LineMarks.isWordByte(text[position - 1])
        if isWordStart,
            let time = text.withLineBytes({ LineMarks.time($0.slice(position, $0.count), isFirst: used.isEmpty) })
        {
            let written = text[position..<position + time.length]
            let letter: Character
            switch time.layout {
            case .epoch: letter = "n"
            case .iso: letter = !used.isDisjoint(with: ["m", "t", "n"]) ? "s" : written.contains(46) ? "m" : "t"
            default: return false
            }
            return take(letter, time.length)
        }
        if isWordStart, let length = backendLength { return take("b", length) }
        if text[position...].starts(with: "[unknown]".utf8) { return take(nextName, 9) }
        if text[position...].starts(with: "[local]".utf8) { return take("h", 7) }
        guard LineMarks.isWordByte(byte) || byte == UInt8(ascii: "-") && isBetweenMarks else {
            source += byte == UInt8(ascii: "%") ? "%%" : String(UnicodeScalar(byte))
            position += 1
            // Behind the process, a blank ends what all lines have.
            if byte == 32, used.contains("p"), sessionStart == nil { sessionStart = source.endIndex }
            return true
        }
        return readWord()
    }

    /// Of the kind of process that is named here, be it in brackets one that an extension has.
    private var backendLength: Int? {
        let before = position == 0 ? 32 : text[position - 1]
        if used.contains("b") || "@/=".utf8.contains(before) { return nil }
        let known = text.withLineBytes { LevelWords.backendLength($0.slice(position, $0.count)) }
        if let known {
            return position + known < text.count && "@/".utf8.contains(text[position + known]) ? nil : known
        }
        guard before == UInt8(ascii: "["), !used.contains("u"),
            let close = text[position...].firstIndex(of: UInt8(ascii: "]")),
            case let name = text[position..<close], name.contains(32),
            name.allSatisfy({ LineMarks.isWordByte($0) || $0 == 32 }), !name.contains(where: { $0 &- 48 < 10 })
        else { return nil }
        return name.count
    }

    /// A dash in the place of a value.
    private var isBetweenMarks: Bool {
        let isBehindMark = position == 0 || !LineMarks.isWordByte(text[position - 1])
        return isBehindMark && (position + 1 == text.count || text[position + 1] == 32 || text[position + 1] == 93)
    }

    private mutating func readWord() -> Bool {
        var end = position
        let dash = UInt8(ascii: "-")
        // Behind a dash another one divides, as before the level.
        let isDashed = position > 0 && text[position - 1] == dash
        while end < text.count, !" []()<>,;|=@".utf8.contains(text[end]), !isDashed || text[end] != dash { end += 1 }
        var word = Array(text[position..<end])
        while word.last == UInt8(ascii: ":") || word.count > 1 && end == text.count && word.last == dash {
            word.removeLast()
        }
        end = position + word.count
        if end < text.count, text[end] == UInt8(ascii: "=") {
            return readPair(String(decoding: word, as: UTF8.self), end)
        }
        // The dyno of Heroku's lines.
        if end + 1 < text.count, text[end] == UInt8(ascii: "["), text[end + 1] &- 48 >= 10 { return false }
        let isEndpoint = end < text.count && text[end] == UInt8(ascii: "(")
        if LinePatterns.isAddress(word) || isEndpoint && LinePatterns.isHostOrAddress(word) {
            if isEndpoint, let close = text[end...].firstIndex(of: UInt8(ascii: ")")) {
                return take("r", close + 1 - position)
            }
            return take("h", word.count)
        }
        // `[4711-2]`: the process, and a line of its session.
        if let dash = word.firstIndex(of: UInt8(ascii: "-")), dash > 0, LinePatterns.isInteger(Array(word[..<dash])),
            LinePatterns.isInteger(Array(word[(dash + 1)...]))
        {
            if used.contains("p") {
                source += "%l"
                used.insert("l")
                source += String(decoding: word[dash...], as: UTF8.self)
            } else {
                source += "%p-%l"
                used.formUnion(["p", "l"])
            }
            position = end
            return true
        }
        if LinePatterns.isInteger(word) { return take(letter(ofNumber: word), word.count) }
        let slash = word.firstIndex(of: UInt8(ascii: "/"))
        if let slash, slash > 0, slash + 1 < word.count {
            let halves = [Array(word[..<slash]), Array(word[(slash + 1)...])]
            if halves.allSatisfy(LinePatterns.isInteger) { return take("v", word.count) }
            return take(nextName, slash)
        }
        if LinePrefixGuess.isSession(word) {
            let process = word.split(separator: UInt8(ascii: ".")).last.map { String(decoding: $0, as: UTF8.self) }
            sessionProcess = process.flatMap { Int($0, radix: 16) }
            return take("c", word.count)
        }
        if LinePrefixGuess.isState(word) { return take("e", word.count) }
        if LinePrefixGuess.commands.contains(String(decoding: word, as: UTF8.self)) { return take("i", word.count) }
        let name = nextName
        return take(name, name == "a" ? programEnd(from: end) - position : word.count)
    }

    /// Where the name of a program ends whose first word does at a place: `PostgreSQL JDBC Driver`.
    private func programEnd(from start: Int) -> Int {
        var end = start
        while end + 1 < text.count, text[end] == 32 {
            var next = end + 1
            while next < text.count, !" []()<>,;|=@".utf8.contains(text[next]) { next += 1 }
            let word = Array(text[end + 1..<next])
            let isName = !word.isEmpty && !LinePatterns.isInteger(word) && !LinePatterns.isAddress(word)
            guard isName, !LinePrefixGuess.isSession(word), !LinePrefixGuess.isState(word),
                next == text.count || text[next] != UInt8(ascii: "=") && text[next] != UInt8(ascii: "(")
            else { break }
            end = next
        }
        return end
    }

    /// What a number alone is.
    private func letter(ofNumber word: [UInt8]) -> Character {
        let number = Int(String(decoding: word, as: UTF8.self))
        if !used.contains("p"), sessionProcess == nil || sessionProcess == number { return "p" }
        if hasZeros {
            let isFirst = text[(position + word.count)...].split { " []()<>,;|".utf8.contains($0) }
                .contains { LinePatterns.isInteger(Array($0)) }
            return isFirst && !used.contains("l") ? "l" : "x"
        }
        return word.count == 5 ? "e" : used.contains("l") ? "x" : "l"
    }

    private static let commands: Set<String> = [
        "SELECT", "INSERT", "UPDATE", "DELETE", "COMMIT", "BEGIN", "COPY", "BIND", "PARSE", "idle", "authentication",
    ]

    /// Names that nothing is said of: a user, then a database, then a program.
    private var nextName: Character { "uda".first { !used.contains($0) } ?? "i" }

    private mutating func take(_ letter: Character, _ length: Int) -> Bool {
        guard used.insert(letter).inserted else { return false }
        let isSession = !"mtnsplb".contains(letter)
        if isSession, sessionStart == nil { sessionStart = source.endIndex }
        if "ud".contains(letter), !isBesideAt(length) { unnamed.append(letter) }
        source += "%\(letter)"
        position += length
        return true
    }

    /// `user@database` is always in this order.
    private func isBesideAt(_ length: Int) -> Bool {
        let at = UInt8(ascii: "@")
        let end = position + length
        return end < text.count && text[end] == at || position > 0 && text[position - 1] == at
    }

    /// `db=shop`: up to the comma, or where there is none, the blank behind it.
    private mutating func readPair(_ key: String, _ equals: Int) -> Bool {
        guard let letter = LinePrefixGuess.letter(of: key), used.insert(letter).inserted else { return false }
        if sessionStart == nil, !"mtnspl".contains(letter) { sessionStart = source.endIndex }
        source += "\(key)=%\(letter)"
        position = equals + 1
        if text[position...].starts(with: "[unknown]".utf8) || text[position...].starts(with: "[local]".utf8) {
            position += text[position...].firstIndex(of: UInt8(ascii: "]"))! + 1 - position
            return true
        }
        let rest = text[position...]
        // A program's name may have blanks in it.
        let hasBlanks = letter == "a" && rest.contains(where: { ",;|".utf8.contains($0) })
        position = rest.firstIndex { ",;|])>".utf8.contains($0) || $0 == 32 && !hasBlanks } ?? text.count
        // The port of a client.
        if position < text.count, text[position] == UInt8(ascii: ")"), rest[..<position].contains(UInt8(ascii: "(")) {
            position += 1
        }
        // The colon behind all pairs.
        if position == text.count, text.last == UInt8(ascii: ":") { position -= 1 }
        return true
    }

    private static func letter(of key: String) -> Character? {
        switch key.lowercased() {
        case "user", "u", "usr", "username", "role": "u"
        case "db", "d", "database", "dbname", "datname": "d"
        case "app", "a", "application", "appname", "application_name": "a"
        case "client", "h", "host", "remote", "ip", "addr", "client_addr": "h"
        case "r", "remote_host": "r"
        case "pid", "p", "process": "p"
        case "line", "l", "log_line": "l"
        case "session", "c", "sid", "session_id": "c"
        case "xid", "x", "txid", "trx": "x"
        case "vxid", "v", "vtxid": "v"
        case "e", "state", "sqlstate", "code", "error": "e"
        case "i", "tag", "cmd", "command": "i"
        case "b", "backend", "backend_type": "b"
        case "q", "qid", "query_id", "queryid": "Q"
        case "s", "start", "session_start": "s"
        default: nil
        }
    }

    /// `65f0a1b2.3032`.
    private static func isSession(_ word: [UInt8]) -> Bool {
        guard let point = word.firstIndex(of: UInt8(ascii: ".")), point >= 7, point + 1 < word.count else {
            return false
        }
        return word.indices.allSatisfy { $0 == point || word[$0] &- 48 < 10 || (word[$0] | 0x20) &- 97 < 6 }
    }

    /// `42P01`.
    private static func isState(_ word: [UInt8]) -> Bool {
        word.count == 5 && word.allSatisfy { $0 &- 48 < 10 || $0 &- 65 < 26 } && word.contains { $0 &- 48 < 10 }
    }
}
