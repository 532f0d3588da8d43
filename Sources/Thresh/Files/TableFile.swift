/// Tables, by their names and first bytes.
package enum TableFile {
    /// `.csv`, `.tsv` and `.tab`, compressed or not.
    package static func isNamed(_ name: String) -> Bool {
        name.lowercased().split(separator: ".").dropFirst().suffix(2).contains { ["csv", "tsv", "tab"].contains($0) }
    }

    /// How many bytes tell which line ends a file has.
    static let headLength = 64 << 10

    /// Whether there are lines, and no LF ends the first of them: outside of quotes several CRs stand before it, or one with
    /// text behind it where there is none.
    package static func endsLinesWithReturns(_ head: borrowing Span<UInt8>) -> Bool {
        var (returns, isQuoted) = (0, false)
        for index in head.indices where head[index] < 35 {
            switch head[index] {
            case UInt8(ascii: "\""): isQuoted.toggle()
            case 10 where !isQuoted: return returns > 1
            // That of CR LF ends no line alone.
            case 13 where !isQuoted && index + 1 < head.count && head[index + 1] != 10: returns += 1
            default: break
            }
        }
        return returns > 0
    }
}
