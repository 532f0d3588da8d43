/// Rewrites patterns so that no part of them matches a line feed.
///
/// Such a pattern gives the same answers on a block of lines as on each of its lines, with `^` and `$` at line ends:
/// nothing can step over a line feed, and every assertion sees one as it sees the end of the subject. The unchanged
/// pattern would not do: on a block, `[^x]*y` runs from line to line to the block's end, and `a(?!\s)` misses an `a`
/// at the end of a line.
///
/// It understands the common part of the syntax and answers nil for the rest, which is then searched line by line.
/// REQUIRES of every caller: PCRE2 accepts the pattern, with LF as the newline and PCRE2_MULTILINE.
struct LinePattern {
    private let source: [UInt8]
    private var position = 0
    private var result: [UInt8] = []

    private init(_ source: [UInt8]) { self.source = source }

    /// Whether every character of the pattern stands for itself.
    static func isLiteral(_ pattern: [UInt8]) -> Bool { !pattern.contains { #"\^$.[|()?*+{"#.utf8.contains($0) } }

    /// The pattern that never matches a line feed; nil when it is not known how to make one.
    static func rewritten(_ pattern: [UInt8]) -> [UInt8]? {
        var rewriter = LinePattern(pattern)
        return rewriter.rewrite() ? rewriter.result : nil
    }

    private mutating func rewrite() -> Bool {
        while let byte = take() {
            let isUnderstood =
                switch byte {
                case UInt8(ascii: "\\"): rewriteEscape()
                case UInt8(ascii: "["): rewriteClass()
                case UInt8(ascii: "("): rewriteGroupStart()
                case UInt8(ascii: "\n"): false
                default: copy(byte)
                }
            if !isUnderstood { return false }
        }
        return true
    }

    private mutating func rewriteEscape() -> Bool {
        guard let byte = take() else { return false }
        switch byte {
        case UInt8(ascii: "s"): return emit(#"[^\S\n]"#)
        case UInt8(ascii: "W"): return emit(#"[^\w\n]"#)
        case UInt8(ascii: "D"): return emit(#"[^\d\n]"#)
        case UInt8(ascii: "H"): return emit(#"[^\h\n]"#)
        case UInt8(ascii: "v"): return emit(#"[^\V\n]"#)
        case UInt8(ascii: "b"), UInt8(ascii: "B"): return copyEscaped(byte)
        case UInt8(ascii: "N"): return peek() != UInt8(ascii: "{") && copyEscaped(byte)
        // One digit is a reference to a group; more may be an octal number.
        case UInt8(ascii: "1")...UInt8(ascii: "9"): return !isDigit(peek()) && copyEscaped(byte)
        default: return rewriteEscapeOfClassOrOutside(byte)
        }
    }

    /// Escapes that mean the same inside a class and outside of one, and never a line feed.
    private mutating func rewriteEscapeOfClassOrOutside(_ byte: UInt8) -> Bool {
        switch byte {
        case _ where "dwSVhtrfea".utf8.contains(byte): return copyEscaped(byte)
        // Letters, marks, numbers, punctuation, symbols; a line feed is none of them.
        case UInt8(ascii: "p"):
            guard
                let kind = ["{L}", "{M}", "{N}", "{P}", "{S}"].first(where: {
                    source[position...].starts(with: $0.utf8)
                })
            else { return false }
            position += kind.utf8.count
            return emit(#"\p\#(kind)"#)
        case UInt8(ascii: "x"):
            guard let value = takeHexadecimal() else { return false }
            return value != 0x0A && emit(#"\x{\#(String(value, radix: 16))}"#)
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "\n"):
            return false
        default: return copyEscaped(byte)
        }
    }

    private mutating func rewriteGroupStart() -> Bool {
        guard let next = peek() else { return false }
        if next == UInt8(ascii: "*") { return false }
        guard next == UInt8(ascii: "?") else { return emit("(") }
        // Groups of each kind, looking around, and ignoring case; not comments, recursion, conditions, other options.
        // Not looking ahead for a match either: PCRE2 (10.42) misses those of `(?=b)a*b`, unless a later b is in sight.
        let understood = ["?:", "?!", "?>", "?|", "?<", "?P<", "?'", "?i)", "?i:", "?-i)", "?-i:"]
        return understood.contains { source[position...].starts(with: $0.utf8) } && emit("(")
    }
}

// MARK: - Character classes

extension LinePattern {
    private mutating func rewriteClass() -> Bool {
        let isNegated = peek() == UInt8(ascii: "^")
        if isNegated {
            position += 1
            _ = emit(#"[^\n"#)
        } else {
            _ = emit("[")
        }
        // A bracket or hyphen that comes first stands for itself, but not behind the line feed that is now before it.
        if let first = peek(), first == UInt8(ascii: "]") || first == UInt8(ascii: "-") {
            position += 1
            _ = copyEscaped(first)
        }
        while let byte = take() {
            if byte == UInt8(ascii: "]") { return emit("]") }
            guard rewriteMember(byte, isNegated) else { return false }
        }
        return false
    }

    private mutating func rewriteMember(_ byte: UInt8, _ isNegated: Bool) -> Bool {
        if byte == UInt8(ascii: "[") {
            return peek() == UInt8(ascii: ":") ? rewriteNamedClass(isNegated) : copyEscaped(byte)
        }
        if byte == UInt8(ascii: "\\") {
            guard let escaped = take() else { return false }
            if isNegated, "sWDHvn".utf8.contains(escaped) { return copyEscaped(escaped) }
            // A range from a control character may hold the line feed.
            if "txaeb".utf8.contains(escaped), !isNegated, endsInHyphen(afterEscape: escaped) { return false }
            if escaped == UInt8(ascii: "s") { return rewriteSpaces() }
            if escaped == UInt8(ascii: "b") { return copyEscaped(escaped) }
            return rewriteEscapeOfClassOrOutside(escaped)
        }
        if byte < 0x20, !isNegated { return false }
        return copy(byte)
    }

    /// `\s` in a class that is not negated: the white space of PCRE2's own tables, one by one, without the line feed.
    private mutating func rewriteSpaces() -> Bool {
        if peek() == UInt8(ascii: "-") || result.last == UInt8(ascii: "-") { return false }
        return emit(#"\t\x0b\f\r\x20"#)
    }

    /// `[:name:]` in a class.
    private mutating func rewriteNamedClass(_ isNegated: Bool) -> Bool {
        let rest = source[position...].dropFirst()
        guard let end = rest.firstIndex(of: UInt8(ascii: ":")), source[end...].starts(with: ":]".utf8) else {
            return false
        }
        let name = String(decoding: rest[..<end], as: UTF8.self)
        let free = ["alpha", "digit", "alnum", "lower", "upper", "xdigit", "punct", "blank", "word", "graph", "print"]
        guard free.contains(name) || isNegated && (name == "space" || name == "cntrl") else { return false }
        position = end + 2
        return emit("[:\(name):]")
    }

    /// Whether a hyphen follows the character that an escape, whose letter was just taken, stands for.
    private func endsInHyphen(afterEscape letter: UInt8) -> Bool {
        var ahead = self
        if letter == UInt8(ascii: "x") { _ = ahead.takeHexadecimal() }
        return ahead.peek() == UInt8(ascii: "-")
    }
}

// MARK: - Reading and writing

extension LinePattern {
    private func peek() -> UInt8? { position < source.count ? source[position] : nil }

    private mutating func take() -> UInt8? {
        guard let byte = peek() else { return nil }
        position += 1
        return byte
    }

    /// The number after `\x`: up to two digits, or any in braces.
    private mutating func takeHexadecimal() -> UInt32? {
        let isBraced = peek() == UInt8(ascii: "{")
        if isBraced { position += 1 }
        let digits = source[position...].prefix { isHexadecimal($0) }.prefix(isBraced ? 6 : 2)
        position += digits.count
        if isBraced, take() != UInt8(ascii: "}") { return nil }
        return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    }

    private func isDigit(_ byte: UInt8?) -> Bool {
        byte.map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? false
    }

    private func isHexadecimal(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
    }

    private mutating func copy(_ byte: UInt8) -> Bool {
        result.append(byte)
        return true
    }

    private mutating func copyEscaped(_ byte: UInt8) -> Bool { emit("\\") && copy(byte) }

    private mutating func emit(_ text: String) -> Bool {
        result.append(contentsOf: text.utf8)
        return true
    }
}
