internal import Glibc
public import Thresh

/// The lines of a block that a pattern matches: `Pattern.matchingLines(in:)` makes it.
///
/// Where a line must have one of some texts to match, it looks for these, and for a match in the lines that have one; unless
/// that is in vain in most of a block's lines.
///
/// Else it searches the whole block where it can, and only looks for a line's ends around a match, so that lines without one
/// cost nothing. It takes lines one by one where that could give another answer: for patterns that
/// `LinePattern` cannot confine to one line, for lines with a CR in them, since what `$` means there is up to the line's
/// end, and for lines that ought to be UTF-8 but are not.
///
/// The lines between two results are those the pattern does not match.
@safe public struct MatchingLines {
    private let pattern: Pattern
    private let block: UnsafeRawBufferPointer
    private var position = 0
    /// What is before this line start and after `position` can be searched at once.
    private var searchableEnd = 0
    /// Where the next CR and the next byte that is not UTF-8 are, at `position` or after it; or the block's end.
    private var nextCarriageReturn = -1
    private var nextOffense = -1
    private var program: RegexProgram?
    /// What finds the lines in which there may be a match; nil where nothing does, or too many lines are found in vain.
    private var literals: LiteralSearch?
    /// How many lines were found in vain.
    private var vainLines = 0

    /// After so many lines that were found in vain, and when there is one in so many bytes, looking for them costs more than it saves.
    private static let (leastVainLines, bytesPerVainLine) = (32, 200)

    init(of pattern: Pattern, in block: UnsafeRawBufferPointer) {
        self.pattern = pattern
        unsafe self.block = block
        unsafe literals = pattern.literalSearch(from: block)
        if literals == nil { searchAll() }
    }

    /// Goes on without looking for texts.
    private mutating func searchAll() {
        literals = nil
        program = pattern.blockProgram
        advance(to: position)
    }

    /// The offsets of the next matching line without its LF, but with the CR before that, if any; nil when there is none.
    /// - Throws: as `Pattern.matches(_:)`; calling again continues with the line after.
    public mutating func next() throws(ThreshError) -> Range<Int>? {
        while unsafe position < block.count {
            if let literals {
                let place = unsafe literals.first(in: block, from: position)
                if unsafe place == block.count {
                    position = place
                    return nil
                }
                let line = start(of: place)..<end(of: place)
                position = line.upperBound + 1
                if pattern.required?.areEnough == true { return line }
                if try unsafe pattern.matches(withoutCarriageReturn(line)) { return line }
                vainLines += 1
                if vainLines >= Self.leastVainLines, position < vainLines * Self.bytesPerVainLine { searchAll() }
            } else if position < searchableEnd, let program {
                // Nothing before it, where there may be bytes that this program cannot take.
                let part = unsafe UnsafeRawBufferPointer(rebasing: block[position..<searchableEnd])
                let result = unsafe program.search(part, from: 0, using: pattern.scratch)
                let match = position + (result >= 0 ? pattern.scratch.range.lowerBound : 0)
                if result >= 0, isInLine(match) {
                    let line = start(of: match)..<end(of: match)
                    position = line.upperBound + 1
                    if position >= searchableEnd { advance(to: position) }
                    return line
                }
                if result >= 0 || result == RegexProgram.noMatch {
                    advance(to: searchableEnd)
                } else {
                    // It gave up, which it might not on the lines one by one; where it does, the error names the line.
                    self.program = nil
                }
            } else {
                let line = position..<end(of: position)
                advance(to: line.upperBound + 1)
                if try unsafe pattern.matches(withoutCarriageReturn(line)) { return line }
            }
        }
        return nil
    }

    /// Goes to a line start and finds out how far the search may go at once from there.
    private mutating func advance(to lineStart: Int) {
        position = lineStart
        searchableEnd = unsafe block.count
        guard program != nil, unsafe lineStart < block.count else { return }
        // Each is looked for only when it is passed, so that the block is read once for each, however many there are.
        if pattern.seesCarriageReturns {
            if nextCarriageReturn < lineStart { nextCarriageReturn = offset(of: 0x0D, from: lineStart) }
            searchableEnd = nextCarriageReturn
        }
        if pattern.damagedProgram != nil {
            if nextOffense < lineStart {
                let rest = unsafe UnsafeRawBufferPointer(rebasing: block[lineStart...])
                nextOffense = unsafe lineStart + UTF8Validity.firstOffense(in: rest)
            }
            searchableEnd = min(searchableEnd, nextOffense)
        }
        if unsafe searchableEnd < block.count { searchableEnd = start(of: searchableEnd) }
    }

    /// Nothing starts behind the last LF, but an empty pattern matches there.
    private func isInLine(_ offset: Int) -> Bool {
        unsafe offset < searchableEnd || block[searchableEnd - 1] != 0x0A
    }

    /// The start of the line that the offset is in.
    private func start(of offset: Int) -> Int {
        var end = offset
        // Eight bytes at a time while none of them is LF; glibc's memrchr is not to be seen from Swift.
        while end - position >= 8 {
            // SAFETY: the eight bytes are between `position` and `offset`, both within the block.
            let bytes = unsafe block.loadUnaligned(fromByteOffset: end - 8, as: UInt64.self)
            let zeroWhereLF = bytes ^ 0x0A0A_0A0A_0A0A_0A0A
            if (zeroWhereLF &- 0x0101_0101_0101_0101) & ~zeroWhereLF & 0x8080_8080_8080_8080 != 0 { break }
            end -= 8
        }
        while end > position, unsafe block[end - 1] != 0x0A { end -= 1 }
        return end
    }

    private func end(of offset: Int) -> Int { self.offset(of: 0x0A, from: offset) }

    /// Where the byte is first, or the block's end.
    private func offset(of byte: Int32, from start: Int) -> Int {
        // SAFETY: the offsets are within the block, which its owner keeps in place.
        let base = unsafe block.baseAddress!
        guard let found = unsafe memchr(base + start, byte, block.count - start) else { return unsafe block.count }
        return unsafe UnsafeRawPointer(found) - base
    }

    private func withoutCarriageReturn(_ line: Range<Int>) -> UnsafeRawBufferPointer {
        let endsInIt = unsafe !line.isEmpty && block[line.upperBound - 1] == 0x0D
        let end = endsInIt ? line.upperBound - 1 : line.upperBound
        return unsafe UnsafeRawBufferPointer(rebasing: block[line.lowerBound..<end])
    }
}
