internal import Platform

/// Aligned columns for a terminal.
///
/// It holds rows back to see how wide they are; from then on, a longer cell moves the rest of its row to the right.
struct TableWriter {
    /// Rows that decide the widths, and the bytes they may take together.
    private static let rowLimit = 10_000
    private static let byteLimit = 16 << 20
    private static let gap = 2

    private let columns: [Column]
    private let header: Bool
    private let human: Bool
    private let colored: Bool
    /// What rows are cut to.
    private let width: Int
    private var widths: [Int] = []
    private var isWaiting = true

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
        for column in columns { append(Array(column.name.utf8)[...]) }
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

    mutating func finish(_ output: inout [UInt8]) { writeHeldBack(&output) }

    private mutating func append(_ cell: ArraySlice<UInt8>) {
        cellWidths.append(VisibleText.append(cell, to: &text))
        cellEnds.append(text.count)
    }

    private mutating func writeHeldBack(_ output: inout [UInt8]) {
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
            let padding = index < widths.count ? max(0, widths[index] - cellWidths[cell]) : 0
            let toTheRight = index < columns.count && columns[index].isNumeric
            // Room for the mark that there is more, unless this is the last cell.
            let isLast = cell + 1 == cells.upperBound
            let need = cellWidths[cell] + (toTheRight || !isLast ? padding : 0) + (isLast ? 0 : TableWriter.gap + 1)
            if need > left { return writeCut(bytes, isNumber: toTheRight, left, &output) }
            left -= cellWidths[cell] + padding + TableWriter.gap
            if toTheRight { writeSpaces(padding, &output) }
            output.append(contentsOf: bytes)
            if cell + 1 == cells.upperBound { break }
            writeSpaces((toTheRight ? 0 : padding) + TableWriter.gap, &output)
        }
    }

    /// The rest of a row that does not fit: as much of a text as does, and nothing of a number, which would be another one.
    private func writeCut(_ bytes: ArraySlice<UInt8>, isNumber: Bool, _ left: Int, _ output: inout [UInt8]) {
        var used = 0
        if !isNumber {
            for character in String(decoding: bytes, as: UTF8.self) {
                let width = DisplayWidth.of(String(character))
                if used + width >= left { break }
                used += width
                output.append(contentsOf: String(character).utf8)
            }
        }
        if left > 0 { output.append(contentsOf: "…".utf8) }
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
