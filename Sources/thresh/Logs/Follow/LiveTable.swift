import Platform
import Thresh

/// Rows as a table for a terminal of some width: where it is too wide, the longest texts are cut.
struct LiveTable {
    let columns: [Column]
    /// The narrowest that a text may be cut to.
    private static let narrowest = 8
    private static let gap = 2

    /// - Parameters:
    ///   - rows: lines of cells divided by TAB.
    ///   - width: in columns of the terminal.
    /// - Returns: the lines, the header among them.
    func lines(_ rows: [UInt8], width: Int) throws -> [[UInt8]] {
        let output = Collected()
        var formatter = unsafe RowFormatter(
            .table, columns: columns,
            options: RowFormatter.Options(human: true, colored: Terminal.isColored(Terminal.output))
        ) { bytes throws(SystemError) in unsafe output.bytes.append(contentsOf: bytes) }
        let cut = fitted(rows, width)
        do throws(SystemError) {
            try unsafe cut.span.bytes.withUnsafeBytes { bytes throws(SystemError) in
                try unsafe formatter.add(lines: bytes)
            }
            try formatter.finish()
        } catch {
            throw ThreshError(error)
        }
        return output.bytes.split(separator: 10, omittingEmptySubsequences: false).dropLast().map { Array($0) }
    }

    /// How much of a terminal's width is left behind the columns.
    func spare(_ rows: [UInt8], width: Int) -> Int { width - total(widths(cells(rows))) }

    private func fitted(_ rows: [UInt8], _ width: Int) -> [UInt8] {
        var cells = self.cells(rows)
        var widths = self.widths(cells)
        guard total(widths) > width else { return rows }
        while total(widths) > width {
            let texts = widths.indices.filter { $0 >= columns.count || columns[$0].kind == .text }
            guard let widest = texts.max(by: { widths[$0] < widths[$1] }), widths[widest] > LiveTable.narrowest else {
                break
            }
            widths[widest] = max(LiveTable.narrowest, widths[widest] - (total(widths) - width))
        }
        var output: [UInt8] = []
        for row in cells.indices {
            for column in cells[row].indices {
                if column > 0 { output.append(9) }
                output += LiveTable.shortened(cells[row][column], widths[column]).utf8
            }
            output.append(10)
            cells[row] = []
        }
        return output
    }

    private func cells(_ rows: [UInt8]) -> [[String]] {
        var parsed = RowCells(columns)
        return rows.split(separator: 10).map { row in
            unsafe row.withUnsafeBytes { unsafe parsed.parse($0) }
            return (0..<parsed.count).map { VisibleText.of(parsed[$0]) }
        }
    }

    private func widths(_ cells: [[String]]) -> [Int] {
        var widths = columns.map { DisplayWidth.of($0.name) }
        for row in cells {
            for (column, cell) in row.enumerated() {
                let isInteger = column < columns.count && columns[column].kind == .integer
                // 1,234 is a column wider than 1234.
                let width = DisplayWidth.of(cell) + (isInteger ? max(0, cell.utf8.count - 1) / 3 : 0)
                if column < widths.count { widths[column] = max(widths[column], width) } else { widths.append(width) }
            }
        }
        return widths
    }

    private func total(_ widths: [Int]) -> Int {
        widths.reduce(0, +) + LiveTable.gap * max(0, widths.count - 1)
    }

    private static func shortened(_ text: String, _ width: Int) -> String {
        if DisplayWidth.of(text) <= width { return text }
        var result = ""
        var used = 1
        for character in text {
            used += DisplayWidth.of(String(character))
            if used > width { break }
            result.append(character)
        }
        return result + "…"
    }

    private final class Collected { var bytes: [UInt8] = [] }
}
