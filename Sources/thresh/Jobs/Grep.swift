import Thresh
import ThreshPatterns

/// The lines that match a pattern.
struct Grep: MapOnlyJob {
    let pattern: Pattern
    let isInverted: Bool

    var records: RecordFormat { .textLines }

    func map(_ record: Record, into part: inout PartWriter) throws {
        if try unsafe pattern.matches(record.line.rawBuffer) != isInverted {
            part.write(record.rawLine)
            part.endRow()
        }
    }

    func map(_ block: RecordBlock, into part: inout PartWriter) throws {
        let bytes = block.bytes
        try forEachLine(of: block) { start, end in
            part.write(bytes.slice(start, end))
            part.endRow()
        }
    }

    /// Calls `body` with the place of each line to print, without its LF.
    func forEachLine(of block: RecordBlock, _ body: (Int, Int) -> Void) throws {
        let bytes = block.bytes
        // SAFETY: the block stays where it is until this call returns.
        var matches = unsafe pattern.matchingLines(in: bytes.rawBuffer)
        guard isInverted else {
            while let line = try matches.next() { body(line.lowerBound, line.upperBound) }
            return
        }
        var position = 0
        while position < bytes.count {
            let match = try matches.next()
            let end = match?.lowerBound ?? bytes.count
            while position < end {
                let lineEnd = bytes.firstIndex(of: 10, from: position) ?? bytes.count
                body(position, lineEnd)
                position = lineEnd + 1
            }
            guard let match else { return }
            position = match.upperBound + 1
        }
    }
}

/// How many lines of each file match.
struct GrepCount: CombiningJob {
    let grep: Grep
    private var names: [Bytes] = []

    init(grep: Grep) { self.grep = grep }

    var records: RecordFormat { .textLines }
    var columns: [Column]? { [Column("file"), Column("lines", .integer)] }

    mutating func prepare(inputs: [String]) { names = inputs.map { Bytes(Array($0.utf8)) } }

    func map(_ record: Record, into output: inout Combined<Bytes, Count>) throws {
        let isMatch = try unsafe grep.pattern.matches(record.line.rawBuffer) != grep.isInverted
        output.emit(names[record.file], isMatch ? 1 : 0)
    }

    func map(_ block: RecordBlock, into output: inout Combined<Bytes, Count>) throws {
        var count = 0
        try grep.forEachLine(of: block) { _, _ in count += 1 }
        output.emit(names[block.file], count)
    }
}
