internal import Thresh

/// Lines to guess from: the first ones of some bytes, and as many spread over the rest.
struct SampleLines {
    /// Without their ends; empty ones are left out.
    private(set) var lines: [[UInt8]] = []
    /// How many of them are the file's first ones.
    private var adjacent = 0

    /// - Parameter isCut: whether the bytes may end within a line, which is then left out.
    init(_ bytes: ByteView, isCut: Bool, limit: Int = 300) {
        var extents: [Range<Int>] = []
        var start = bytes.count > 2 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF ? 3 : 0
        while start < bytes.count {
            let found = bytes.firstIndex(of: 10, from: start)
            if found == nil, isCut, !extents.isEmpty { break }
            var end = found ?? bytes.count
            let next = end + 1
            if end > start, bytes[end - 1] == 13 { end -= 1 }
            if end > start { extents.append(start..<end) }
            start = next
        }
        let first = min(limit / 3, extents.count)
        adjacent = first
        let others = extents.count - first
        let spread = min(limit - first, others)
        for extent in extents.prefix(first) { lines.append(Array(bytes.slice(extent.lowerBound, extent.upperBound))) }
        for index in 0..<spread {
            // The last one too.
            let extent = extents[first + (index + 1) * others / spread - 1]
            lines.append(Array(bytes.slice(extent.lowerBound, extent.upperBound)))
        }
    }

    init(lines: [[UInt8]]) {
        self.lines = lines
        adjacent = lines.count
    }

    /// The records of several lines that begin with a line of a shape; of lines that stand behind one another in the file.
    func records(beginning shape: LineShape) -> [[UInt8]] {
        var records: [[UInt8]] = []
        for line in lines.prefix(adjacent) {
            if line.withLineBytes({ shape.begins($0) }) {
                records.append(line)
            } else if !records.isEmpty {
                records[records.count - 1] += [10] + line
            }
        }
        // The last one may go on.
        if adjacent < lines.count { _ = records.popLast() }
        return records
    }

    func text(_ index: Int) -> String { String(decoding: lines[index], as: UTF8.self) }

    /// The lines that are no comments.
    var records: [[UInt8]] { lines.filter { $0.first != UInt8(ascii: "#") } }
}

extension Array where Element == UInt8 {
    /// Calls `body` with a view of the bytes.
    func withByteView<R>(_ body: (ByteView) throws -> R) rethrows -> R {
        try unsafe withUnsafeBytes { try unsafe body(ByteView($0)) }
    }
}
