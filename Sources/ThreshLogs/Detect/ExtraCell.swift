/// What an administrator put behind the fields of a usual format: a word or a quoted text, perhaps with a label as in
/// `rt=0.12` or `host="a b"`.
struct ExtraCell {
    /// Without the equals sign; empty when there is none.
    let label: String
    /// As in the line, without the quotes around it.
    let value: [UInt8]
    /// The cell as it is without a label.
    let whole: [UInt8]

    /// Divided at blanks, but not within quotes.
    static func cells(_ tail: [UInt8]) -> [ExtraCell] {
        let quote = UInt8(ascii: "\"")
        var cells: [ExtraCell] = []
        var index = 0
        while index < tail.count {
            if tail[index] == 32 {
                index += 1
                continue
            }
            let start = index
            let label = self.label(tail[start...])
            if !label.isEmpty { index += label.utf8.count + 1 }
            let isQuoted = index < tail.count && tail[index] == quote
            let valueStart = isQuoted ? index + 1 : index
            let end = tail[valueStart...].firstIndex(of: isQuoted ? quote : 32) ?? tail.count
            let upper = isQuoted ? end : endOfList(tail, end)
            let value = Array(tail[valueStart..<upper])
            index = isQuoted ? min(upper + 1, tail.count) : upper
            cells.append(
                ExtraCell(label: label, value: value, whole: label.isEmpty ? value : Array(tail[start..<index])))
        }
        return cells
    }

    /// Where a list ends, `a, b` or `a : b`, whose first element ends at `end`.
    private static func endOfList(_ tail: [UInt8], _ end: Int) -> Int {
        var end = end
        while end > 0, end + 2 < tail.count {
            let isBeforeColon = tail[end + 1] == UInt8(ascii: ":") && tail[end + 2] == 32
            guard tail[end - 1] == UInt8(ascii: ",") || isBeforeColon else { break }
            let next = isBeforeColon ? end + 3 : end + 1
            end = tail[next...].firstIndex(of: 32) ?? tail.count
        }
        return end
    }

    /// A name before an equals sign.
    private static func label(_ text: ArraySlice<UInt8>) -> String {
        let name = text.prefix { byte in
            byte == UInt8(ascii: "_") || byte &- 48 < 10 || (byte | 32) &- UInt8(ascii: "a") < 26
        }
        guard let first = name.first, first &- 48 >= 10, name.endIndex < text.endIndex,
            text[name.endIndex] == UInt8(ascii: "=")
        else { return "" }
        return String(decoding: name, as: UTF8.self)
    }
}
