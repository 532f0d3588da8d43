import Platform
import Thresh
import ThreshLogs

/// The rows of a question on their way to the output: taken apart, filtered, put in order, cut off.
struct LogRows {
    private struct Row {
        let key: [UInt8]
        /// The cells as they are printed.
        let text: [UInt8]
    }

    private var rows: [Row] = []
    private var partial: [UInt8] = []

    mutating func add(_ piece: UnsafeRawBufferPointer) {
        unsafe partial.append(contentsOf: piece)
        guard let last = partial.lastIndex(of: 10) else { return }
        for line in partial[..<last].split(separator: 10, omittingEmptySubsequences: false) { add(line: line) }
        partial.removeSubrange(...last)
    }

    private mutating func add(line: ArraySlice<UInt8>) {
        let tab = line.firstIndex(of: 9) ?? line.endIndex
        let key = LogRows.unescaped(line[..<tab])
        rows.append(Row(key: key, text: Array(line[min(tab + 1, line.endIndex)...])))
    }

    static func unescaped(_ cell: ArraySlice<UInt8>) -> [UInt8] {
        guard cell.contains(UInt8(ascii: "\\")) else { return Array(cell) }
        var bytes: [UInt8] = []
        var iterator = cell.makeIterator()
        while let byte = iterator.next() {
            guard byte == UInt8(ascii: "\\"), let escape = iterator.next() else {
                bytes.append(byte)
                continue
            }
            switch escape {
            case UInt8(ascii: "t"): bytes.append(9)
            case UInt8(ascii: "n"): bytes.append(10)
            case UInt8(ascii: "r"): bytes.append(13)
            default: bytes.append(escape)
            }
        }
        return bytes
    }

    /// All lines are a group, even when there is none.
    mutating func addMissingTotal(_ plan: LogPlan) {
        if !rows.isEmpty || !plan.keys.isEmpty { return }
        let cells = plan.outputs.map { output in
            switch plan.states[output.state] {
            case .count, .countPresent, .sum, .distinct, .distinctEstimate: "0"
            default: ""
            }
        }
        rows.append(Row(key: [], text: Array(cells.joined(separator: "\t").utf8)))
    }

    /// Adds a row with the count 0 for each bucket and group without a line. The first key is the time, and a count the
    /// only aggregate. False when these would be too many, and nothing was done.
    mutating func fill(_ buckets: LogBuckets, _ zone: TimeZoneRules) -> Bool {
        let timeBytes = 9
        var cells: [ArraySlice<UInt8>: ArraySlice<UInt8>] = [:]
        var known: Set<[UInt8]> = []
        for row in rows where row.key.first == LogKey.Tag.time {
            let first = row.text.firstIndex(of: 9)!
            cells[row.key[timeBytes...]] = row.text[first...row.text.lastIndex(of: 9)!]
            known.insert(row.key)
        }
        let times = known.map { key in
            unsafe key.withUnsafeBytes { bytes in
                var reader = KeyReader(unsafe ByteView(bytes).slice(1, timeBytes))
                return Timestamp(decodingPart: &reader)
            }
        }
        guard let first = times.min(), let last = times.max() else { return true }
        guard let starts = buckets.starts(from: first, through: last, atMost: LogBuckets.most / cells.count) else {
            return false
        }
        for start in starts {
            var part = ByteBuffer(capacity: 16)
            part.append(LogKey.Tag.time)
            start.encodePart(into: &part)
            let prefix = Array(part.view)
            let text = Array(start.text(in: zone).utf8)
            for (group, middle) in cells {
                let key = prefix + group
                if !known.contains(key) { rows.append(Row(key: key, text: text + middle + [UInt8(ascii: "0")])) }
            }
        }
        return true
    }

    /// - Parameters:
    ///   - having: a condition on the columns.
    ///   - order: by which columns, and whether descending; then by the key.
    ///   - json: makes rows of JSON values, where such are wanted.
    mutating func finish(
        columns: [(name: String, type: ExpressionType)], having: Expression?,
        order: [(expression: Expression, isDescending: Bool)], limit: Int?, context: ExpressionContext,
        json: JSONRows? = nil
    ) throws -> [UInt8] {
        rows.sort { $0.key.lexicographicallyPrecedes($1.key) }
        if having != nil || !order.isEmpty {
            let expressions = (having.map { [$0] } ?? []) + order.map(\.expression)
            let program = try reporting { () throws(ExpressionError) in
                try ExpressionProgram(
                    expressions, columns: columns.map { ($0.name, $0.type == .integer ? .number : $0.type) },
                    context: context)
            }
            var ranked: [(row: Row, ranks: [[UInt8]])] = []
            for row in rows {
                program.begin()
                let cells = row.text.split(separator: 9, omittingEmptySubsequences: false)
                for (index, name) in program.fieldNames.enumerated() {
                    let column = columns.firstIndex { $0.name == name }!
                    LogRows.set(index, of: program, to: Array(cells[column]), columns[column].type)
                }
                if having != nil, !program.value(0).isTrue { continue }
                var ranks: [[UInt8]] = []
                for index in order.indices {
                    var rank = ByteBuffer(capacity: 16)
                    LogKey.append(program.value(index + (having == nil ? 0 : 1)), isLast: true, to: &rank)
                    ranks.append(Array(rank.view))
                }
                ranked.append((row, ranks))
            }
            if !order.isEmpty {
                ranked.sort { a, b in
                    for (index, part) in order.enumerated() where a.ranks[index] != b.ranks[index] {
                        return a.ranks[index].lexicographicallyPrecedes(b.ranks[index]) != part.isDescending
                    }
                    return a.row.key.lexicographicallyPrecedes(b.row.key)
                }
            }
            rows = ranked.map(\.row)
        }
        var output: [UInt8] = []
        for row in rows.prefix(limit ?? .max) {
            output += json?.row(key: row.key, text: row.text) ?? row.text
            output.append(10)
        }
        return output
    }

    private static func set(_ index: Int, of program: ExpressionProgram, to cell: [UInt8], _ type: ExpressionType) {
        if cell.isEmpty { return program.setNull(index) }
        let text = String(decoding: cell, as: UTF8.self)
        if type == .time, let time = Timestamp(isoText: text) { return program.setColumn(index, time: time) }
        if type == .text { return setText(index, of: program, to: cell) }
        if let integer = Int(text) { return program.setColumn(index, integer: integer) }
        if let number = Double(text) { return program.setColumn(index, number: number) }
        setText(index, of: program, to: cell)
    }

    private static func setText(_ index: Int, of program: ExpressionProgram, to cell: [UInt8]) {
        unsafe unescaped(cell[...]).withUnsafeBytes { program.setColumn(index, text: unsafe ByteView($0)) }
    }
}
