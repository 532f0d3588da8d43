/// Numbers as people write and read them.
package enum HumanUnits {
    private static let decimalUnits = ["kB", "MB", "GB", "TB", "PB", "EB"]

    /// Three digits in decimal units: 999 B, 1.09 GB (1,090,000,000 bytes), 512 MB.
    package static func bytes(_ count: UInt64) -> String {
        if count < 1000 { return "\(count) B" }
        var value = Double(count) / 1000
        var unit = 0
        // 999.5 would be written 1000.
        while value >= 999.5, unit + 1 < decimalUnits.count {
            value /= 1000
            unit += 1
        }
        return "\(threeDigits(value)) \(decimalUnits[unit])"
    }

    /// 623 MB/s
    package static func rate(bytesPerSecond: Double) -> String {
        bytes(UInt64(max(0, min(bytesPerSecond.isFinite ? bytesPerSecond : 0, 1e18)))) + "/s"
    }

    /// 12 µs, 4.1 ms, 1.83 s, 12.4 s, 2 min 05 s, 1 h 02 min, 3 d 04 h.
    package static func duration(seconds: Double) -> String {
        let seconds = seconds.isFinite ? max(0, seconds) : 0
        if seconds > 0 && seconds < 0.0000995 { return "\(fixed(seconds * 1e6, decimals: seconds < 1e-5 ? 1 : 0)) µs" }
        if seconds < 0.00995 { return "\(fixed(seconds * 1000, decimals: 1)) ms" }
        if seconds < 0.0995 { return "\(fixed(seconds * 1000, decimals: 0)) ms" }
        if seconds < 9.995 { return "\(fixed(seconds, decimals: 2)) s" }
        if seconds < 59.95 { return "\(fixed(seconds, decimals: 1)) s" }
        return roundedDuration(seconds: seconds)
    }

    /// As `duration`, in whole seconds: 1 s, 59 s, 2 min 05 s.
    package static func roundedDuration(seconds: Double) -> String {
        let total = UInt64(seconds.isFinite ? max(0, min(seconds, 1e15)).rounded() : 0)
        if total < 60 { return "\(total) s" }
        if total < 3600 { return "\(total / 60) min \(twoDigits(total % 60)) s" }
        let minutes = (total + 30) / 60
        if minutes < 1440 { return "\(minutes / 60) h \(twoDigits(minutes % 60)) min" }
        let hours = (minutes + 30) / 60
        return "\(hours / 24) d \(twoDigits(hours % 24)) h"
    }

    /// 1,234,567
    package static func count(_ value: some BinaryInteger) -> String { grouped(String(value)) }

    /// 0.001234, 12.346, 1,234.6: about as many digits as a person compares.
    package static func number(_ value: Double) -> String {
        let size = abs(value)
        if size >= 1e15 || size > 0 && size < 0.0001 { return value.description }
        var decimals = size >= 1000 ? 1 : size >= 100 ? 2 : 3
        var bound = 1.0
        while size > 0 && size < bound && decimals < 7 {
            decimals += 1
            bound /= 10
        }
        let parts = fixed(size, decimals: decimals).split(separator: ".")
        var fraction = parts[1]
        while fraction.last == "0" { fraction.removeLast() }
        let sign = value < 0 ? "-" : ""
        return sign + grouped(String(parts[0])) + (fraction.isEmpty ? "" : "." + fraction)
    }

    /// The digits of an integer, in groups of three.
    static func grouped(_ digits: String) -> String {
        var result = ""
        var left = digits.utf8.count
        for character in digits {
            result.append(character)
            left -= 1
            if left > 0 && left % 3 == 0 && character != "-" { result.append(",") }
        }
        return result
    }

    /// 1.09, 12.3, 512
    private static func threeDigits(_ value: Double) -> String {
        fixed(value, decimals: value < 9.995 ? 2 : value < 99.95 ? 1 : 0)
    }

    /// REQUIRES: `value` is not negative, and less than 10¹⁵.
    private static func fixed(_ value: Double, decimals: Int) -> String {
        let scale = (0..<decimals).reduce(UInt64(1)) { scale, _ in scale * 10 }
        let scaled = UInt64((value * Double(scale)).rounded())
        if decimals == 0 { return String(scaled) }
        let fraction = String(scaled % scale)
        return "\(scaled / scale).\(String(repeating: "0", count: decimals - fraction.utf8.count))\(fraction)"
    }

    private static func twoDigits(_ value: UInt64) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
