/// Texts of which a line has one wherever a pattern matches in it.
///
/// It understands the common part of the syntax and knows of no texts for the rest.
/// REQUIRES of every caller: PCRE2 accepts the pattern, and no option makes blanks in it mean nothing.
struct RequiredLiterals {
    let texts: [[UInt8]]
    /// Whether the pattern matches wherever one of the texts is.
    let areEnough: Bool

    /// Texts shorter than this are in too many lines to be worth a search of their own.
    private static let leastLength = 2

    /// - Parameters:
    ///   - isLiteral: whether every byte of the pattern stands for itself.
    ///   - ignoreCase: ASCII letters of the texts are to be found in both cases.
    ///   - utf: with `ignoreCase`, letters have the cases of Unicode.
    init?(of pattern: [UInt8], isLiteral: Bool, ignoreCase: Bool, utf: Bool) {
        var needed = LiteralParser.Need(texts: [pattern], areEnough: true)
        if !isLiteral {
            guard let parsed = LiteralParser.parse(pattern) else { return nil }
            needed = parsed
        }
        var areEnough = needed.areEnough
        let texts = needed.texts.map { text in
            let part = ignoreCase && utf ? RequiredLiterals.partOfOneCase(text) : text[...]
            if part.count < text.count { areEnough = false }
            return Array(part)
        }
        // A line's end is no part of it.
        if texts.contains(where: { $0.isEmpty || $0.contains(10) }) { return nil }
        if texts.contains(where: { $0.contains(13) }) { areEnough = false }
        if !areEnough, texts.contains(where: { $0.count < RequiredLiterals.leastLength }) { return nil }
        self.texts = Array(Set(texts))
        self.areEnough = areEnough
    }

    /// The longest part of a text whose letters have no other case than that of ASCII: the Kelvin sign is a k, a long s an s.
    private static func partOfOneCase(_ text: [UInt8]) -> ArraySlice<UInt8> {
        text.split { $0 >= 0x80 || $0 | 0x20 == UInt8(ascii: "k") || $0 | 0x20 == UInt8(ascii: "s") }
            .max { $0.count < $1.count } ?? []
    }
}

/// Goes through a pattern and finds what must be there.
private struct LiteralParser {
    struct Need {
        var texts: [[UInt8]]
        var areEnough: Bool

        var leastCount: Int { texts.map(\.count).min() ?? 0 }

        /// Long texts are rarer; from some length on it is few that matter.
        func isBetter(than other: Need) -> Bool {
            let (a, b) = (leastCount, other.leastCount)
            return (min(a, 6), -texts.count, a) > (min(b, 6), -other.texts.count, b)
        }
    }

    private let source: [UInt8]
    private var position = 0
    /// Whether something is in it that is not understood.
    private var isGivenUp = false

    private init(_ source: [UInt8]) { self.source = source }

    static func parse(_ source: [UInt8]) -> Need? {
        var parser = LiteralParser(source)
        let need = parser.alternatives()
        return parser.isGivenUp || parser.position < source.count ? nil : need
    }

    /// Up to the end of the group.
    private mutating func alternatives() -> Need? {
        var all: Need? = Need(texts: [], areEnough: true)
        while true {
            if let one = sequence() {
                all?.texts += one.texts
                if !one.areEnough { all?.areEnough = false }
            } else {
                all = nil
            }
            if isGivenUp || peek() != UInt8(ascii: "|") { return all }
            position += 1
        }
    }

    /// Up to the end of the alternative.
    private mutating func sequence() -> Need? {
        var best: Need?
        var run: [UInt8] = []
        // What is in the sequence: how many characters, and how many other things.
        var (characters, others) = (0, 0)
        func consider(_ need: Need) {
            if need.leastCount > 0, best.map({ need.isBetter(than: $0) }) ?? true { best = need }
        }
        func endRun() {
            consider(Need(texts: [run], areEnough: false))
            run = []
        }
        while !isGivenUp, let byte = peek(), byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") {
            let isGroup = byte == UInt8(ascii: "(")
            var character: [UInt8] = []
            let group = isGroup ? self.group() : nil
            if !isGroup { character = item() }
            let repetition = self.repetition()
            if character.isEmpty || repetition != nil { others += 1 } else { characters += 1 }
            if repetition?.isOptional != true { run += character }
            if !character.isEmpty, repetition == nil { continue }
            endRun()
            guard let group, repetition?.isOptional != true else { continue }
            let isAll = others == 1 && characters == 0 && repetition == nil && isAtEnd
            consider(isAll ? group : Need(texts: group.texts, areEnough: false))
        }
        if others == 0, characters > 0 { return Need(texts: [run], areEnough: true) }
        endRun()
        return best
    }

    private var isAtEnd: Bool { peek() == nil || peek() == UInt8(ascii: "|") || peek() == UInt8(ascii: ")") }

    /// A group, from its parenthesis on; nil where nothing need be there.
    private mutating func group() -> Need? {
        position += 1
        if peek() == UInt8(ascii: "*") {
            isGivenUp = true
            return nil
        }
        var isLookingAround = false
        if peek() == UInt8(ascii: "?") {
            if takes("?=") || takes("?!") || takes("?<=") || takes("?<!") {
                isLookingAround = true
            } else if takes("?P<") || takes("?<") {
                skip(behind: UInt8(ascii: ">"))
            } else if takes("?'") {
                skip(behind: UInt8(ascii: "'"))
            } else if !takes("?:"), !takes("?|"), !takes("?>") {
                isGivenUp = true
                return nil
            }
        }
        let need = alternatives()
        if peek() != UInt8(ascii: ")") { isGivenUp = true }
        position += 1
        return isLookingAround ? nil : need
    }

    /// The bytes of a character that stands for itself; empty for anything else.
    private mutating func item() -> [UInt8] {
        let byte = source[position]
        switch byte {
        case UInt8(ascii: "\\"): return escape()
        case UInt8(ascii: "["): skipClass()
        case UInt8(ascii: "."), UInt8(ascii: "^"), UInt8(ascii: "$"): position += 1
        case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"), 10: isGivenUp = true
        // Behind it what later versions of the library take for a repetition.
        case UInt8(ascii: "{") where peek(1).map({ ", 0123456789".utf8.contains($0) }) ?? false: isGivenUp = true
        default: return character()
        }
        return []
    }

    private mutating func character() -> [UInt8] {
        let start = position
        position += 1
        if source[start] >= 0xC0 { while let byte = peek(), byte & 0xC0 == 0x80 { position += 1 } }
        return Array(source[start..<position])
    }

    private mutating func escape() -> [UInt8] {
        position += 1
        guard let byte = peek() else {
            isGivenUp = true
            return []
        }
        if byte == UInt8(ascii: "t") {
            position += 1
            return [9]
        }
        let isAlphanumeric = byte &- 48 < 10 || (byte | 0x20) &- 97 < 26
        if !isAlphanumeric {
            if byte != 10 { return character() }
            isGivenUp = true
            return []
        }
        position += 1
        switch byte {
        case _ where "dDwWsShHvVbBAzZGRXKnrfae".utf8.contains(byte): break
        case UInt8(ascii: "N") where peek() != UInt8(ascii: "{"): break
        case UInt8(ascii: "p"), UInt8(ascii: "P"):
            if peek() == UInt8(ascii: "{") { skip(behind: UInt8(ascii: "}")) } else { position += 1 }
        case UInt8(ascii: "x"):
            if peek() == UInt8(ascii: "{") {
                skip(behind: UInt8(ascii: "}"))
            } else {
                for _ in 0..<2 where peek().map(isHexadecimal) ?? false { position += 1 }
            }
        case UInt8(ascii: "1")...UInt8(ascii: "9") where !(peek().map { $0 &- 48 < 10 } ?? false): break
        default: isGivenUp = true
        }
        return []
    }

    private mutating func skipClass() {
        position += 1
        if peek() == UInt8(ascii: "^") { position += 1 }
        if peek() == UInt8(ascii: "]") { position += 1 }
        while let byte = peek() {
            position += 1
            switch byte {
            case UInt8(ascii: "]"): return
            case UInt8(ascii: "\\"):
                if peek() == UInt8(ascii: "Q") || peek() == UInt8(ascii: "E") { isGivenUp = true }
                position += 1
            case UInt8(ascii: "[") where peek() == UInt8(ascii: ":"):
                // A name, or a bracket that stands for itself.
                let rest = source[(position + 1)...]
                if let end = rest.firstIndex(where: { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "]") }),
                    source[end...].starts(with: ":]".utf8)
                {
                    position = end + 2
                }
            case UInt8(ascii: "["): if peek().map({ ".=".utf8.contains($0) }) ?? false { isGivenUp = true }
            default: break
            }
        }
        isGivenUp = true
    }

    /// Whether what was before may be missing; nil where it is not repeated.
    private mutating func repetition() -> (isOptional: Bool, Void)? {
        guard let byte = peek() else { return nil }
        var isOptional = false
        switch byte {
        case UInt8(ascii: "*"), UInt8(ascii: "?"):
            isOptional = true
            position += 1
        case UInt8(ascii: "+"): position += 1
        case UInt8(ascii: "{"):
            let digits = source[(position + 1)...].prefix { $0 &- 48 < 10 }
            let rest = source[digits.endIndex...]
            guard !digits.isEmpty, let end = rest.firstIndex(where: { $0 != UInt8(ascii: ",") && $0 &- 48 >= 10 }),
                source[end] == UInt8(ascii: "}")
            else { return nil }
            isOptional = digits.allSatisfy { $0 == UInt8(ascii: "0") }
            position = end + 1
        default: return nil
        }
        if peek() == UInt8(ascii: "?") || peek() == UInt8(ascii: "+") { position += 1 }
        return (isOptional, ())
    }

    private func peek(_ distance: Int = 0) -> UInt8? {
        position + distance < source.count ? source[position + distance] : nil
    }

    private mutating func takes(_ text: StaticString) -> Bool {
        guard source[position...].starts(with: text.description.utf8) else { return false }
        position += text.utf8CodeUnitCount
        return true
    }

    private mutating func skip(behind byte: UInt8) {
        guard let end = source[position...].firstIndex(of: byte) else { return isGivenUp = true }
        position = end + 1
    }

    private func isHexadecimal(_ byte: UInt8) -> Bool { byte &- 48 < 10 || (byte | 0x20) &- 97 < 6 }
}
