/// Units in the columns that commands print, `1.5K`, of which some are those of all columns: `512m`, `64Mi`.
struct PrintedUnits {
    /// Whether the table is that of `top`, where a size without a unit is one of kibibytes.
    let isOfTop: Bool

    init(names: [String]) { isOfTop = Set(["PID", "VIRT", "RES", "SHR"]).isSubset(of: names) }

    /// What values of a column are that have such units; nil of all others.
    func numeral(of values: [SampledValue], named name: String, hasDecimalComma: Bool) -> Numeral? {
        func count(_ numeral: Numeral) -> Int {
            let numeral = hasDecimalComma && numeral != .cores ? numeral.withDecimalComma : numeral
            return values.count { $0.bytes.withLineBytes { NumeralValue.number(in: $0.trimmed, numeral) != nil } }
        }
        let (numbers, minutes, sizes) = (count(.number), count(.duration), count(.binarySize))
        // With `s` or `ms` behind some, `m` is a minute.
        let isOfProcessors = PrintedUnits.saysProcessors(name) && minutes > numbers && count(.cores) == values.count
        if isOfProcessors { return .cores }
        guard sizes > numbers, sizes > minutes || sizes == minutes && PrintedUnits.saysSize(name) else { return nil }
        let areUsual = sizes * 2 > values.count && (sizes - numbers) * 2 >= sizes
        guard sizes == values.count || areUsual else { return nil }
        let size: Numeral = isOfTop && ["VIRT", "RES", "SHR"].contains(name) ? .kibibytes : .binarySize
        return hasDecimalComma ? size.withDecimalComma : size
    }

    private static func saysProcessors(_ name: String) -> Bool {
        let name = name.lowercased()
        return name.contains("cpu") || name.contains("cores")
    }

    private static func saysSize(_ name: String) -> Bool {
        let name = name.lowercased()
        return [
            "mem", "size", "virt", "shr", "rss", "swap", "used", "avail", "free", "limit", "total", "cache", "bytes",
        ]
        .contains { name.contains($0) } || name == "res"
    }

    /// What a person should know who uses a column of such values; nil where nothing can be meant otherwise.
    static func note(on values: [SampledValue], as numeral: Numeral, named name: String) -> String? {
        switch numeral {
        case .binarySize where values.contains(where: hasLetterAlone),
            .commaBinarySize where values.contains(where: hasLetterAlone):
            "K, M, G and T in \(name) are read as powers of 1024"
        case .kibibytes, .commaKibibytes:
            "numbers without a unit in \(name) are read as kibibytes, K, M, G and T as powers of 1024"
        case .cores: "m in \(name) is read as a thousandth of a processor"
        case .duration where values.allSatisfy(endsInMinutes): "m in \(name) is read as a minute"
        default: nil
        }
    }

    /// Whether a value ends with a letter of a size behind a digit: `1.5K`.
    static func hasLetterAlone(_ value: SampledValue) -> Bool {
        guard let last = value.bytes.last, let before = value.bytes.dropLast().last else { return false }
        return "kmgtpe".utf8.contains(last | 0x20) && (before &- 48 < 10 || before == 32)
    }

    private static func endsInMinutes(_ value: SampledValue) -> Bool {
        value.bytes.last == UInt8(ascii: "m") && value.bytes.dropLast().allSatisfy { $0 &- 48 < 10 || $0 == 46 }
    }
}
