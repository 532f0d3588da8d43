internal import Thresh

/// Tables of values between separators.
extension LogFormat {
    /// How the cells of a table are divided.
    struct Table: Sendable, Hashable, Codable {
        let separator: UInt8
        /// Cells of a row; a last one may be empty in every row, behind a separator that ends it.
        let columnCount: Int
        /// Lines before the names: comments, and Excel's `sep=;`.
        var preamble: [[UInt8]] = []
    }

    /// Values between separators, in quotes where need be.
    ///
    /// - Parameters:
    ///   - names: of the columns; those that are empty, equal or no names get others.
    ///   - columnCount: cells of a row, where the names are fewer; a last one without a name is no field.
    ///   - header: the record with the names; it is no record wherever it occurs.
    ///   - preamble: lines that are no records either.
    static func separated(
        by separator: UInt8, names: [String], columnCount: Int, header: [UInt8]?, preamble: [[UInt8]] = []
    ) -> LogFormat {
        var fields: [FieldDefinition] = []
        var steps: [FormatStep] = []
        var notes: [String] = []
        let isClosed = names.count > 1 && names.count == columnCount && names[names.count - 1].isEmpty
        var used = FieldNames()
        var called: Set<String> = []
        for index in 0..<max(1, columnCount) {
            if index > 0 { steps.append(.literal([separator])) }
            let written = index < names.count ? names[index] : ""
            let isField = !(isClosed && index == columnCount - 1)
            let label = written.isEmpty ? "column\(index + 1)" : written
            let name = isField ? used.take(label) : used.name(label)
            if isField {
                let isEqual = called.contains(written)
                if written.isEmpty {
                    notes.append("column \(index + 1) has no name and is called \(name)")
                } else if isEqual {
                    notes.append("column \(index + 1) is a second '\(written)' and is called \(name)")
                } else if UInt(written) != nil {
                    notes.append("column \(index + 1), '\(written)', is called \(name)")
                }
                let aliases = name == written || written.isEmpty || isEqual ? [] : [written]
                fields.append(FieldDefinition(name, .text, .step(index), aliases: aliases))
                called.formUnion([name] + aliases)
            }
            steps.append(
                .field(FieldStep(number: index, extent: .cell(separator: separator), type: .text, name: name)))
        }
        let isTabs = separator == 9
        var format = LogFormat(
            isTabs ? "tsv" : "csv", "\(isTabs ? "TAB" : "'\(Character(Unicode.Scalar(separator)))'")-separated values",
            fields: fields, layout: .steps([steps]), nulls: .empty, header: header)
        format.table = Table(separator: separator, columnCount: max(1, columnCount), preamble: preamble)
        // Of a table without any names there is nothing to say.
        if header != nil { format.notes = notes }
        return format
    }

    /// What `--format` calls a table with these separators, or one that blanks divide, or text, whose lines may be values: behind
    /// these names is said what commas are. nil of other formats.
    public var tableName: String? {
        if columnPlaces != nil || name == "text" { return name }
        return table.map { $0.separator == 9 ? "tsv" : "csv\(Character(Unicode.Scalar($0.separator)))" }
    }

    /// With the names that a line has.
    public static func separated(by separator: UInt8, header: String) -> LogFormat {
        let names = cells(of: Array(header.utf8), separator)
        return separated(by: separator, names: names, columnCount: names.count, header: Array(header.utf8))
    }

    /// The texts of a row, without blanks around them.
    static func cells(of row: [UInt8], _ separator: UInt8) -> [String] {
        (row + [UInt8](repeating: 0, count: 64)).withLineBytes { line in
            var cells: [String] = []
            var position = 0
            while position <= row.count {
                let cell = unsafe LineScan.cell(separator, line.base, position, row.count)
                if cell.end < 0 { return cells + [line.slice(cell.start, row.count).string] }
                var text = ByteBuffer(capacity: 0)
                CSVQuotes.append(cell: line.slice(cell.start, cell.end), cell.form, to: &text)
                cells.append(String(decoding: Array(text.view), as: UTF8.self))
                position = cell.next + 1
            }
            return cells
        }
    }

    /// Whether a line is no row of the table: its names, what is before them, or a comment: a line with `#` before the
    /// names, or with another number of cells than there are columns.
    ///
    /// REQUIRES: 64 bytes behind the line are readable.
    func isBesideTable(_ line: LineBytes, _ table: Table) -> Bool {
        if let header, line.equals(header) { return true }
        if !table.preamble.isEmpty, table.preamble.contains(where: { line.equals($0) }) { return true }
        return line.at(0) == UInt8(ascii: "#") && LogFormat.cellCount(of: line, table.separator) != table.columnCount
    }

    /// REQUIRES: 64 bytes behind the line are readable.
    static func cellCount(of line: LineBytes, _ separator: UInt8) -> Int {
        var count = 0
        var position = 0
        while position <= line.count {
            count += 1
            let cell = unsafe LineScan.cell(separator, line.base, position, line.count)
            if cell.end < 0 { return count }
            position = cell.next + 1
        }
        return count
    }
}

extension CSVQuotes {
    fileprivate static func append(cell: LineBytes, _ form: FieldForm, to text: inout ByteBuffer) {
        let view = unsafe ByteView(unsafeStart: cell.base, count: cell.count)
        if form == .quotedCell { append(view, to: &text) } else { text.append(view) }
    }
}
