package import Thresh
import ThreshLogs

/// A length of time, in nanoseconds.
package enum LengthOfTime {
    /// Of an option's value: `30s`, `30m`, `1h`.
    package static func parse(_ text: String, option: String) throws(ThreshError) -> Int64 {
        guard let expression = try? Expression.parse(text), case .literal(.duration(let seconds)) = expression.kind,
            seconds < 9e9
        else { throw ThreshError(.usage, "\(option) \(text) is no length of time; give 30s, 30m, 1h or 1d") }
        return Int64((seconds * 1e9).rounded())
    }

    /// From one moment to a later one, which are given in ticks; the longest there is where that would be longer.
    @inline(__always)
    static func between(_ start: Int64, _ end: Int64) -> Int64 {
        let (start, end) = (Timestamp(ticks: start), Timestamp(ticks: end))
        if start.isNear, end.isNear { return end.ticks &- start.ticks }
        return Int64(clamping: start.distance(to: end))
    }

    /// In seconds, as exactly as is printed.
    static func text(_ nanoseconds: Int64) -> String {
        let (seconds, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        if rest == 0 { return String(seconds) }
        var digits = String(rest)
        digits = String(repeating: "0", count: 9 - digits.count) + digits
        while digits.hasSuffix("0") { digits.removeLast() }
        return "\(seconds).\(digits)"
    }
}
