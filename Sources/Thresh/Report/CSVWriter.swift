internal import Platform

/// Comma-separated values with the quoting of RFC 4180; lines end with LF, as Unix tools expect and all readers accept.
struct CSVWriter {
    private let columnCount: Int
    /// Whether no cell may be a formula to a spreadsheet.
    private let hasNoFormulas: Bool

    init(_ columns: [Column], header: Bool, hasNoFormulas: Bool = false, _ output: inout [UInt8]) {
        columnCount = columns.count
        self.hasNoFormulas = hasNoFormulas
        if !header || columns.isEmpty { return }
        for (index, column) in columns.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            append(plain(FileName.bytes(column.name)[...], .text), &output)
        }
        output.append(UInt8(ascii: "\n"))
    }

    func add(_ cells: RowCells, _ output: inout [UInt8]) {
        let count = max(cells.count, columnCount)
        for index in 0..<count {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            if index < cells.count { append(plain(cells[index], cells.kind(index)), &output) }
        }
        // Many readers skip an empty line, and with it the row.
        if count == 1 && cells[0].isEmpty { output.append(contentsOf: #""""#.utf8) }
        output.append(UInt8(ascii: "\n"))
    }

    /// The cell as it is written: a text that begins as formulas do gets the mark with which spreadsheets keep texts. Numbers
    /// are no formulas.
    private func plain(_ cell: ArraySlice<UInt8>, _ kind: CellKind) -> ArraySlice<UInt8> {
        guard hasNoFormulas, let first = cell.first, "=+-@\t\r".utf8.contains(first), !kind.isNumeric,
            !JSONLiteral.isNumber(cell)
        else { return cell }
        return [UInt8(ascii: "'")] + cell
    }

    private func append(_ cell: ArraySlice<UInt8>, _ output: inout [UInt8]) {
        let needsQuotes = cell.contains { byte in
            switch byte {
            case UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r"): true
            default: false
            }
        }
        // Readers differ on whether blanks around a cell belong to it, unless it is quoted.
        guard needsQuotes || cell.first == UInt8(ascii: " ") || cell.last == UInt8(ascii: " ") else {
            output.append(contentsOf: cell)
            return
        }
        output.append(UInt8(ascii: "\""))
        for byte in cell {
            if byte == UInt8(ascii: "\"") { output.append(byte) }
            output.append(byte)
        }
        output.append(UInt8(ascii: "\""))
    }
}
