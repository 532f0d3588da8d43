import Thresh

extension LogPlan {
    /// Values that a sketch of the most frequent ones keeps: many more than are asked for, so that counts are near.
    static func sketchCapacity(_ count: Int) -> Int { max(1000, 10 * count) }

    /// By how much the results of sketches may be wrong, a line for each.
    var errorBounds: [String] {
        outputs.compactMap { output in
            switch states[output.state] {
            case .sketch:
                return "\(output.name): within \(LogPlan.percent(DDSketch().relativeError)) of the value of that rank"
            case .distinctEstimate:
                let error = HyperLogLog().relativeError
                return """
                    \(output.name): an estimate with a standard error of \(LogPlan.percent(error)); \
                    19 of 20 are within \(LogPlan.percent(2 * error))
                    """
            case .topEstimate(_, let count):
                let share = LogPlan.percent(1 / Double(LogPlan.sketchCapacity(count) + 1))
                return """
                    \(output.name): counts are too large by at most \(share) of the group's lines; no missing value has \
                    more lines than the last one shown, or than that share
                    """
            default: return nil
            }
        }
    }

    /// Two digits at most behind the point: rounded up, as it is a bound.
    private static func percent(_ share: Double) -> String {
        let hundredths = Int((share * 10_000).rounded(.up))
        let digits = String(hundredths % 100)
        var fraction = digits.count == 1 ? "0" + digits : digits
        while fraction.hasSuffix("0") { fraction.removeLast() }
        return fraction.isEmpty ? "\(hundredths / 100) %" : "\(hundredths / 100).\(fraction) %"
    }
}
