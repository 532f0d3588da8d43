internal import Thresh

/// An axis from zero to a round number above the greatest value, with marks at round numbers.
struct ValueAxis {
    let top: Double
    let marks: [Double]
    private let unit: Column.Unit?
    /// What plain numbers are divided by, and the letter behind them.
    private let scale: (size: Double, letter: String)

    init(greatest: Double, column: Column) {
        unit = column.unit
        let aim = max(greatest, 1e-9) / 5
        var power = 1.0
        while power > aim { power /= 10 }
        while power * 10 <= aim { power *= 10 }
        var step = [1, 2, 2.5, 5, 10].map { $0 * power }.first { $0 >= aim } ?? aim
        // There is no half of a request.
        if column.kind == .integer { step = max(1, step.rounded(.up)) }
        let count = max(1, Int((greatest / step).rounded(.up)))
        top = step * Double(count)
        scale =
            [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")].first { [top] in top >= $0.0 * 10 } ?? (1, "")
        marks = (0...count).map { step * Double($0) }
    }

    /// Short: 500, 2.5k, 20 MB, 15 ms.
    func text(_ value: Double) -> String {
        if value == 0 { return "0" }
        switch unit {
        case .bytes where value >= 1: return ValueAxis.shortened(HumanUnits.bytes(UInt64(value)))
        case .seconds: return ValueAxis.shortened(HumanUnits.duration(seconds: value))
        default: break
        }
        return HumanUnits.number(value / scale.size) + scale.letter
    }

    /// 20 MB for 20.0 MB.
    private static func shortened(_ text: String) -> String {
        let parts = text.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].contains(".") else { return text }
        var number = parts[0]
        while number.last == "0" { number.removeLast() }
        if number.last == "." { number.removeLast() }
        return "\(number) \(parts[1])"
    }
}
