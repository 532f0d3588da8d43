internal import Thresh

/// Lines to guess from: the first ones of some bytes, and as many spread over the rest.
struct SampleLines {
    /// Without their ends; empty ones are left out.
    private(set) var lines: [[UInt8]] = []

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
        let others = extents.count - first
        let spread = min(limit - first, others)
        for extent in extents.prefix(first) { lines.append(Array(bytes.slice(extent.lowerBound, extent.upperBound))) }
        for index in 0..<spread {
            // The last one too.
            let extent = extents[first + (index + 1) * others / spread - 1]
            lines.append(Array(bytes.slice(extent.lowerBound, extent.upperBound)))
        }
    }

    init(lines: [[UInt8]]) { self.lines = lines }

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
