internal import Thresh

/// Where the columns of a table are that blanks divide, as commands print one: `ps aux`, `df`, `kubectl get pods`. Counted in
/// characters. The last column goes on to the end of the line.
struct ColumnPlaces: Sendable, Hashable, Codable {
    /// Places behind each column but the last that are blank in all lines.
    var gaps: [Range<Int>]
    /// Whether no cell but the last has a blank in it, and none is missing but the last: then runs of blanks divide cells,
    /// wherever they are.
    var isOfWords = false
    /// Columns whose cells are two values, with ` / ` between them.
    var pairs: [Int] = []

    /// Of columns, those of two values counted once.
    var count: Int { gaps.count + 1 }

    /// Appends a line as one whose cells TABs divide; one that does not fit, as it is.
    func append(_ line: LineBytes, to buffer: inout ByteBuffer) {
        guard line.count > 0, let cells = cells(of: line) else {
            for index in 0..<line.count { buffer.append(line[index]) }
            return
        }
        for (number, cell) in cells.enumerated() {
            if number > 0 { buffer.append(9) }
            guard !pairs.isEmpty, pairs.contains(number) else {
                ColumnPlaces.append(line, cell, to: &buffer)
                continue
            }
            let mark = ColumnPlaces.pairMark(line, cell) ?? cell.upperBound..<cell.upperBound
            ColumnPlaces.append(line, cell.lowerBound..<mark.lowerBound, to: &buffer)
            buffer.append(9)
            ColumnPlaces.append(line, mark.upperBound..<cell.upperBound, to: &buffer)
        }
    }

    private static func append(_ line: LineBytes, _ cell: Range<Int>, to buffer: inout ByteBuffer) {
        let isQuoted = cell.count > 0 && line[cell.lowerBound] == UInt8(ascii: "\"")
        if isQuoted { buffer.append(UInt8(ascii: "\"")) }
        for index in cell {
            if isQuoted, line[index] == UInt8(ascii: "\"") { buffer.append(UInt8(ascii: "\"")) }
            // A TAB within the last cell would divide it.
            buffer.append(line[index] == 9 ? 32 : line[index])
        }
        if isQuoted { buffer.append(UInt8(ascii: "\"")) }
    }

    /// What stands between the two values of a cell.
    static func pairMark(_ line: LineBytes, _ cell: Range<Int>) -> Range<Int>? {
        var index = cell.lowerBound + 1
        while index + 3 < cell.upperBound + 1 {
            if line[index] == 32, line[index + 1] == UInt8(ascii: "/"), line[index + 2] == 32 {
                return index..<index + 3
            }
            index += 1
        }
        return nil
    }

    /// Where the cells are, without the blanks around them; nil of a line that does not fit.
    func cells(of line: LineBytes) -> [Range<Int>]? { isOfWords ? words(of: line) : places(of: line) }

    private func words(of line: LineBytes) -> [Range<Int>]? {
        var cells: [Range<Int>] = []
        var index = 0
        while cells.count < count {
            while index < line.count, ColumnPlaces.isBlank(line[index]) { index += 1 }
            if index == line.count { break }
            let start = index
            if cells.count == count - 1 {
                index = line.count
            } else {
                while index < line.count, !ColumnPlaces.isBlank(line[index]) { index += 1 }
            }
            cells.append(ColumnPlaces.trimmed(start..<index, line))
        }
        // What is last may be missing.
        if cells.count == count - 1, count > 2 { cells.append(line.count..<line.count) }
        return cells.count == count ? cells : nil
    }

    private func places(of line: LineBytes) -> [Range<Int>]? {
        var cells: [Range<Int>] = []
        var (index, column, start) = (0, 0, 0)
        for gap in gaps {
            var cut: Int?
            while index < line.count, column < gap.upperBound {
                if cut == nil, column >= gap.lowerBound, ColumnPlaces.isBlank(line[index]) { cut = index }
                index = ColumnPlaces.next(index, line)
                column += 1
            }
            guard let end = cut ?? (index == line.count ? line.count : nil) else { return nil }
            cells.append(ColumnPlaces.trimmed(start..<end, line))
            start = end
        }
        cells.append(ColumnPlaces.trimmed(start..<line.count, line))
        // `3 items listed.` below the rows.
        return cells.count(where: { !$0.isEmpty }) * 2 >= cells.count ? cells : nil
    }

    static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 }

    /// Where the next character begins.
    private static func next(_ index: Int, _ line: LineBytes) -> Int {
        var next = index + 1
        while next < line.count, line[next] & 0xC0 == 0x80 { next += 1 }
        return next
    }

    private static func trimmed(_ range: Range<Int>, _ line: LineBytes) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, isBlank(line[start]) { start += 1 }
        while end > start, isBlank(line[end - 1]) { end -= 1 }
        return start..<end
    }
}
