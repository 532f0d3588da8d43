public import Thresh

/// A regular expression in Perl's syntax (PCRE2), or a fixed string, to find in raw bytes.
///
///     let errors = try Pattern(#"" 5\d\d "#)
///     var lines = unsafe errors.matchingLines(in: block)
///     while let line = try lines.next() { … }
///
/// A line ends at LF, and a CR before that belongs to the line's end: no pattern matches across lines, `^` and `$`
/// stand for the ends of each line. Unless `utf` is set, characters are bytes: `.` matches one byte, `[é]` either of
/// two. Bytes that are not UTF-8 are no error in either mode; with `utf`, no part of a pattern matches them.
///
/// One process, one thread at a time: a search writes to memory that the pattern owns. It may be made before a fork
/// and used on both sides of it.
public final class Pattern {
    /// As it was given.
    public let source: String
    private let syntax: RegexProgram.Syntax
    /// What is searched for in one line.
    let program: RegexProgram
    /// The same for lines that are not UTF-8; nil when characters are bytes.
    let damagedProgram: RegexProgram?
    /// What is searched for in many lines at once and never matches across a line's end; nil where there is no such.
    /// Made when blocks are searched first, since most patterns are for single lines.
    private(set) lazy var blockProgram = makeBlockProgram()
    /// Whether a CR could make a difference to `blockProgram`.
    let seesCarriageReturns: Bool
    let scratch: MatchScratch

    /// - Parameters:
    ///   - pattern: NUL and bytes that no `String` holds are written `\x00`, `\xFF`.
    ///   - fixedString: every character of the pattern stands for itself.
    ///   - ignoreCase: only for ASCII letters, unless `utf`.
    ///   - utf: characters are those of UTF-8 instead of bytes. It costs little, but for lines that are not UTF-8.
    /// - Throws: `.usage` with a caret under the place that is wrong.
    public init(
        _ pattern: String, fixedString: Bool = false, ignoreCase: Bool = false, utf: Bool = false
    ) throws(ThreshError) {
        source = pattern
        let bytes = Array(pattern.utf8)
        let isLiteral = fixedString || LinePattern.isLiteral(bytes)
        var syntax = RegexProgram.Syntax(
            fixedString: isLiteral, ignoreCase: ignoreCase, characters: utf ? .utf8 : .bytes)
        let program = try RegexProgram(bytes, syntax)
        self.program = program
        self.syntax = syntax
        seesCarriageReturns = !isLiteral
        syntax.characters = .damagedUTF8
        damagedProgram = utf ? try RegexProgram(bytes, syntax) : nil
        scratch = try MatchScratch()
    }

    /// Whether a pattern may match other text where characters are those of UTF-8 than where they are bytes.
    public static func dependsOnCharacters(_ pattern: String) -> Bool {
        var before: UInt8 = 0
        var isEscaped = false
        for byte in pattern.utf8 {
            if byte >= 0x80 { return true }
            if isEscaped {
                // What is not of a kind, any character, properties, code points.
                if "WDSHVhvNRXCpPxo".utf8.contains(byte) { return true }
                (before, isEscaped) = (0, false)
                continue
            }
            if byte == UInt8(ascii: ".") { return true }
            // A class that is negated, `[^a]` or `[:^alpha:]`.
            if before == UInt8(ascii: "[") || before == UInt8(ascii: ":"), byte == UInt8(ascii: "^") { return true }
            // Options, among which may be that of case; verbs.
            if before == UInt8(ascii: "?"), byte | 0x20 &- 97 < 26 || byte == UInt8(ascii: "-") { return true }
            if before == UInt8(ascii: "("), byte == UInt8(ascii: "*") { return true }
            isEscaped = byte == UInt8(ascii: "\\")
            before = byte
        }
        return false
    }

    private func makeBlockProgram() -> RegexProgram? {
        let bytes = Array(source.utf8)
        if !seesCarriageReturns { return bytes.contains(UInt8(ascii: "\n")) ? nil : program }
        guard let rewritten = LinePattern.rewritten(bytes) else { return nil }
        return rewritten == bytes ? program : try? RegexProgram(rewritten, syntax)
    }
}
