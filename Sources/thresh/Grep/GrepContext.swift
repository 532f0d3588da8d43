import Thresh

/// What a driver needs to number lines and to print those around selected ones, where a file is read in blocks by several
/// processes: of each block its file, its selected lines with their number in the block, of the lines between two of
/// them (and before the first, and behind the last) as many of the first and the last as may be printed, and how many lines
/// there are in all.
///
/// Rows: `F` file; `:` number `:` line, of a selected one; `-` number `:` line, of another; `o` number `:` what matches;
/// `E` lines. `GrepPrinter` reads them.
struct GrepContext: MapOnlyJob {
    let selection: LineSelection
    let files: GrepFiles
    let style: GrepStyle
    let before: Int
    let after: Int
    /// Whether groups of lines are parted.
    let separates: Bool
    /// No more of a file than this are selected.
    let limit: Int
    /// Print what matches, not the line.
    let onlyMatches: Bool
    /// Of each file, where a block begins that has as many selected lines as are wanted: what is behind it need not be
    /// searched. A worker may get blocks before it later, which another one had and died.
    private var enough: [UInt64] = []

    var records: RecordFormat { .textLines }

    init(
        _ selection: LineSelection, _ files: GrepFiles, _ style: GrepStyle, before: Int, after: Int, separates: Bool,
        limit: Int, onlyMatches: Bool
    ) {
        self.selection = selection
        self.files = files
        self.style = style
        self.before = before
        self.after = after
        self.separates = separates
        self.limit = limit
        self.onlyMatches = onlyMatches
    }

    mutating func prepare(inputs: [String]) {
        files.prepare(inputs)
        enough = Array(repeating: .max, count: inputs.count)
    }

    mutating func map(_ record: Record, into part: inout PartWriter) throws {
        _ = try map(record.rawLine, of: record.file, isSearched: true, into: &part)
    }

    mutating func map(_ block: RecordBlock, into part: inout PartWriter) throws {
        let isSearched = block.offset <= enough[block.file]
        if try map(block.bytes, of: block.file, isSearched: isSearched, into: &part) == limit {
            enough[block.file] = block.offset
        }
    }

    /// Returns how many lines were selected.
    private func map(
        _ bytes: ByteView, of file: Int, isSearched: Bool, into part: inout PartWriter
    ) throws -> Int {
        row("F", file, into: &part)
        var position = 0
        var number = 0
        var selected = 0
        func write(_ start: Int, _ end: Int) throws {
            selected += 1
            number += writeLines(between: position, start, of: bytes, after: number, into: &part) + 1
            begin(":", number, &part)
            if onlyMatches {
                part.endRow()
                try selection.forEachMatch(in: bytes.slice(start, end)) { first, last in
                    begin("o", number, &part)
                    style.write(bytes.slice(start + first, start + last), into: &part)
                    part.endRow()
                }
            } else {
                try selection.write(bytes.slice(start, end), style, into: &part)
                part.endRow()
            }
            position = min(end + 1, bytes.count)
        }
        if isSearched { try selection.forEachLine(of: bytes, limit: limit, write) }
        number += writeLines(between: position, bytes.count, of: bytes, after: number, into: &part)
        row("E", number, into: &part)
        return selected
    }

    /// Writes the first and the last of the lines in a part of a block, and returns how many there are.
    private func writeLines(
        between start: Int, _ end: Int, of bytes: ByteView, after number: Int, into part: inout PartWriter
    ) -> Int {
        if start == end { return 0 }
        let lines = bytes.slice(start, end).count(of: 10) + (bytes[end - 1] == 10 ? 0 : 1)
        let first = min(after, lines)
        writeLines(first, from: start, of: bytes, after: number, into: &part)
        let last = min(before, lines - first)
        var begin = end
        for _ in 0..<last { begin = max(start, bytes.lastIndex(of: 10, before: begin - 1).map { $0 + 1 } ?? start) }
        writeLines(last, from: begin, of: bytes, after: number + lines - last, into: &part)
        return lines
    }

    private func writeLines(
        _ count: Int, from start: Int, of bytes: ByteView, after number: Int, into part: inout PartWriter
    ) {
        var position = start
        for index in 0..<count {
            let end = bytes.firstIndex(of: 10, from: position) ?? bytes.count
            begin("-", number + index + 1, &part)
            part.write(bytes.slice(position, end))
            part.endRow()
            position = end + 1
        }
    }

    private func begin(_ kind: Unicode.Scalar, _ number: Int, _ part: inout PartWriter) {
        part.write(UInt8(ascii: kind))
        part.write(number)
        part.write(UInt8(ascii: ":"))
    }

    private func row(_ kind: Unicode.Scalar, _ number: Int, into part: inout PartWriter) {
        part.write(UInt8(ascii: kind))
        part.write(number)
        part.endRow()
    }
}
