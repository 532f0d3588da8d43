private import CPCRE2
public import Thresh

/// A regular expression whose groups are wanted: the first match in a line, and where each group is in it.
///
/// Bytes are characters. One process, one thread at a time; it may be made before a fork and used on both sides of it.
@safe public final class CapturePattern {
    /// The names of the groups that have one, with their numbers, in order.
    public let groups: [(name: String, number: Int)]
    private let code: OpaquePointer
    private let matchData: OpaquePointer
    private let context: OpaquePointer
    private let groupCount: Int

    /// - Throws: `.usage` with a caret under the place that is wrong.
    public init(_ pattern: String) throws(ThreshError) {
        let bytes = Array(pattern.utf8)
        let options = RegexProgram.Syntax(fixedString: false, ignoreCase: false, characters: .bytes).options
        var failure: Int32 = 0
        var offset = 0
        guard let code = unsafe pcre2_compile_8(bytes, bytes.count, options, &failure, &offset, nil) else {
            throw RegexProgram.rejection(of: bytes, at: offset, RegexProgram.message(for: failure))
        }
        guard let matchData = unsafe pcre2_match_data_create_from_pattern_8(code, nil),
            let context = unsafe pcre2_match_context_create_8(nil)
        else { throw .outOfMemory }
        unsafe _ = pcre2_jit_compile_8(code, PCRE2_JIT_COMPLETE)
        unsafe _ = pcre2_set_heap_limit_8(context, 64 << 10)
        groups = unsafe CapturePattern.names(of: code)
        groupCount = unsafe Int(pcre2_get_ovector_count_8(matchData))
        unsafe self.code = code
        unsafe self.matchData = matchData
        unsafe self.context = context
    }

    deinit {
        unsafe pcre2_match_context_free_8(context)
        unsafe pcre2_match_data_free_8(matchData)
        unsafe pcre2_code_free_8(code)
    }

    /// Searches a line. A line on which PCRE2 gives up does not match.
    public func match(_ line: UnsafeRawBufferPointer) -> Bool {
        guard let start = line.baseAddress else { return false }
        let base = unsafe start.assumingMemoryBound(to: UInt8.self)
        return unsafe pcre2_match_8(code, base, line.count, 0, 0, matchData, context) > 0
    }

    /// Where a group was in the last match; nil when it took no part in it.
    ///
    /// REQUIRES: the last search found a match.
    public func range(of group: Int) -> Range<Int>? {
        guard (0..<groupCount).contains(group), let offsets = unsafe pcre2_get_ovector_pointer_8(matchData) else {
            return nil
        }
        // SAFETY: there is a pair of offsets for every group.
        let (start, end) = unsafe (offsets[2 * group], offsets[2 * group + 1])
        return start == Int.max || start == -1 || end < start ? nil : start..<end
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
