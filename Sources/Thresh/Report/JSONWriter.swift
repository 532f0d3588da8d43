internal import Platform

/// Rows as JSON objects, one a line; as the elements of one array, or each for itself (NDJSON).
struct JSONWriter {
    /// `"name":` of each column.
    private let keys: [[UInt8]]
    private let isArray: Bool
    private var isEmpty = true

    init(_ columns: [Column], isArray: Bool) {
        keys = columns.map { JSONWriter.key($0.name) }
        self.isArray = isArray
    }

    mutating func add(_ cells: RowCells, _ output: inout [UInt8]) {
        if isArray { output.append(contentsOf: (isEmpty ? "[\n" : ",\n").utf8) }
        isEmpty = false
        output.append(UInt8(ascii: "{"))
        for index in 0..<max(cells.count, keys.count) {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            output.append(contentsOf: index < keys.count ? keys[index] : JSONWriter.key("column\(index + 1)"))
            if index < cells.count {
                append(cells[index], cells.kind(index), &output)
            } else {
                output.append(contentsOf: "null".utf8)
            }
        }
        output.append(UInt8(ascii: "}"))
        if !isArray { output.append(UInt8(ascii: "\n")) }
    }

    func finish(_ output: inout [UInt8]) {
        if isArray { output.append(contentsOf: (isEmpty ? "[]\n" : "\n]\n").utf8) }
    }

    private func append(_ cell: ArraySlice<UInt8>, _ kind: CellKind, _ output: inout [UInt8]) {
        switch kind {
        case .none: output.append(contentsOf: "null".utf8)
        case .boolean, .integer, .number, .json: output.append(contentsOf: cell)
        case .text: JSONLiteral.appendQuoted(cell, &output)
        }
    }

    private static func key(_ name: String) -> [UInt8] {
        var key: [UInt8] = []
        JSONLiteral.appendQuoted(FileName.bytes(name)[...], &key)
        key.append(UInt8(ascii: ":"))
        return key
    }
}
