/// Digits at fixed places.
enum Digits {
    @inline(__always) static func two(_ text: LineBytes, _ start: Int) -> Int? {
        let tens = text.at(start) &- 48
        let ones = text.at(start + 1) &- 48
        return tens < 10 && ones < 10 ? Int(tens) * 10 + Int(ones) : nil
    }

    static func four(_ text: LineBytes, _ start: Int) -> Int? {
        guard let high = two(text, start), let low = two(text, start + 2) else { return nil }
        return high * 100 + low
    }

    /// One or two digits, the first of which may be a blank.
    static func padded(_ text: LineBytes, _ start: Int) -> Int? {
        if text.at(start) == 32 {
            let ones = text.at(start + 1) &- 48
            return ones < 10 ? Int(ones) : nil
        }
        return two(text, start)
    }

    /// The month of `Jan` and so on, 1 to 12.
    static func month(_ text: LineBytes, _ start: Int) -> Int? {
        let key = UInt32(text.at(start)) << 16 | UInt32(text.at(start + 1)) << 8 | UInt32(text.at(start + 2))
        switch key | 0x20_2020 {
        case 0x6A616E: return 1
        case 0x666562: return 2
        case 0x6D6172: return 3
        case 0x617072: return 4
        case 0x6D6179: return 5
        case 0x6A756E: return 6
        case 0x6A756C: return 7
        case 0x617567: return 8
        case 0x736570: return 9
        case 0x6F6374: return 10
        case 0x6E6F76: return 11
        case 0x646563: return 12
        default: return nil
        }
    }
}
