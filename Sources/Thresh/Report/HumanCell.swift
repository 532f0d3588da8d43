/// Numbers of cells as people read them: 1,234,567, 12.35, and with a unit 1.09 GB or 4.1 ms.
package enum HumanCell {
    /// What is no number stays as it is.
    static func of(_ cells: RowCells, _ index: Int, _ column: Column) -> ArraySlice<UInt8> {
        let cell = cells[index]
        if column.kind == .text || column.isTyped && !cells.kind(index).isNumeric { return cell }
        guard let text = text(String(decoding: cell, as: UTF8.self), column) else { return cell }
        return Array(text.utf8)[...]
    }

    /// nil when it is no number.
    package static func text(_ cell: String, _ column: Column) -> String? {
        if let unit = column.unit, let value = Double(cell), value >= 0, value < 1e15 {
            switch unit {
            case .bytes: return HumanUnits.bytes(UInt64(value.rounded()))
            case .seconds: return value == 0 ? "0 s" : HumanUnits.duration(seconds: value)
            }
        }
        let digits = cell.hasPrefix("-") ? cell.utf8.dropFirst() : cell.utf8[...]
        if !digits.isEmpty, digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
            return HumanUnits.grouped(cell)
        }
        guard column.kind == .number, let value = Double(cell), value.isFinite else { return nil }
        return HumanUnits.number(value)
    }
}
