import Thresh
import ThreshLogs

/// A value as it is printed, in the order of values: numbers as numbers, times as times, text by its bytes, nothing first.
enum RankedCell: Comparable {
    case null
    case number(Double, Int)
    case time(Int64)
    case text([UInt8])

    /// The last cell of a row.
    init(lastOf row: [UInt8], _ type: ExpressionType) {
        let start = row.lastIndex(of: 9).map { $0 + 1 } ?? 0
        let cell = row[start...].prefix { $0 != 10 }
        let text = String(decoding: cell, as: UTF8.self)
        if cell.isEmpty {
            self = .null
        } else if type == .time, let time = Timestamp(isoText: text) {
            self = .time(time.nanoseconds)
        } else if type != .text, let integer = Int(text) {
            self = .number(Double(integer), integer)
        } else if type != .text, let number = Double(text) {
            self = .number(number, 0)
        } else {
            self = .text(Array(cell))
        }
    }

    static func < (a: RankedCell, b: RankedCell) -> Bool {
        switch (a, b) {
        case (.number(let x, let i), .number(let y, let j)): x == y ? i < j : x < y
        case (.time(let x), .time(let y)): x < y
        case (.text(let x), .text(let y)): x.lexicographicallyPrecedes(y)
        default: a.kind < b.kind
        }
    }

    private var kind: Int {
        switch self {
        case .null: 0
        case .number: 1
        case .time: 2
        case .text: 3
        }
    }
}
