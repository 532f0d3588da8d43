import Thresh
import ThreshPatterns

/// Which lines are selected: those that a pattern matches, or the others.
struct LineSelection {
    let pattern: Pattern
    let isInverted: Bool

    func selects(_ line: ByteView) throws -> Bool { try pattern.matches(line) != isInverted }

    /// Calls `body` with the place of each selected line, without its LF, until it has had `limit` of them.
    ///
    /// REQUIRES: the bytes are whole lines, and `limit` is more than 0.
    func forEachLine(of bytes: ByteView, limit: Int = .max, _ body: (Int, Int) throws -> Void) throws {
        var count = 0
        // SAFETY: the bytes stay where they are until this call returns.
        var matches = unsafe pattern.matchingLines(in: bytes.rawBuffer)
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
            let match = try unsafe pattern.firstMatch(in: line.slice(0, end).rawBuffer, from: position)
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
}
