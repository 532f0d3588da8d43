import Thresh
import ThreshLogs

/// Turns the cells of an answer's rows into values of JSON: types are those of the values, not what they look like.
struct JSONRows {
    let plan: LogPlan
    /// Of the columns.
    let types: [ExpressionType]
    let zone: TimeZoneRules

    var columns: [Column] { plan.columnNames.map { Column($0, isJSON: true) } }

    /// A row for the same columns.
    ///
    /// - Parameters:
    ///   - key: the group's, as `LogKey` writes it.
    ///   - text: its cells.
    func row(key: [UInt8], text: [UInt8]) -> [UInt8] {
        let keys = unsafe key.withUnsafeBytes { LogKey.parts(of: unsafe ByteView($0), count: plan.keys.count) }
        var row: [UInt8] = []
        for (index, cell) in text.split(separator: 9, omittingEmptySubsequences: false).enumerated() {
            if index > 0 { row.append(9) }
            if index < keys.count {
                append(keys[index].json(in: zone), to: &row)
            } else {
                append(value(LogRows.unescaped(cell), index), to: &row)
            }
        }
        return row
    }

    private func value(_ cell: [UInt8], _ index: Int) -> [UInt8] {
        if cell.isEmpty { return Array("null".utf8) }
        if plan.outputs[index - plan.keys.count].kind == .ranking { return cell }
        switch types[index] {
        case .boolean: return cell
        case .integer, .number, .duration, .any: if JSONLiteral.isNumber(cell[...]) { return cell }
        case .text, .time: break
        }
        var literal: [UInt8] = []
        JSONLiteral.appendQuoted(cell[...], &literal)
        return literal
    }

    private func append(_ json: [UInt8], to row: inout [UInt8]) {
        for byte in json {
            if byte == UInt8(ascii: "\\") { row.append(byte) }
            row.append(byte)
        }
    }
}
