internal import Platform
public import Thresh

/// A regular expression in Perl's syntax (PCRE2), or a fixed string, to find in raw bytes.
///
///     let errors = try Pattern(#"" 5\d\d "#)
///     var lines = unsafe errors.matchingLines(in: block)
///     while let line = try lines.next() { … }
///
/// A line ends at LF, and a CR before that belongs to the line's end: no pattern matches across lines, `^` and `$`
/// stand for the ends of each line. Unless `utf` is set, characters are bytes: `.` matches one byte, `[é]` either of
/// two. Bytes that are not UTF-8 are no error in either mode; with `utf`, no part of a pattern matches them. A pattern that
/// is no UTF-8 itself, or begins with `(?-u)`, is one of bytes whatever is asked for.
///
/// One process, one thread at a time: a search writes to memory that the pattern owns. It may be made before a fork
/// and used on both sides of it.
public final class Pattern {
    /// As it was given.
    public let source: String
    private let bytes: [UInt8]
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
    ///   - pattern: bytes that are no UTF-8 as `FileName` has them, which is how the words of a command line come.
    ///   - fixedString: every character of the pattern stands for itself.
    ///   - ignoreCase: only for ASCII letters, unless `utf`.
    ///   - utf: characters are those of UTF-8 instead of bytes. It costs little, but for lines that are not UTF-8.
    /// - Throws: `.usage` with a caret under the place that is wrong.
    public init(
        _ pattern: String, fixedString: Bool = false, ignoreCase: Bool = false, utf: Bool = false
    ) throws(ThreshError) {
        source = pattern
        let (bytes, isOfBytes) = Pattern.bytes(of: pattern, fixedString: fixedString)
        let utf = utf && !isOfBytes
        self.bytes = bytes
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

    /// Whether characters of a pattern are bytes: where it is no UTF-8, or begins with `(?-u)`.
    public static func isOfBytes(_ pattern: String, fixedString: Bool = false) -> Bool {
        bytes(of: pattern, fixedString: fixedString).isOfBytes
    }

    /// The pattern as PCRE2 takes it.
    static func bytes(of pattern: String, fixedString: Bool = false) -> (bytes: [UInt8], isOfBytes: Bool) {
        let bytes = FileName.bytes(pattern)
        if !fixedString, bytes.starts(with: ofBytes.utf8) { return (Array(bytes.dropFirst(ofBytes.utf8.count)), true) }
        return (bytes, String(validating: bytes, as: UTF8.self) == nil)
    }

    /// What a pattern of bytes may begin with.
    public static let ofBytes: String = "(?-u)"

    /// Whether a pattern may match other text where characters are those of UTF-8 than where they are bytes.
    public static func dependsOnCharacters(_ pattern: String) -> Bool {
        var before: UInt8 = 0
        var isEscaped = false
        let (bytes, isOfBytes) = bytes(of: pattern)
        if isOfBytes { return false }
        for byte in bytes {
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

    /// Texts of which each line that matches has one; nil where none are known.
    private(set) lazy var required = RequiredLiterals(
        of: bytes, isLiteral: syntax.fixedString, ignoreCase: syntax.ignoreCase, utf: syntax.characters != .bytes)
    private var literalSearch: LiteralSearch?

    /// What finds these texts; nil where none are known, or nothing is gained by it.
    ///
    /// - Parameter block: what is searched first.
    func literalSearch(from block: UnsafeRawBufferPointer) -> LiteralSearch? {
        // The library finds one text as fast.
        if syntax.fixedString && !syntax.ignoreCase { return nil }
        guard literalSearch == nil, let required else { return literalSearch }
        unsafe literalSearch = LiteralSearch(required.texts, ignoreCase: syntax.ignoreCase, sample: block)
        return literalSearch
    }

    private func makeBlockProgram() -> RegexProgram? {
        if !seesCarriageReturns { return bytes.contains(UInt8(ascii: "\n")) ? nil : program }
        guard let rewritten = LinePattern.rewritten(bytes) else { return nil }
        return rewritten == bytes ? program : try? RegexProgram(rewritten, syntax)
    }
}
