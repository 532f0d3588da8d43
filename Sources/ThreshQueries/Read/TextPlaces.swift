import Thresh
import ThreshLogs

/// Where in a file its text begins, and where the row is that names a table's columns.
struct TextPlaces: Codable {
    var text: UInt64 = 0
    private(set) var names: UInt64?
    /// What names the columns, as it is written: that row, a `#Fields:` line, or the lines before the first record of Zeek.
    private(set) var header: [UInt8]?
    /// Whether there are other lines than names and comments.
    private(set) var hasRecords = false
    /// Whether there are none in all of the file.
    var isSeenToBeEmpty = false

    /// - Parameter head: the first lines of the text.
    mutating func find(_ format: LogFormat?, in head: [UInt8]) {
        header = format?.header
        var start = unsafe head.withUnsafeBytes { unsafe TextStart.count(in: $0) }
        if let format, let heading = TextPlaces.heading(of: format, in: head[start...]) {
            header = heading.lines
            if heading.lines.contains(10) { names = text + UInt64(max(0, heading.end - heading.lines.count)) }
        }
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

    /// What names the columns in formats that are no tables with a row of names, and where it ends.
    private static func heading(of format: LogFormat, in head: ArraySlice<UInt8>) -> (lines: [UInt8], end: Int)? {
        let lines = head.split(separator: 10).lazy.map { $0.last == 13 ? $0.dropLast() : $0 }
        switch format.name {
        case "vpc-flow":
            return lines.first.flatMap { $0.starts(with: format.commentPrefix) ? (Array($0), $0.endIndex) : nil }
        case "zeek":
            // When a file was opened is nothing that its rows mean.
            let directives = head.split(separator: 10).prefix { $0.first == UInt8(ascii: "#") }.filter {
                !$0.starts(with: "#open".utf8) && !$0.starts(with: "#close".utf8)
            }
            guard let last = directives.last else { return nil }
            let hasReturn = last.last == 13
            let heading = Array(directives.joined(separator: [10]))
            return (hasReturn ? Array(heading.dropLast()) : heading, last.endIndex - (hasReturn ? 1 : 0))
        default:
            if format.columns == nil { return nil }
            return lines.first { $0.starts(with: "#Fields:".utf8) }.map { (Array($0), $0.endIndex) }
        }
    }

    private static func isLine(_ line: [UInt8], at start: Int, of head: [UInt8]) -> Bool {
        let end = start + line.count
        return (end == head.count || end < head.count && (head[end] == 10 || head[end] == 13))
            && head[start..<end].elementsEqual(line)
    }
}
