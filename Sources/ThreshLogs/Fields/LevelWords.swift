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

    /// Where the level ends that begins at `start`; -1 where none does.
    ///
    /// REQUIRES: `start <= limit`.
    func end(_ base: UnsafePointer<UInt8>, _ start: Int, _ limit: Int) -> Int {
        let line = unsafe LineBytes(base, limit)
        if self == .php {
            let kind = LevelWords.phpKinds.first { line.starts(with: $0, at: start) }
            return kind.map { start + $0.utf8CodeUnitCount } ?? -1
        }
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
