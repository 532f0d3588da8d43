/// What stands for a missing value.
struct NullMarks: OptionSet, Sendable, Hashable, Codable {
    let rawValue: UInt8

    static let dash = NullMarks(rawValue: 1)
    static let empty = NullMarks(rawValue: 2)
    /// `-1`, of load balancers: nothing was measured.
    static let minusOne = NullMarks(rawValue: 4)
    /// `0` as a time: it is not known.
    static let zeroTime = NullMarks(rawValue: 8)

    /// Whether a text among numbers says that there is none.
    static func isMark(_ text: LineBytes) -> Bool {
        switch text.count {
        case 0: return true
        case 1: return text[0] == UInt8(ascii: "-")
        case 2...6: break
        default: return false
        }
        let lower = (0..<text.count).map { text[$0] &- 65 < 26 ? text[$0] | 0x20 : text[$0] }
        return words.contains(lower)
    }

    private static let words: Set<[UInt8]> = Set(
        ["--", "null", "(null)", "n/a", "na", "nan", "none", "nil", "\\n"].map { Array($0.utf8) })
}
