internal import Thresh

/// The rows that a page shows: what each is about, and the numbers it amounts to.
struct AnswerTable {
    let columns: [Column]
    /// The columns that say what a row is about.
    let keys: [Int]
    /// Rows of text, as many as are shown at most.
    let rows: [[String]]
    /// How many rows the answer has.
    let count: Int

    /// - Parameters:
    ///   - keys: how many of the first columns say what a row is about.
    ///   - keyColumns: those that do, where they are not the first.
    ///   - lines: of cells divided by TAB.
    init(_ columns: [Column], keys: Int?, keyColumns: [Int]? = nil, lines: [ArraySlice<UInt8>], count: Int) {
        var cells = RowCells()
        var rows: [[String]] = []
        var width = columns.count
        for line in lines {
            unsafe line.withUnsafeBytes { unsafe cells.parse($0) }
            rows.append(
                (0..<cells.count).map { index in
                    let cell = cells[index]
                    let isJSON = index < columns.count && columns[index].isJSON
                    return isJSON ? AnswerTable.text(ofJSON: cell) : String(decoding: cell, as: UTF8.self)
                })
            width = max(width, cells.count)
        }
        // The bars of a terminal have no name.
        let columns =
            columns.last?.name == ""
            ? columns.dropLast() : columns + (columns.count..<width).map { Column("column\($0 + 1)") }
        let firstNumber = columns.firstIndex { $0.kind != .text } ?? columns.count
        self.columns = columns
        self.keys = keyColumns ?? Array(0..<min(columns.count, keys ?? max(1, firstNumber)))
        self.rows = rows
        self.count = count
    }

    /// A string without its quotes, nothing for null, and all else as it is.
    private static func text(ofJSON cell: ArraySlice<UInt8>) -> String {
        let text = unsafe cell.withUnsafeBytes { bytes -> String? in
            guard let value = try? JSONValue(unsafe ByteView(bytes)) else { return nil }
            return value.isNull ? "" : value.kind == .string ? try? value.string : nil
        }
        return text ?? String(decoding: cell, as: UTF8.self)
    }

    /// The columns that can be drawn.
    var values: [Int] { columns.indices.filter { !keys.contains($0) && columns[$0].kind != .text } }

    func cell(_ row: Int, _ column: Int) -> String { column < rows[row].count ? rows[row][column] : "" }

    func number(_ row: Int, _ column: Int) -> Double? {
        Double(cell(row, column)).flatMap { $0.isFinite ? $0 : nil }
    }

    /// What a row is about, from a key on.
    func label(_ row: Int, from key: Int = 0) -> String {
        keys.dropFirst(key).map { index in
            let cell = cell(row, index)
            return cell.isEmpty ? "–" : cell
        }.joined(separator: " · ")
    }

    /// The first key of every row as a time; nil when one is none.
    var times: [ChartTime]? {
        guard let first = keys.first, rows.count > 1 else { return nil }
        var times: [ChartTime] = []
        for row in rows.indices {
            guard let time = ChartTime(cell(row, first)) else { return nil }
            times.append(time)
        }
        return times
    }
}
