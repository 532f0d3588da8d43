private import CPCRE2
internal import Thresh

/// What PCRE2 writes to while it matches: where the match is, and a stack for machine code. Made once, used for every match.
///
/// A forked child has a copy of its own.
@safe struct MatchScratch: ~Copyable {
    let matchData: OpaquePointer
    let context: OpaquePointer
    private let stack: OpaquePointer?

    /// How often a search may backtrack from one place where a match could begin: a few milliseconds.
    static let leastLimit: UInt32 = 500_000
    /// For a subject of so many bytes: a repeated group counts once or twice for each.
    static func limit(for byteCount: Int) -> UInt32 {
        UInt32(clamping: max(Int(leastLimit), byteCount.multipliedReportingOverflow(by: 8).partialValue))
    }

    /// - Parameters:
    ///   - pairs: of offsets: one for the whole match, and one for each group that is asked for.
    ///   - machineCode: whether a program may have some.
    init(pairs: Int = 1, machineCode: Bool = true) throws(ThreshError) {
        guard let matchData = unsafe pcre2_match_data_create_8(UInt32(pairs), nil),
            let context = unsafe pcre2_match_context_create_8(nil)
        else { throw .outOfMemory }
        unsafe self.matchData = matchData
        unsafe self.context = context
        // Without a stack of its own the machine code has 32 KiB, too little for repeated groups on long lines.
        unsafe stack = machineCode ? unsafe pcre2_jit_stack_create_8(32 << 10, 1 << 20, nil) : nil
        if let stack = unsafe stack { unsafe pcre2_jit_stack_assign_8(context, nil, UnsafeMutableRawPointer(stack)) }
        // In KiB, for the interpreter: its default of 20 GB would not leave much for the job.
        unsafe _ = pcre2_set_heap_limit_8(context, 64 << 10)
        setLimit(MatchScratch.leastLimit)
    }

    func setLimit(_ limit: UInt32) { unsafe _ = pcre2_set_match_limit_8(context, limit) }

    deinit {
        if let stack = unsafe stack { unsafe pcre2_jit_stack_free_8(stack) }
        unsafe pcre2_match_context_free_8(context)
        unsafe pcre2_match_data_free_8(matchData)
    }

    /// Offsets of the last match.
    ///
    /// REQUIRES: the last search with this scratch found one.
    var range: Range<Int> {
        // SAFETY: the match data was made with one pair of offsets or more, and lives as long as `self`.
        let offsets = unsafe pcre2_get_ovector_pointer_8(matchData)!
        let (start, end) = unsafe (Int(offsets[0]), Int(offsets[1]))
        return start..<max(start, end)
    }

    /// As `range`, of a group; nil when it took no part in the match.
    ///
    /// REQUIRES: the scratch was made with a pair of offsets for the group.
    func range(of group: Int) -> Range<Int>? {
        // SAFETY: as above.
        let offsets = unsafe pcre2_get_ovector_pointer_8(matchData)!
        let (start, end) = unsafe (offsets[2 * group], offsets[2 * group + 1])
        return start == Int.max || start == -1 || end < start ? nil : start..<end
    }
}
