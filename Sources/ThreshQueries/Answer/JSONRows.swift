import Thresh
import ThreshLogs

/// Turns the cells of an answer's rows into values of JSON: types are those of the values, not what they look like.
struct JSONRows {
    let plan: LogPlan
    /// Of the columns.
    let types: [ExpressionType]
    let zone: TimeZoneRules

    /// The columns of such rows.
    static func columns(_ columns: [Column]) -> [Column] {
        columns.map { Column($0.name, $0.kind, unit: $0.unit, isJSON: true) }
    }

    /// Appends the row for these columns.
    ///
    /// - Parameters:
    ///   - group: the key, as `LogKey` writes it.
    ///   - text: the row's cells.
    func append(_ group: ByteView, _ text: ByteView, to row: inout ByteBuffer) {
        let keys = LogKey.parts(of: group, count: plan.keys.count)
        var index = 0
        var start = 0
        while start <= text.count {
            let end = text.firstIndex(of: UInt8(ascii: "\t"), from: start) ?? text.count
            if index > 0 { row.append(UInt8(ascii: "\t")) }
            let json = index < keys.count ? keys[index].json(in: zone) : value(text.slice(start, end), index)
            unsafe json.withUnsafeBytes { unsafe row.append(escaping: ByteView($0)) }
            index += 1
            start = end + 1
        }
    }

    private func value(_ cell: ByteView, _ index: Int) -> [UInt8] {
        if cell.isEmpty { return Array("null".utf8) }
        var plain = ByteBuffer(capacity: cell.count)
        plain.append(unescaping: cell)
        let bytes = [UInt8](plain.view)
        if plan.outputs[index - plan.keys.count].kind == .ranking { return bytes }
        switch types[index] {
        case .boolean: return bytes
        case .integer, .number, .duration, .any: if JSONLiteral.isNumber(bytes[...]) { return bytes }
        case .text, .time: break
        }
        var literal: [UInt8] = []
        JSONLiteral.appendQuoted(bytes[...], &literal)
        return literal
    }
}
