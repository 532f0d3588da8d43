import Thresh
import ThreshLogs

/// Where in a file its text begins, and where the row is that names a table's columns.
struct TextPlaces: Codable {
    var text: UInt64 = 0
    private(set) var names: UInt64?
    /// What names the columns, as it is written: that row, or a `#Fields:` line.
    private(set) var header: [UInt8]?
    /// Whether there are other lines than names and comments.
    private(set) var hasRecords = false

    /// - Parameter head: the first lines of the text.
    mutating func find(_ format: LogFormat?, in head: [UInt8]) {
        header = format?.header
        if format?.columns != nil { header = TextPlaces.directive(in: head) }
        var start = unsafe head.withUnsafeBytes { unsafe TextStart.count(in: $0) }
        while start < head.count, names == nil && header != nil || !hasRecords {
            var next = (head[start...].firstIndex(of: 10) ?? head.count) + 1
            if let header, TextPlaces.isLine(header, at: start, of: head) {
                names = names ?? text + UInt64(start)
                // Names in quotes may be several lines.
                next = max(next, (head[(start + header.count)...].firstIndex(of: 10) ?? head.count) + 1)
            } else if ![10, 13, UInt8(ascii: "#")].contains(head[start]) {
                hasRecords = true
            }
            start = next
        }
    }

    private static func directive(in head: [UInt8]) -> [UInt8]? {
        let start = unsafe head.withUnsafeBytes { unsafe TextStart.count(in: $0) }
        return head[start...].split(whereSeparator: { $0 == 10 || $0 == 13 }).first { $0.starts(with: "#Fields:".utf8) }
            .map(Array.init)
    }

    private static func isLine(_ line: [UInt8], at start: Int, of head: [UInt8]) -> Bool {
        let end = start + line.count
        return (end == head.count || end < head.count && (head[end] == 10 || head[end] == 13))
            && head[start..<end].elementsEqual(line)
    }
}
