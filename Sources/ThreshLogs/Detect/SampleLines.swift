internal import Thresh

/// The first lines of a file, to guess from.
struct SampleLines {
    /// Without their ends; empty ones are left out.
    private(set) var lines: [[UInt8]] = []

    /// - Parameter isCut: whether the bytes may end within a line, which is then left out.
    init(_ bytes: ByteView, isCut: Bool, limit: Int = 200) {
        var start = 0
        while start < bytes.count, lines.count < limit {
            let found = bytes.firstIndex(of: 10, from: start)
            if found == nil, isCut, !lines.isEmpty { break }
            var end = found ?? bytes.count
            let next = end + 1
            if end > start, bytes[end - 1] == 13 { end -= 1 }
            if end > start { lines.append(Array(bytes.slice(start, end))) }
            start = next
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
