/// Rows as JSON objects, one a line; as the elements of one array, or each for itself (NDJSON).
struct JSONWriter {
    /// `"name":` of each column.
    private let keys: [[UInt8]]
    private let columns: [Column]
    private let isArray: Bool
    private var isEmpty = true

    init(_ columns: [Column], isArray: Bool) {
        keys = columns.map { JSONWriter.key($0.name) }
        self.columns = columns
        self.isArray = isArray
    }

    mutating func add(_ cells: RowCells, _ output: inout [UInt8]) {
        if isArray { output.append(contentsOf: (isEmpty ? "[\n" : ",\n").utf8) }
        isEmpty = false
        output.append(UInt8(ascii: "{"))
        for index in 0..<max(cells.count, keys.count) {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            output.append(contentsOf: index < keys.count ? keys[index] : JSONWriter.key("column\(index + 1)"))
            append(index < cells.count ? cells[index] : nil, index < columns.count ? columns[index] : nil, &output)
        }
        output.append(UInt8(ascii: "}"))
        if !isArray { output.append(UInt8(ascii: "\n")) }
    }

    func finish(_ output: inout [UInt8]) {
        if isArray { output.append(contentsOf: (isEmpty ? "[]\n" : "\n]\n").utf8) }
    }

    /// A numeric column's cell is quoted when JSON has no such number (007, nan), and null when it is empty.
    private func append(_ cell: ArraySlice<UInt8>?, _ column: Column?, _ output: inout [UInt8]) {
        let isText = column?.isNumeric != true && column?.isJSON != true
        guard let cell, isText || !cell.isEmpty else {
            output.append(contentsOf: "null".utf8)
            return
        }
        if column?.isJSON == true || !isText && JSONLiteral.isNumber(cell) {
            output.append(contentsOf: cell)
        } else {
            JSONLiteral.appendQuoted(cell, &output)
        }
    }

    private static func key(_ name: String) -> [UInt8] {
        var key: [UInt8] = []
        JSONLiteral.appendQuoted(Array(name.utf8)[...], &key)
        key.append(UInt8(ascii: ":"))
        return key
    }
}
