/// The words that programs write for how serious a message is.
enum LevelWord {
    /// Whether a text is one of them, in any case of letters. Blanks around it are not passed.
    ///
    /// A few comparisons after a look at the first letter and the length: it is asked for every line.
    static func matches(_ text: LineBytes) -> Bool {
        let count = text.count
        guard count > 1, count <= longest else { return count == 1 && isInitial(text[0]) }
        switch text[0] | 0x20 {
        case UInt8(ascii: "a"):
            return text.isWord("alert") || text.isWord("audit") || text.isWord("all") || text.isWord("assert")
        case UInt8(ascii: "c"):
            return text.isWord("critical") || text.isWord("crit") || text.isWord("config") || text.isWord("context")
        case UInt8(ascii: "d"):
            return text.isWord("debug") || text.isWord("dbg") || text.isWord("dbug") || text.isWord("detail")
                || text.isWord("debug1") || text.isWord("debug2") || text.isWord("debug3") || text.isWord("debug4")
                || text.isWord("debug5") || text.isWord("debu") || text.isWord("dpanic")
        case UInt8(ascii: "e"):
            return text.isWord("error") || text.isWord("err") || text.isWord("emerg") || text.isWord("emergency")
                || text.isWord("eror") || text.isWord("erro")
        case UInt8(ascii: "f"):
            return text.isWord("fatal") || text.isWord("fine") || text.isWord("finer") || text.isWord("finest")
                || text.isWord("ftl") || text.isWord("fail") || text.isWord("failure") || text.isWord("fata")
        case UInt8(ascii: "h"): return text.isWord("hint")
        case UInt8(ascii: "i"):
            return text.isWord("info") || text.isWord("inf") || text.isWord("information")
                || text.isWord("informational")
        case UInt8(ascii: "l"): return text.isWord("log") || text.isWord("location")
        case UInt8(ascii: "n"): return text.isWord("notice") || text.isWord("note")
        case UInt8(ascii: "p"): return text.isWord("panic") || text.isWord("pani")
        case UInt8(ascii: "q"): return text.isWord("query")
        case UInt8(ascii: "s"):
            return text.isWord("severe") || text.isWord("statement") || text.isWord("success") || text.isWord("system")
        case UInt8(ascii: "t"):
            return text.isWord("trace") || text.isWord("trc") || text.isWord("trce") || text.isWord("trac")
                || text.count == 6 && text.slice(0, 5).isWord("trace") && text[5] &- 49 < 8
        case UInt8(ascii: "v"):
            return text.isWord("verbose") || text.isWord("vrb") || text.isWord("verb")
                || text.count == 8 && text.slice(0, 7).isWord("verbose") && text[7] &- 48 < 10
        case UInt8(ascii: "w"): return text.isWord("warn") || text.isWord("warning") || text.isWord("wrn")
        default: return false
        }
    }

    /// Whether it is a level wherever it stands: other words of the list are also names and common words, which are levels
    /// only where a format has its level.
    static func isSure(_ text: LineBytes) -> Bool {
        guard text.count > 2, matches(text) else { return false }
        return !isCommon(text)
    }

    private static func isCommon(_ text: LineBytes) -> Bool {
        switch text[0] | 0x20 {
        case UInt8(ascii: "a"): return !text.isWord("alert")
        case UInt8(ascii: "c"): return text.isWord("config") || text.isWord("context")
        case UInt8(ascii: "d"): return text.isWord("detail")
        case UInt8(ascii: "f"): return text.isWord("fail") || text.isWord("failure")
        case UInt8(ascii: "h"), UInt8(ascii: "l"), UInt8(ascii: "q"): return true
        case UInt8(ascii: "i"): return text.isWord("inf")
        case UInt8(ascii: "n"): return text.isWord("note")
        case UInt8(ascii: "s"): return !text.isWord("severe")
        case UInt8(ascii: "v"): return text.isWord("verb")
        default: return false
        }
    }

    /// Whether it is one where a format has its level, and not one of a certain program's.
    static func isUsual(_ text: LineBytes) -> Bool {
        isSure(text) || text.isWord("inf") || text.isWord("config") || text.isWord("audit") || text.isWord("success")
    }

    /// As glog and logcat write them.
    private static func isInitial(_ byte: UInt8) -> Bool { "TVDINWECFAS".utf8.contains(byte) }

    private static let longest = 13
}

/// What the name of a host looks like.
enum HostWord {
    /// Whether a word may be a host: neither a level, nor a zone, nor a program with its punctuation.
    static func matches(_ text: LineBytes) -> Bool {
        guard text.count > 0, !LevelWord.isSure(text), !isZone(text), !isFacility(text) else { return false }
        for index in 0..<text.count {
            let byte = text[index]
            let isLetter = byte &- 48 < 10 || (byte | 0x20) &- 97 < 26 || byte >= 0x80
            if isLetter || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") {
                continue
            }
            // Of an address of version 6, with its scope; a colon behind a name ends it.
            let isWithin = index + 1 < text.count
            if byte == UInt8(ascii: ":") && isWithin || byte == UInt8(ascii: "%") || byte == UInt8(ascii: "/") {
                continue
            }
            return false
        }
        return true
    }

    /// Syslog's `daemon.info`, which stands behind a host or in its place.
    private static func isFacility(_ text: LineBytes) -> Bool {
        guard text.count < 24, let point = text.firstIndex(of: UInt8(ascii: ".")) else { return false }
        return LevelWord.isSure(text.slice(point + 1, text.count))
            && LevelWords.facility.contains(text.slice(0, point))
    }

    /// `UTC`, `CEST` and the like, which stand behind times.
    static func isZone(_ text: LineBytes) -> Bool {
        (3...5).contains(text.count) && ZoneNames.meaning(text, 0, text.count) != nil
    }
}

extension LineBytes {
    /// Whether the text is this word, which is in small letters, in any case.
    fileprivate func isWord(_ word: StaticString) -> Bool {
        guard word.utf8CodeUnitCount == count else { return false }
        for index in 0..<count {
            let byte = self[index]
            let small = byte &- 65 < 26 ? byte | 0x20 : byte
            // SAFETY: as long as the line.
            if unsafe small != word.utf8Start[index] { return false }
        }
        return true
    }
}
