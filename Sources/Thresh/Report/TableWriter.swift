internal import Platform

/// Aligned columns for a terminal.
///
/// It holds rows back to see how wide they are; from then on, a longer cell moves the rest of its row to the right.
struct TableWriter {
    /// Rows that decide the widths, and the bytes they may take together.
    private static let rowLimit = 10_000
    private static let byteLimit = 16 << 20
    private static let gap = 2
    /// What a column of texts keeps where there is no room for all of it.
    private static let leastWidth = 8

    private let columns: [Column]
    private let header: Bool
    private let human: Bool
    private let colored: Bool
    /// What rows are cut to.
    private let width: Int
    private var widths: [Int] = []
    private var isWaiting = true
    /// How many columns stand in every row.
    private var shown = Int.max

    /// What is held back: the text of all cells, where each ends and how wide it is, and where each row's cells end.
    private var text: [UInt8] = []
    private var cellEnds: [Int] = []
    private var cellWidths: [Int] = []
    private var rowEnds: [Int] = []

    init(_ columns: [Column], header: Bool, human: Bool, colored: Bool, width: Int? = nil) {
        self.width = max(1, width ?? .max)
        self.columns = columns
        self.header = header && !columns.isEmpty
        self.human = human
        self.colored = colored
        if !self.header { return }
        for column in columns { append(FileName.bytes(column.name)[...]) }
        rowEnds.append(cellEnds.count)
        widths = cellWidths
    }

    mutating func add(_ cells: RowCells, _ output: inout [UInt8]) {
        let firstCell = cellEnds.count
        for index in 0..<cells.count {
            append(human && index < columns.count ? HumanCell.of(cells, index, columns[index]) : cells[index])
            if !isWaiting { continue }
            let width = cellWidths[firstCell + index]
            if index < widths.count { widths[index] = max(widths[index], width) } else { widths.append(width) }
        }
        rowEnds.append(cellEnds.count)
        if isWaiting && rowEnds.count <= TableWriter.rowLimit && text.count < TableWriter.byteLimit { return }
        writeHeldBack(&output)
    }

    mutating func finish(_ output: inout [UInt8]) {
        writeHeldBack(&output)
        if shown >= widths.count { return }
        let count = widths.count - shown
        output.append(contentsOf: "\(count) more column\(count == 1 ? " does" : "s do") not fit: --wide\n".utf8)
    }

    private mutating func append(_ cell: ArraySlice<UInt8>) {
        cellWidths.append(VisibleText.append(cell, to: &text))
        cellEnds.append(text.count)
    }

    /// Takes room from the widest texts, so that what stands behind them is seen.
    private mutating func fitWidths() {
        func isText(_ index: Int) -> Bool { index >= columns.count || !columns[index].isNumeric }
        var excess = widths.reduce(0) { $0 + $1 + TableWriter.gap } - TableWriter.gap - width
        while excess > 0 {
            let texts = widths.indices.filter { isText($0) && widths[$0] > TableWriter.leastWidth }
            guard let widest = texts.map({ widths[$0] }).max() else { break }
            let next = texts.map { widths[$0] }.filter { $0 < widest }.max() ?? TableWriter.leastWidth
            let same = texts.filter { widths[$0] == widest }
            let less = min(widest - next, (excess + same.count - 1) / same.count)
            for index in same { widths[index] -= less }
            excess -= less * same.count
        }
        if excess <= 0 { return }
        var left = width
        shown = max(
            1,
            widths.prefix { width in
                left -= width + (left == self.width ? 0 : TableWriter.gap)
                return left >= 0
            }.count)
    }

    private mutating func writeHeldBack(_ output: inout [UInt8]) {
        if isWaiting, width < .max { fitWidths() }
        var cell = 0
        for (row, end) in rowEnds.enumerated() {
            let isHeader = isWaiting && header && row == 0
            if isHeader && colored { output.append(contentsOf: "\u{1B}[1m".utf8) }
            writeRow(cell..<end, &output)
            if isHeader && colored { output.append(contentsOf: "\u{1B}[0m".utf8) }
            output.append(UInt8(ascii: "\n"))
            if isHeader && colored { writeSeparator(&output) }
            cell = end
        }
        isWaiting = false
        text.removeAll(keepingCapacity: true)
        cellEnds.removeAll(keepingCapacity: true)
        cellWidths.removeAll(keepingCapacity: true)
        rowEnds.removeAll(keepingCapacity: true)
    }

    private func writeRow(_ cells: Range<Int>, _ output: inout [UInt8]) {
        var left = width
        for (index, cell) in cells.enumerated() {
            let bytes = text[(cell == 0 ? 0 : cellEnds[cell - 1])..<cellEnds[cell]]
            let isNumber = index < columns.count && columns[index].isNumeric
            let isLast = cell + 1 == cells.upperBound
            let room = index < widths.count ? widths[index] : cellWidths[cell]
            let isCut = width < .max && !isNumber && cellWidths[cell] > room
            let padding = isCut ? 0 : max(0, room - cellWidths[cell])
            let used = isCut ? room : cellWidths[cell]
            // Room for the mark that there is more, unless this is the last cell.
            let need =
                used + (isNumber || !isLast ? padding : 0) + (isLast || index == shown - 1 ? 0 : TableWriter.gap + 1)
            if index >= shown || need > left {
                // Nothing of a number, which would be another one.
                if !isNumber, index < shown, left > 0 { writeCut(bytes, to: left, &output) }
                return
            }
            left -= used + padding + TableWriter.gap
            if isNumber { writeSpaces(padding, &output) }
            if isCut { writeCut(bytes, to: room, &output) } else { output.append(contentsOf: bytes) }
            if isLast || index == shown - 1 { break }
            writeSpaces((isNumber ? 0 : padding) + TableWriter.gap, &output)
        }
    }

    /// As much of a text as fits, and a mark that there is more.
    private func writeCut(_ bytes: ArraySlice<UInt8>, to width: Int, _ output: inout [UInt8]) {
        var used = 0
        for character in String(decoding: bytes, as: UTF8.self) {
            let next = DisplayWidth.of(String(character))
            if used + next >= width { break }
            used += next
            output.append(contentsOf: String(character).utf8)
        }
        output.append(contentsOf: "…".utf8)
        writeSpaces(width - used - 1, &output)
    }

    private func writeSeparator(_ output: inout [UInt8]) {
        output.append(contentsOf: "\u{1B}[2m".utf8)
        var left = width
        for (index, width) in widths.enumerated() where left > 0 {
            let gap = index > 0 ? min(left, TableWriter.gap) : 0
            writeSpaces(gap, &output)
            output.append(contentsOf: String(repeating: "─", count: min(width, left - gap)).utf8)
            left -= gap + min(width, left - gap)
        }
        output.append(contentsOf: "\u{1B}[0m\n".utf8)
    }

    private func writeSpaces(_ count: Int, _ output: inout [UInt8]) {
        output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: count))
    }
}
