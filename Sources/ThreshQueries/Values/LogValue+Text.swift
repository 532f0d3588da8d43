import Thresh
import ThreshLogs

extension LogValue: CustomStringConvertible {
    /// As a cell has it, times in UTC.
    public var description: String {
        var text = ByteBuffer()
        appendText(in: TimeZoneRules.utc, to: &text)
        return String(text.view)
    }

    /// As a cell has it, without escapes; nothing for none.
    func appendText(in zone: TimeZoneRules, to text: inout ByteBuffer) {
        switch self {
        case .none: break
        case .boolean(let value): text.append(value.description)
        case .integer(let value), .bytes(let value): text.append(decimal: value)
        case .number(let value), .duration(let value): text.append(LogValue.text(value))
        case .time(let value): text.append(value.text(in: zone))
        case .decimal(let bytes), .address(let bytes), .text(let bytes):
            unsafe bytes.array.withUnsafeBytes { unsafe text.append($0) }
        case .ranking(let list):
            let json = LogValue.object(list, in: zone)
            unsafe json.withUnsafeBytes { unsafe text.append($0) }
        }
    }

    /// What a cell of it is. What no double has is nothing for whoever wants numbers, though a text says `inf`.
    var kind: CellKind {
        switch self {
        case .none: .none
        case .boolean: .boolean
        case .integer, .bytes: .integer
        case .number(let value), .duration(let value): value.isFinite ? .number : .none
        case .decimal(let digits): JSONLiteral.isNumber(digits.array[...]) ? .number : .text
        case .time, .address, .text: .text
        case .ranking(let list): list.isEmpty ? .none : .json
        }
    }

    /// Appends a cell.
    ///
    /// - Parameter isTyped: whether it begins with the letter of its kind.
    func appendCell(in zone: TimeZoneRules, isTyped: Bool, to row: inout ByteBuffer) {
        if isTyped { row.append(kind.rawValue) }
        switch self {
        case .text(let bytes), .address(let bytes):
            unsafe bytes.array.withUnsafeBytes { unsafe row.append(escaping: ByteView($0)) }
        case .ranking(let list):
            let json = LogValue.object(list, in: zone)
            unsafe json.withUnsafeBytes { unsafe row.append(escaping: ByteView($0)) }
        default: appendText(in: zone, to: &row)
        }
    }

    /// An object of JSON: counts by value, the most frequent first; nothing for none.
    private static func object(_ ranking: [Ranked], in zone: TimeZoneRules) -> [UInt8] {
        var text: [UInt8] = []
        var name = ByteBuffer()
        for entry in ranking {
            text.append(UInt8(ascii: text.isEmpty ? "{" : ","))
            name.removeAll()
            entry.value.appendText(in: zone, to: &name)
            JSONLiteral.appendQuoted(Array(name.view)[...], &text)
            text += ":\(entry.lines)".utf8
        }
        if !text.isEmpty { text.append(UInt8(ascii: "}")) }
        return text
    }

    /// Without a fraction where there is none.
    static func text(_ number: Double) -> String {
        Int(exactly: number).map { String($0) } ?? number.description
    }

    /// Rounded, without a fraction where there is none.
    static func text(_ number: Double, digits: Int) -> String {
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        return text((number * scale).rounded() / scale)
    }
}
