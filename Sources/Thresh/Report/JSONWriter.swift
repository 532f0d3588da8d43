/// Rows as JSON objects, one a line; as the elements of one array, or each for itself (NDJSON).
struct JSONWriter {
    /// `"name":` of each column.
    private let keys: [[UInt8]]
    private let kinds: [Column.Kind]
    private let isArray: Bool
    private var isEmpty = true

    init(_ columns: [Column], isArray: Bool) {
        keys = columns.map { JSONWriter.key($0.name) }
        kinds = columns.map(\.kind)
        self.isArray = isArray
    }

    mutating func add(_ cells: RowCells, _ output: inout [UInt8]) {
        if isArray { output.append(contentsOf: (isEmpty ? "[\n" : ",\n").utf8) }
        isEmpty = false
        output.append(UInt8(ascii: "{"))
        for index in 0..<max(cells.count, keys.count) {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            output.append(contentsOf: index < keys.count ? keys[index] : JSONWriter.key("column\(index + 1)"))
            append(index < cells.count ? cells[index] : nil, index < kinds.count ? kinds[index] : .text, &output)
        }
        output.append(UInt8(ascii: "}"))
        if !isArray { output.append(UInt8(ascii: "\n")) }
    }

    func finish(_ output: inout [UInt8]) {
        if isArray { output.append(contentsOf: (isEmpty ? "[]\n" : "\n]\n").utf8) }
    }

    /// A numeric column's cell is quoted when JSON has no such number (007, nan), and null when it is empty.
    private func append(_ cell: ArraySlice<UInt8>?, _ kind: Column.Kind, _ output: inout [UInt8]) {
        guard let cell, kind == .text || !cell.isEmpty else {
            output.append(contentsOf: "null".utf8)
            return
        }
        if kind != .text && JSONWriter.isNumber(cell) {
            output.append(contentsOf: cell)
        } else {
            JSONWriter.appendQuoted(cell, &output)
        }
    }

    private static func key(_ name: String) -> [UInt8] {
        var key: [UInt8] = []
        appendQuoted(Array(name.utf8)[...], &key)
        key.append(UInt8(ascii: ":"))
        return key
    }

    private static func appendQuoted(_ cell: ArraySlice<UInt8>, _ output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        if cell.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
            output.append(contentsOf: cell)
        } else {
            for byte in String(decoding: cell, as: UTF8.self).utf8 { appendEscaped(byte, &output) }
        }
        output.append(UInt8(ascii: "\""))
    }

    private static func appendEscaped(_ byte: UInt8, _ output: inout [UInt8]) {
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
            output.append(UInt8(ascii: "\\"))
            output.append(byte)
        } else if byte >= 0x20 && byte != 0x7F {
            output.append(byte)
        } else if let letter = RowCells.escapeLetter(of: byte) {
            output.append(UInt8(ascii: "\\"))
            output.append(letter)
        } else {
            let digits = String(byte, radix: 16)
            output.append(contentsOf: (digits.utf8.count == 1 ? "\\u000" : "\\u00").utf8)
            output.append(contentsOf: digits.utf8)
        }
    }

    /// Whether it is a number by JSON's grammar: `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?`.
    private static func isNumber(_ cell: ArraySlice<UInt8>) -> Bool {
        var rest = cell
        func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
        func takeDigits() -> Int {
            let digits = rest.prefix(while: isDigit)
            rest = rest.dropFirst(digits.count)
            return digits.count
        }
        if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        let startsWithZero = rest.first == UInt8(ascii: "0")
        let digits = takeDigits()
        if digits == 0 || startsWithZero && digits > 1 { return false }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            if takeDigits() == 0 { return false }
        }
        if let first = rest.first, first | 0x20 == UInt8(ascii: "e") {
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
            if takeDigits() == 0 { return false }
        }
        return rest.isEmpty
    }
}
