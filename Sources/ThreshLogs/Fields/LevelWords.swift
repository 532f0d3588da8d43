/// The words that logs use for how severe a record is.
///
/// A level in a format is one of these and nothing else: so a host, a logger or a word of the message is never taken for
/// one.
enum LevelWords: UInt8, Sendable, Hashable {
    /// Those of most libraries, in any case.
    case usual
    /// PostgreSQL's, in capitals.
    case postgresql
    /// MySQL's and MariaDB's.
    case mysql
    /// One letter: `VDIWEFAST` of Android and the like, `D1` to `D5` of MongoDB.
    case letter
    /// Redis's marks: `.`, `-`, `*`, `#`.
    case mark

    /// Where the level ends that begins at `start`; -1 where none does.
    ///
    /// REQUIRES: `start <= limit`.
    func end(_ base: UnsafePointer<UInt8>, _ start: Int, _ limit: Int) -> Int {
        let line = unsafe LineBytes(base, limit)
        if self == .mark { return LevelWords.isMark(line.at(start)) ? start + 1 : -1 }
        var end = start
        while LevelWords.isWordByte(line.at(end)) { end += 1 }
        let word = line.slice(start, end)
        return word.count > 0 && contains(word) ? end : -1
    }

    /// Whether a whole text is one of them.
    func contains(_ word: LineBytes) -> Bool {
        switch self {
        case .usual: LevelWords.isAny(word, of: LevelWords.usualWords(word.at(0) | 0x20), ignoringCase: true)
        case .postgresql: LevelWords.isAny(word, of: LevelWords.postgresqlWords, ignoringCase: false)
        case .mysql: LevelWords.isAny(word, of: LevelWords.mysqlWords, ignoringCase: false)
        case .letter:
            word.count == 1 && LevelWords.word(ofLetter: word) != nil
                || word.count == 2 && word[0] == UInt8(ascii: "D") && word[1] &- 49 < 5
        case .mark: word.count == 1 && LevelWords.isMark(word[0])
        }
    }

    private static func isWordByte(_ byte: UInt8) -> Bool { (byte | 0x20) &- 97 < 26 || byte &- 48 < 10 || byte == 95 }

    private static func isMark(_ byte: UInt8) -> Bool { byte == 46 || byte == 45 || byte == 42 || byte == 35 }

    private static func isAny(_ word: LineBytes, of words: [StaticString], ignoringCase: Bool) -> Bool {
        words.contains { known in
            guard known.utf8CodeUnitCount == word.count else { return false }
            return (0..<word.count).allSatisfy { index in
                let byte = unsafe known.utf8Start[index]
                return word[index] == byte || ignoringCase && word[index] | 0x20 == byte
            }
        }
    }

    /// By their first letter.
    private static func usualWords(_ first: UInt8) -> [StaticString] {
        switch first {
        case UInt8(ascii: "a"): wordsWithA
        case UInt8(ascii: "c"): wordsWithC
        case UInt8(ascii: "d"): wordsWithD
        case UInt8(ascii: "e"): wordsWithE
        case UInt8(ascii: "f"): wordsWithF
        case UInt8(ascii: "i"): wordsWithI
        case UInt8(ascii: "n"): wordsWithN
        case UInt8(ascii: "p"): wordsWithP
        case UInt8(ascii: "s"): wordsWithS
        case UInt8(ascii: "t"): wordsWithT
        case UInt8(ascii: "v"): wordsWithV
        case UInt8(ascii: "w"): wordsWithW
        default: []
        }
    }

    private static let wordsWithA: [StaticString] = ["alert", "audit"]
    private static let wordsWithC: [StaticString] = ["critical", "crit", "config"]
    private static let wordsWithD: [StaticString] = [
        "debug", "dbg", "debu", "debug1", "debug2", "debug3", "debug4", "debug5", "dpanic",
    ]
    private static let wordsWithE: [StaticString] = ["error", "err", "erro", "emergency", "emerg"]
    private static let wordsWithF: [StaticString] = ["fatal", "fata", "ftl", "fine", "finer", "finest"]
    private static let wordsWithI: [StaticString] = ["info", "inf", "information", "informational"]
    private static let wordsWithN: [StaticString] = ["notice", "ntc"]
    private static let wordsWithP: [StaticString] = ["panic", "pani"]
    private static let wordsWithS: [StaticString] = ["severe", "success"]
    private static let wordsWithT: [StaticString] = ["trace", "trc", "trac"]
    private static let wordsWithV: [StaticString] = ["verbose", "vrb"]
    private static let wordsWithW: [StaticString] = ["warn", "warning", "wrn"]

    private static let postgresqlWords: [StaticString] = [
        "LOG", "ERROR", "FATAL", "PANIC", "WARNING", "NOTICE", "INFO", "DEBUG", "DEBUG1", "DEBUG2", "DEBUG3", "DEBUG4",
        "DEBUG5", "STATEMENT", "DETAIL", "HINT", "CONTEXT", "QUERY", "LOCATION",
    ]
    private static let mysqlWords: [StaticString] = ["Note", "Warning", "Warn", "Error", "ERROR", "System"]

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
