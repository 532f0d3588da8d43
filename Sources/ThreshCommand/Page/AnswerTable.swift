internal import Thresh

/// The rows that a page shows: what each is about, and the numbers it amounts to.
struct AnswerTable {
    let columns: [Column]
    /// The columns that say what a row is about.
    let labels: [Int]
    /// Rows of text, as many as are shown at most.
    let rows: [[String]]
    /// Which of their cells are numbers.
    private let areNumbers: [[Bool]]
    /// How many rows the answer has.
    let count: Int

    /// - Parameter lines: of cells divided by TAB.
    init(_ columns: [Column], labels: [Int]?, lines: [ArraySlice<UInt8>], count: Int) {
        var cells = RowCells(columns)
        var rows: [[String]] = []
        var areNumbers: [[Bool]] = []
        var width = columns.count
        for line in lines {
            unsafe line.withUnsafeBytes { unsafe cells.parse($0) }
            rows.append(
                (0..<cells.count).map { index in
                    let cell = cells[index]
                    let isJSON = index < columns.count && columns[index].isJSON
                    return isJSON ? AnswerTable.text(ofJSON: cell) : String(decoding: cell, as: UTF8.self)
                })
            areNumbers.append((0..<cells.count).map { cells.kind($0).isNumeric })
            width = max(width, cells.count)
        }
        // The bars of a terminal have no name.
        let columns =
            columns.last?.name == ""
            ? columns.dropLast() : columns + (columns.count..<width).map { Column("column\($0 + 1)") }
        let firstNumber = columns.firstIndex { $0.kind != .text } ?? columns.count
        self.columns = columns
        self.labels = labels ?? Array(0..<min(columns.count, max(1, firstNumber)))
        self.rows = rows
        self.areNumbers = areNumbers
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
    var values: [Int] { columns.indices.filter { !labels.contains($0) && columns[$0].kind != .text } }

    func cell(_ row: Int, _ column: Int) -> String { column < rows[row].count ? rows[row][column] : "" }

    func isNumber(_ row: Int, _ column: Int) -> Bool {
        column < areNumbers[row].count && (areNumbers[row][column] || columns[column].isJSON)
    }

    func number(_ row: Int, _ column: Int) -> Double? {
        isNumber(row, column) ? Double(cell(row, column)).flatMap { $0.isFinite ? $0 : nil } : nil
    }

    /// What a row is about, without the first so many of its labels.
    func label(_ row: Int, dropping count: Int = 0) -> String {
        labels.dropFirst(count).map { index in
            let cell = cell(row, index)
            return cell.isEmpty ? "–" : cell
        }.joined(separator: " · ")
    }

    /// The first label of every row as a time; nil when one is none.
    var times: [ChartTime]? {
        guard let first = labels.first, rows.count > 1 else { return nil }
        var times: [ChartTime] = []
        for row in rows.indices {
            guard let time = ChartTime(cell(row, first)) else { return nil }
            times.append(time)
        }
        return times
    }
}
