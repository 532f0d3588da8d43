import Thresh

/// Bars of text, for a terminal.
enum CountBars {
    static let width = 40
    private static let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]

    /// The rows, each with a bar as one more cell for the count in the last; the longest one is that of the greatest
    /// count.
    ///
    /// - Parameter width: of that, in columns.
    static func appended(to rows: [UInt8], _ columns: [Column], width: Int = width) -> [UInt8] {
        let lines = rows.split(separator: 10)
        var cells = RowCells(columns)
        let counts = lines.map { line in
            unsafe line.withUnsafeBytes { unsafe cells.parse($0) }
            return Int(String(decoding: cells[cells.count - 1], as: UTF8.self)) ?? 0
        }
        let greatest = max(1, counts.max() ?? 1)
        var output: [UInt8] = []
        for (line, count) in zip(lines, counts) {
            output += line
            output.append(9)
            output += bar(Double(count) / Double(greatest), width: width).utf8
            output.append(10)
        }
        return output
    }

    static func bar(_ share: Double, width: Int = width) -> String {
        let eighths = Int((share * Double(width * 8)).rounded(.up))
        return String(repeating: "█", count: eighths / 8) + parts[eighths % 8]
    }
}
