extension HumanUnits {
    /// Bytes from what a user typed: `64M`, `1.5GiB`, `512 KB`, `1048576`. Nil when it is none, or too many.
    ///
    /// One letter is binary, as in `sort -S`, `ulimit` and cgroup files: K, M, G, T, P, also written KiB, MiB and so on,
    /// are powers of 1024. With a B alone it is decimal, as disks are sold and as `bytes(_:)` prints: kB, MB, GB, TB, PB
    /// are powers of 1000. Upper and lower case are the same.
    package static func parseByteCount(_ text: String) -> UInt64? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let whole = UInt64(digits) else { return nil }
        var rest = text.dropFirst(digits.count)
        var fraction = 0.0
        if rest.first == "." {
            let decimals = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
            guard let value = Double("0.\(decimals)"), !decimals.isEmpty else { return nil }
            fraction = value
            rest = rest.dropFirst(1 + decimals.count)
        }
        guard let unit = unitSize(rest.drop { $0 == " " }.uppercased()) else { return nil }
        let (bytes, overflow) = whole.multipliedReportingOverflow(by: unit)
        let (sum, carry) = bytes.addingReportingOverflow(UInt64(fraction * Double(unit)))
        return overflow || carry ? nil : sum
    }

    private static func unitSize(_ suffix: String) -> UInt64? {
        if suffix.isEmpty || suffix == "B" { return 1 }
        guard let power = ["K", "M", "G", "T", "P"].firstIndex(of: suffix.first) else { return nil }
        let base: UInt64
        switch suffix.dropFirst() {
        case "", "IB": base = 1024
        case "B": base = 1000
        default: return nil
        }
        return (0...power).reduce(UInt64(1)) { size, _ in size * base }
    }

    /// A length of time in seconds from what a user typed: `500ms`, `30s`, `1.5m`, `2h`, `1d`; without a unit it is
    /// seconds. Nil when it is none.
    package static func parseDuration(_ text: String) -> Double? {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let units = ["": 1, "ms": 0.001, "s": 1, "m": 60, "min": 60, "h": 3600, "d": 86400]
        guard let value = Double(digits), let unit = units[text.dropFirst(digits.count).drop { $0 == " " }.lowercased()]
        else { return nil }
        return value * unit
    }
}
