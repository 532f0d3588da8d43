import Thresh
import ThreshPatterns

/// Which lines are selected: those that one of some patterns matches, or the all.
struct LineSelection {
    /// One; or two, where some of what is looked for is characters and some is bytes.
    let patterns: [Pattern]
    let isInverted: Bool

    func selects(_ line: ByteView) throws -> Bool {
        try patterns.contains { try $0.matches(line) } != isInverted
    }

    /// Calls `body` with the place of each selected line, without its LF, until it has had `limit` of them.
    ///
    /// REQUIRES: the bytes are whole lines, and `limit` is more than 0.
    func forEachLine(of bytes: ByteView, limit: Int = .max, _ body: (Int, Int) throws -> Void) throws {
        var count = 0
        var matches = try MatchedLines(patterns, in: bytes)
        guard isInverted else {
            while count < limit, let line = try matches.next() {
                count += 1
                try body(line.lowerBound, line.upperBound)
            }
            return
        }
        var position = 0
        while position < bytes.count {
            let match = try matches.next()
            let end = match?.lowerBound ?? bytes.count
            while position < end {
                let lineEnd = bytes.firstIndex(of: 10, from: position) ?? bytes.count
                try body(position, lineEnd)
                count += 1
                if count == limit { return }
                position = lineEnd + 1
            }
            guard let match else { return }
            position = match.upperBound + 1
        }
    }

    /// How many lines are selected, of which no more than `limit` are counted.
    func count(in bytes: ByteView, limit: Int) throws -> Int {
        var count = 0
        try forEachLine(of: bytes, limit: limit) { _, _ in count += 1 }
        return count
    }

    /// Calls `body` with the place of each match in a line; not with those of no length. None is in a line that is
    /// selected because the pattern does not match.
    func forEachMatch(in line: ByteView, _ body: (Int, Int) -> Void) throws {
        if isInverted { return }
        let end = line.count > 0 && line[line.count - 1] == 13 ? line.count - 1 : line.count
        var position = 0
        while position <= end,
            let match = try firstMatch(in: line.slice(0, end), from: position)
        {
            if !match.isEmpty { body(match.lowerBound, match.upperBound) }
            position = max(match.upperBound, match.lowerBound + 1)
        }
    }

    /// Writes a line, with its matches marked where there are colours.
    func write(_ line: ByteView, _ style: GrepStyle, into part: inout PartWriter) throws {
        var written = 0
        if style.isColored {
            try forEachMatch(in: line) { start, end in
                part.write(line.slice(written, start))
                style.write(line.slice(start, end), into: &part)
                written = end
            }
        }
        part.write(line.slice(written, line.count))
    }

    /// The first match of any pattern; of two that begin at one place the longer.
    private func firstMatch(in line: ByteView, from start: Int) throws -> Range<Int>? {
        var first: Range<Int>?
        for pattern in patterns {
            guard let match = try unsafe pattern.firstMatch(in: line.rawBuffer, from: start) else { continue }
            if let other = first, (other.lowerBound, -other.upperBound) <= (match.lowerBound, -match.upperBound) {
                continue
            }
            first = match
        }
        return first
    }
}

/// The lines of a block that one of some patterns matches, in order.
private struct MatchedLines {
    private var first: MatchingLines
    /// Where there are several patterns: of each its lines, and the next of them.
    private var all: [(lines: MatchingLines, next: Range<Int>?)] = []

    /// REQUIRES: the bytes stay where they are for as long as this is used.
    init(_ patterns: [Pattern], in bytes: ByteView) throws {
        // SAFETY: as required.
        first = unsafe patterns[0].matchingLines(in: bytes.rawBuffer)
        if patterns.count == 1 { return }
        all = patterns.map { unsafe ($0.matchingLines(in: bytes.rawBuffer), nil) }
        for index in all.indices { all[index].next = try all[index].lines.next() }
    }

    /// The place of the next of them, without its LF.
    mutating func next() throws -> Range<Int>? {
        if all.isEmpty { return try first.next() }
        guard let line = all.compactMap(\.next).min(by: { $0.lowerBound < $1.lowerBound }) else { return nil }
        for index in all.indices where all[index].next == line {
            all[index].next = try all[index].lines.next()
        }
        return line
    }
}
