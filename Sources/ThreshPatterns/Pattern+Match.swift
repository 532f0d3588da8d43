public import Thresh

extension Pattern {
    /// Whether the pattern matches anywhere in a line, given without its line end (LF or CR LF). Allocates nothing.
    /// - Throws: `.badData` when the pattern backtracks so much that PCRE2 gives up, which is no answer either way.
    public func matches(_ line: UnsafeRawBufferPointer) throws(ThreshError) -> Bool {
        let result = unsafe search(line, from: 0)
        if result >= 0 { return true }
        if result == RegexProgram.noMatch { return false }
        throw unsafe exhaustion(result, line)
    }

    /// As above, of a view.
    public func matches(_ line: ByteView) throws(ThreshError) -> Bool { try unsafe matches(line.rawBuffer) }

    /// The first match that starts at `start` or after it; what is before can still be seen by `^`, `\b` and the like.
    ///
    /// For the places of matches in one line. The bytes may be several lines, but then a match can cross them
    /// (`[^a]` matches LF): to find lines, use `matchingLines(in:)`, which is also faster.
    /// - Throws: as `matches(_:)`.
    public func firstMatch(
        in bytes: UnsafeRawBufferPointer, from start: Int = 0
    ) throws(ThreshError) -> Range<Int>? {
        guard (0...bytes.count).contains(start) else { return nil }
        let result = unsafe search(bytes, from: start)
        if result >= 0 { return scratch.range }
        if result == RegexProgram.noMatch { return nil }
        throw unsafe exhaustion(result, bytes)
    }

    /// The lines of a block that the pattern matches, in order.
    ///
    /// REQUIRES: the block starts at a line's start, and stays where it is, unchanged, while the result is in use.
    public func matchingLines(in block: UnsafeRawBufferPointer) -> MatchingLines {
        unsafe MatchingLines(of: self, in: block)
    }

    private func search(_ subject: UnsafeRawBufferPointer, from start: Int) -> Int32 {
        guard let damagedProgram else { return unsafe program.searchLine(subject, from: start, using: scratch) }
        var start = start
        // Inside a character nothing starts.
        while start < subject.count, unsafe subject[start] & 0xC0 == 0x80 { start += 1 }
        let isValid = unsafe UTF8Validity.firstOffense(in: subject) == subject.count
        return unsafe (isValid ? program : damagedProgram).searchLine(subject, from: start, using: scratch)
    }

    private func exhaustion(_ failure: Int32, _ subject: UnsafeRawBufferPointer) -> ThreshError {
        unsafe RegexProgram.exhaustion(of: source, failure, subject)
    }
}
