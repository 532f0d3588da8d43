import Thresh
import ThreshLogs

extension LogKey.Part {
    /// As a cell has it; empty for null.
    func text(in zone: TimeZoneRules) -> [UInt8] {
        switch self {
        case .null: []
        case .boolean(let value): Array(value.description.utf8)
        case .integer(let value): Array(String(value).utf8)
        case .number(let value): Array(LogRowWriter.text(value).utf8)
        case .time(let value): Array(value.text(in: zone).utf8)
        case .text(let bytes): bytes
        }
    }

    /// As JSON has it: what is a text is one, whatever it looks like.
    func json(in zone: TimeZoneRules) -> [UInt8] {
        switch self {
        case .null: return Array("null".utf8)
        case .boolean, .integer: return text(in: zone)
        case .number(let value) where value.isFinite: return text(in: zone)
        case .number, .time, .text:
            var literal: [UInt8] = []
            JSONLiteral.appendQuoted(text(in: zone)[...], &literal)
            return literal
        }
    }
}
