/// A piece of a line for a message.
enum QuotedText {
    static func of(_ line: LineBytes, from start: Int = 0, limit: Int = 30) -> String {
        let end = min(line.count, start + limit)
        let visible = line.slice(min(start, end), end).string.unicodeScalars.map { scalar -> String in
            scalar.value < 0x20 || scalar.value == 0x7F ? "\\x\(String(scalar.value, radix: 16))" : String(scalar)
        }
        return "'\(visible.joined())\(end < line.count ? "…" : "")'"
    }
}
