/// Which levels a format may have where it has one: nothing else is taken for a level there.
enum LevelWords: UInt8, Sendable, Hashable, Codable {
    /// `LevelWord`'s, but for those of certain programs only.
    case usual
    /// PostgreSQL's, in capitals.
    case postgresql
    /// MySQL's and MariaDB's.
    case mysql
    /// PHP's kinds of errors.
    case php
    /// The four letters of ASP.NET Core.
    case dotnet
    /// Those that are levels wherever they stand, beside programs called `audit`.
    case sure
    /// The same in capitals: others begin messages.
    case capital
    /// One letter: `VDIWEFAST` of Android and the like, `D1` to `D5` of MongoDB.
    case letter
    /// No levels, but what stands before them in some files of syslog: `daemon`, `local0`.
    case facility
    /// Redis's marks: `.`, `-`, `*`, `#`.
    case mark
    /// No levels, but what PostgreSQL calls its processes: `client backend`.
    case backend
    /// No levels, but what stands between the facility and the severity of Cisco's systems: `LINK` of `PKT_INFRA-LINK-3-UPDOWN`.
    case group

    /// Where the level ends that begins at `start`; -1 where none does.
    ///
    /// REQUIRES: `start <= limit`.
    func end(_ base: UnsafePointer<UInt8>, _ start: Int, _ limit: Int) -> Int {
        let line = unsafe LineBytes(base, limit)
        if self == .php || self == .backend {
            let kinds = self == .php ? LevelWords.phpKinds : LevelWords.backends
            let kind = kinds.first { line.starts(with: $0, at: start) }
            return kind.map { start + $0.utf8CodeUnitCount } ?? -1
        }
        if self == .group { return LevelWords.groupEnd(line, start) }
        if self == .mark { return LevelWords.isMark(line.at(start)) ? start + 1 : -1 }
        var end = start
        while LevelWords.isWordByte(line.at(end)) { end += 1 }
        let word = line.slice(start, end)
        return word.count > 0 && contains(word) ? end : -1
    }

    /// Whether a whole text is one of them.
    func contains(_ word: LineBytes) -> Bool {
        switch self {
        case .usual: LevelWord.isUsual(word)
        case .postgresql: LevelWords.isAny(word, of: LevelWords.postgresqlWords)
        case .mysql: LevelWords.isAny(word, of: LevelWords.mysqlWords)
        case .php: LevelWords.isAny(word, of: LevelWords.phpKinds)
        case .dotnet: LevelWords.isAny(word, of: LevelWords.dotnetWords)
        case .letter:
            word.count == 1 && LevelWords.word(ofLetter: word) != nil
                || word.count == 2 && word[0] == UInt8(ascii: "D") && word[1] &- 49 < 5
        case .mark: word.count == 1 && LevelWords.isMark(word[0])
        case .sure: LevelWord.isSure(word)
        case .capital: LevelWord.isSure(word) && word.at(1) &- 65 < 26
        case .facility: LevelWords.isAny(word, of: LevelWords.facilities)
        case .backend: LevelWords.isAny(word, of: LevelWords.backends)
        case .group: word.count > 0
        }
    }

    private static func isWordByte(_ byte: UInt8) -> Bool { (byte | 0x20) &- 97 < 26 || byte &- 48 < 10 || byte == 95 }

    private static func isMark(_ byte: UInt8) -> Bool { byte == 46 || byte == 45 || byte == 42 || byte == 35 }

    private static func isAny(_ word: LineBytes, of words: [StaticString]) -> Bool {
        words.contains { word.equals($0) }
    }

    private static let postgresqlWords: [StaticString] = [
        "LOG", "ERROR", "FATAL", "PANIC", "WARNING", "NOTICE", "INFO", "DEBUG", "DEBUG1", "DEBUG2", "DEBUG3", "DEBUG4",
        "DEBUG5", "STATEMENT", "DETAIL", "HINT", "CONTEXT", "QUERY", "LOCATION",
    ]
    /// Of two that begin alike the longer one is first.
    private static let backends: [StaticString] = [
        "client backend", "autovacuum launcher", "autovacuum worker", "background worker", "background writer",
        "checkpointer", "postmaster", "walwriter", "walsender", "walreceiver", "walsummarizer", "startup", "archiver",
        "logger", "logical replication launcher", "logical replication apply worker",
        "logical replication tablesync worker", "logical replication parallel worker", "logical replication worker",
        "parallel worker", "standalone backend", "slotsync worker", "io worker", "not initialized",
    ]

    private static let mysqlWords: [StaticString] = ["Note", "Warning", "Warn", "Error", "ERROR", "System"]

    private static let phpKinds: [StaticString] = [
        "Fatal error", "Parse error", "Warning", "Notice", "Deprecated", "Strict Standards", "Recoverable fatal error",
        "Catchable fatal error", "Core Error", "Core Warning", "Compile Error", "Compile Warning",
    ]
    private static let facilities: [StaticString] = [
        "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp", "ntp",
        "security", "console", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7",
    ]
    private static let dotnetWords: [StaticString] = ["trce", "dbug", "info", "warn", "fail", "crit"]

    /// What a letter means, in the words of Android and MongoDB.
    static func word(ofLetter letter: LineBytes) -> StaticString? {
        switch letter.at(0) {
        case UInt8(ascii: "V"), UInt8(ascii: "T"): "TRACE"
        case UInt8(ascii: "D"): "DEBUG"
        case UInt8(ascii: "I"): "INFO"
        case UInt8(ascii: "N"): "NOTICE"
        case UInt8(ascii: "W"): "WARN"
        case UInt8(ascii: "E"): "ERROR"
        case UInt8(ascii: "C"): "CRITICAL"
        case UInt8(ascii: "F"), UInt8(ascii: "A"): "FATAL"
        default: nil
        }
    }
}

extension LevelWords {
    /// Where a literal stands behind which is the first level of PostgreSQL's with a colon and two blanks; -1 where the level
    /// is behind something else, or where there is none.
    ///
    /// REQUIRES: 64 bytes behind `base + limit` are readable.
    @inline(never)
    static func postgresqlStart(
        behind literal: ShortBytes, _ base: UnsafePointer<UInt8>, _ start: Int, _ limit: Int
    ) -> Int {
        let line = unsafe LineBytes(base, limit)
        var colon = unsafe LineScan.byte(UInt8(ascii: ":"), 1, base, start, limit)
        while colon >= 0 {
            if line.at(colon + 1) == 32, line.at(colon + 2) == 32,
                let level = postgresqlLength(before: colon, line, start)
            {
                let end = colon - level - literal.count
                return unsafe end >= start && LineScan.load(base, end) & literal.mask == literal.word ? end : -1
            }
            colon = unsafe LineScan.byte(UInt8(ascii: ":"), 1, base, colon + 1, limit)
        }
        return -1
    }

    /// How long a level of PostgreSQL's is that ends at a place; no such word ends with another.
    static func postgresqlLength(before end: Int, _ line: LineBytes, _ start: Int) -> Int? {
        let word = postgresqlWords.first {
            end - $0.utf8CodeUnitCount >= start && line.starts(with: $0, at: end - $0.utf8CodeUnitCount)
        }
        return word?.utf8CodeUnitCount
    }

    /// How long a name of PostgreSQL's processes is that a text begins with.
    static func backendLength(_ text: LineBytes) -> Int? {
        let end = backends.first { text.starts(with: $0) }?.utf8CodeUnitCount
        return end.flatMap { isWordByte(text.at($0)) || text.at($0) >= 0x80 ? nil : $0 }
    }

    /// Before the first number below 8 that stands alone between dashes; -1 where none is in the word.
    private static func groupEnd(_ line: LineBytes, _ start: Int) -> Int {
        let dash = UInt8(ascii: "-")
        var end = start
        while isWordByte(line.at(end)) || line.at(end) == dash {
            if line.at(end) == dash, end > start, line.at(end + 1) &- 48 < 8, line.at(end + 2) == dash { return end }
            end += 1
        }
        return -1
    }
}
