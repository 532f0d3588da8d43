private import CPCRE2
internal import Platform
internal import Thresh

/// A compiled PCRE2 pattern, and machine code for it where PCRE2 can make some.
///
/// It never changes once made, so a forked child may use the one that its parent compiled, and a thread another's.
@safe final class RegexProgram: @unchecked Sendable {
    let code: OpaquePointer
    private let isCompiledToMachineCode: Bool
    private let interpreterOptions: UInt32

    /// - Parameter machineCode: not worth its time for a few short subjects.
    init(_ source: [UInt8], _ syntax: Syntax, machineCode: Bool = true) throws(ThreshError) {
        guard let context = unsafe pcre2_compile_context_create_8(nil) else { throw .outOfMemory }
        defer { unsafe pcre2_compile_context_free_8(context) }
        // Whatever PCRE2 was built with: a line ends at LF only, so `.` matches CR and `$` does not see it.
        unsafe pcre2_set_newline_8(context, UInt32(PCRE2_NEWLINE_LF))
        var failure: Int32 = 0
        var offset = 0
        guard
            let code = unsafe pcre2_compile_8(source, source.count, syntax.options, &failure, &offset, context)
        else { throw RegexProgram.rejection(of: source, at: offset, RegexProgram.message(for: failure)) }
        unsafe self.code = code
        interpreterOptions = PCRE2_NO_JIT | (syntax.characters == .utf8 ? PCRE2_NO_UTF_CHECK : 0)
        // Without it (a system that forbids executable memory, a pattern that says (*NO_JIT)) the interpreter runs.
        if machineCode, syntax.characters != .damagedUTF8 {
            _ = unsafe pcre2_jit_compile_8(code, PCRE2_JIT_COMPLETE)
        }
        var size = 0
        _ = unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_JITSIZE), &size)
        isCompiledToMachineCode = size > 0
    }

    deinit { unsafe pcre2_code_free_8(code) }

    /// Searches `subject` from offset `start`; the place of a match is in `scratch.range` afterwards.
    ///
    /// REQUIRES: with the syntax `.utf8`, the subject is valid, and `start` the start of a character.
    /// - Returns: zero or more for a match, `RegexProgram.noMatch`, or PCRE2's number of an error.
    func search(_ subject: UnsafeRawBufferPointer, from start: Int, using scratch: borrowing MatchScratch) -> Int32 {
        // SAFETY: the program's own address stands in for an empty buffer's: PCRE2 reads no byte of an empty subject,
        // but its vector code wants an address that exists.
        let base = unsafe (subject.baseAddress ?? UnsafeRawPointer(code)).assumingMemoryBound(to: UInt8.self)
        if isCompiledToMachineCode {
            let result = unsafe pcre2_jit_match_8(
                code, base, subject.count, start, 0, scratch.matchData, scratch.context)
            if result != PCRE2_ERROR_JIT_STACKLIMIT { return result }
        }
        // The interpreter keeps its backtracking points on the heap: slower, but it goes deeper.
        return unsafe pcre2_match_8(
            code, base, subject.count, start, interpreterOptions, scratch.matchData, scratch.context)
    }

    /// As above, of one line or value: a long one may backtrack more, in proportion.
    func searchLine(
        _ subject: UnsafeRawBufferPointer, from start: Int, using scratch: borrowing MatchScratch
    ) -> Int32 {
        let result = unsafe search(subject, from: start, using: scratch)
        let limit = MatchScratch.limit(for: subject.count)
        if result != PCRE2_ERROR_MATCHLIMIT || limit <= MatchScratch.leastLimit { return result }
        scratch.setLimit(limit)
        defer { scratch.setLimit(MatchScratch.leastLimit) }
        return unsafe search(subject, from: start, using: scratch)
    }

    static var noMatch: Int32 { PCRE2_ERROR_NOMATCH }

    /// What to say of a search that ended neither with a match nor without one.
    static func exhaustion(of source: String, _ failure: Int32, _ subject: UnsafeRawBufferPointer) -> ThreshError {
        let start = unsafe VisibleText.of(subject.prefix(60))
        return ThreshError(
            .badData,
            """
            the pattern '\(source)' gave up (\(message(for: failure))) on \(subject.count) bytes that start with \
            '\(start)'; rewrite repetitions of repetitions, such as (a+)+
            """)
    }

    /// PCRE2's sentence for one of its error numbers.
    static func message(for failure: Int32) -> String {
        var text = [UInt8](repeating: 0, count: 256)
        let length = unsafe pcre2_get_error_message_8(failure, &text, text.count)
        return String(decoding: text.prefix(max(0, Int(length))), as: UTF8.self)
    }

    static func rejection(of source: [UInt8], at offset: Int, _ reason: String) -> ThreshError {
        let indent = "    "
        let column = DisplayWidth.of(VisibleText.of(source.prefix(offset)))
        let caret = String(repeating: " ", count: column) + "^"
        return ThreshError(.usage, "bad pattern: \(reason)\n\(indent)\(VisibleText.of(source))\n\(indent)\(caret)")
    }
}

extension RegexProgram {
    /// How the bytes of a pattern are read.
    struct Syntax {
        var fixedString: Bool
        var ignoreCase: Bool
        var characters: Characters

        enum Characters {
            case bytes
            case utf8
            /// UTF-8 with other bytes in between. Only ever interpreted: machine code of PCRE2 before 10.43 gives wrong
            /// answers on such text for `\W`, `\D` and `\b`, and reads in front of it.
            case damagedUTF8
        }

        var options: UInt32 {
            var options: UInt32 = 0
            if ignoreCase { options |= PCRE2_CASELESS }
            if characters != .bytes { options |= PCRE2_UTF }
            if characters == .damagedUTF8 { options |= PCRE2_MATCH_INVALID_UTF }
            if fixedString { return options | PCRE2_LITERAL }
            // A pattern may ask for UTF itself, with (*UTF), and would then trust the subject to be valid: refused.
            return options | PCRE2_MULTILINE | (characters == .bytes ? PCRE2_NEVER_UTF : PCRE2_NEVER_BACKSLASH_C)
        }
    }
}

extension ThreshError {
    static var outOfMemory: ThreshError { ThreshError(.software, "out of memory for a pattern") }
}
