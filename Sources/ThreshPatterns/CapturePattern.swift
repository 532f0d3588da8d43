private import CPCRE2
public import Thresh

/// A regular expression whose groups are wanted: the first match in a line, and where each group is in it.
///
/// Characters are those of UTF-8; bytes that are none are no error, and no part of the pattern matches them. Those of a pattern
/// that is no UTF-8 itself, or begins with `(?-u)`, are bytes. One process, one thread at a time; it may be made before a fork and used on both sides of it.
@safe public final class CapturePattern {
    /// The names of the groups that have one, with their numbers, in order.
    public let groups: [(name: String, number: Int)]
    private let source: String
    private let program: RegexProgram
    /// The same for lines that are not UTF-8; nil where it makes no difference.
    private let damagedProgram: RegexProgram?
    private let scratch: MatchScratch
    private let groupCount: Int

    /// - Throws: `.usage` with a caret under the place that is wrong.
    public init(_ pattern: String) throws(ThreshError) {
        source = pattern
        let isOfCharacters = Pattern.dependsOnCharacters(pattern)
        func program(_ characters: RegexProgram.Syntax.Characters) throws(ThreshError) -> RegexProgram {
            try RegexProgram(
                Pattern.bytes(of: pattern).bytes,
                RegexProgram.Syntax(fixedString: false, ignoreCase: false, characters: characters))
        }
        self.program = try program(isOfCharacters ? .utf8 : .bytes)
        damagedProgram = isOfCharacters ? try program(.damagedUTF8) : nil
        var captures: UInt32 = 0
        unsafe _ = pcre2_pattern_info_8(self.program.code, UInt32(PCRE2_INFO_CAPTURECOUNT), &captures)
        groupCount = Int(captures) + 1
        groups = unsafe CapturePattern.names(of: self.program.code)
        scratch = try MatchScratch(pairs: groupCount)
    }

    /// Searches a line.
    /// - Throws: as `Pattern.matches(_:)`.
    public func match(_ line: UnsafeRawBufferPointer) throws(ThreshError) -> Bool {
        var program = program
        if let damagedProgram, unsafe UTF8Validity.firstOffense(in: line) < line.count { program = damagedProgram }
        let result = unsafe program.searchLine(line, from: 0, using: scratch)
        if result >= 0 { return true }
        if result == RegexProgram.noMatch { return false }
        throw unsafe RegexProgram.exhaustion(of: source, result, line)
    }

    /// Where a group was in the last match; nil when it took no part in it.
    ///
    /// REQUIRES: the last search found a match.
    public func range(of group: Int) -> Range<Int>? {
        (0..<groupCount).contains(group) ? scratch.range(of: group) : nil
    }

    private static func names(of code: OpaquePointer) -> [(name: String, number: Int)] {
        var count: UInt32 = 0
        var entrySize: UInt32 = 0
        unsafe _ = pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMECOUNT), &count)
        unsafe _ = pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMEENTRYSIZE), &entrySize)
        var table: UnsafePointer<UInt8>?
        unsafe _ = pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMETABLE), &table)
        guard let table = unsafe table else { return [] }
        // SAFETY: as the library says, `count` entries: two bytes of the group's number, then its name, ended by NUL.
        let names = (0..<Int(count)).map { index in
            let entry = unsafe table + index * Int(entrySize)
            return unsafe (
                name: String(cString: UnsafePointer<CChar>(OpaquePointer(entry + 2))),
                number: Int(entry[0]) << 8 | Int(entry[1])
            )
        }
        return names.sorted { $0.number < $1.number }
    }
}
