public import Thresh

/// Lines to guess from: the first ones of some bytes, and as many spread over the rest.
struct SampleLines {
    /// Without their ends; empty ones are left out.
    private(set) var lines: [[UInt8]] = []
    /// How many of them are the file's first ones.
    private var adjacent = 0
    /// Those of the first ones that an empty line is before.
    private(set) var behindGaps: Set<Int> = []
    /// Lines that may name columns, wherever they are: comments, and words without a value.
    private(set) var headings: [[UInt8]] = []
    private static let mostHeadings = 100
    /// Lines that an empty one is before, wherever they are, but for the first line and the last.
    private(set) var firstsOfParts: [[UInt8]] = []
    private static let mostParts = 20

    /// - Parameter isCut: whether the bytes may end within a line, which is then left out.
    init(_ bytes: ByteView, isCut: Bool, limit: Int = 300) {
        var extents: [Range<Int>] = []
        var starts: Set<Int> = []
        var start = bytes.count > 2 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF ? 3 : 0
        while start < bytes.count {
            let found = bytes.firstIndex(of: 10, from: start)
            if found == nil, isCut, !extents.isEmpty { break }
            var end = found ?? bytes.count
            let next = end + 1
            if end > start, bytes[end - 1] == 13 { end -= 1 }
            if end > start, bytes[start] == 0 { start += FieldExtractor.holeCount(before: bytes.slice(start, end)) }
            if end > start { extents.append(start..<end) } else { starts.insert(next) }
            if end > start, headings.count < SampleLines.mostHeadings, SampleLines.mayBeHeading(bytes.slice(start, end))
            {
                headings.append(Array(bytes.slice(start, end)))
            }
            start = next
        }
        // What goes on with a record in whatever format: a trace may be longer than all the rest.
        let records = extents.filter { !SampleLines.isOfTrace(bytes.slice($0.lowerBound, $0.upperBound)) }
        if !records.isEmpty { extents = records }
        let parts = extents.dropFirst().dropLast().filter { starts.contains($0.lowerBound) }
        firstsOfParts = parts.prefix(SampleLines.mostParts).map { Array(bytes.slice($0.lowerBound, $0.upperBound)) }
        let first = min(limit / 3, extents.count)
        adjacent = first
        let others = extents.count - first
        let spread = min(limit - first, others)
        for (index, extent) in extents.prefix(first).enumerated() {
            lines.append(Array(bytes.slice(extent.lowerBound, extent.upperBound)))
            if starts.contains(extent.lowerBound) { behindGaps.insert(index) }
        }
        for index in 0..<spread {
            // The last one too.
            let extent = extents[first + (index + 1) * others / spread - 1]
            lines.append(Array(bytes.slice(extent.lowerBound, extent.upperBound)))
        }
    }

    private static func mayBeHeading(_ line: ByteView) -> Bool {
        if line[0] == UInt8(ascii: "#") { return true }
        guard line.firstIndex(of: UInt8(ascii: "-"), from: 0) != nil, line.firstIndex(of: 32, from: 0) != nil else {
            return false
        }
        for index in 0..<line.count {
            let byte = line[index]
            if byte &- 97 >= 26, byte &- 48 >= 10, byte != 32, byte != UInt8(ascii: "-") { return false }
        }
        return true
    }

    /// Whether a line is one of a stack trace: a call behind blanks, or the cause of what is above.
    static func isOfTrace(_ line: ByteView) -> Bool {
        var start = 0
        while start < line.count, line[start] == 32 || line[start] == 9 { start += 1 }
        func begins(_ word: String) -> Bool {
            start + word.utf8.count <= line.count
                && zip(word.utf8, start...).allSatisfy { byte, index in line[index] == byte }
        }
        return start > 0
            ? begins("at ") || begins("... ") || begins("File \"")
            : begins("Caused by: ") || begins("Traceback (most recent call last):")
    }

    /// The same but for some lines.
    func without(_ isLeftOut: ([UInt8]) -> Bool) -> SampleLines {
        if !lines.contains(where: isLeftOut) { return self }
        var rest = SampleLines(lines: [])
        for (index, line) in lines.enumerated() where !isLeftOut(line) {
            if behindGaps.contains(index) { rest.behindGaps.insert(rest.lines.count) }
            if index < adjacent { rest.adjacent += 1 }
            rest.lines.append(line)
        }
        return rest
    }

    init(lines: [[UInt8]]) {
        self.lines = lines
        adjacent = lines.count
        headings = lines.filter { line in !line.isEmpty && line.withByteView(SampleLines.mayBeHeading) }
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

    /// Those that stand behind one another at the file's beginning, and how many more there are.
    var beginning: (lines: ArraySlice<[UInt8]>, others: Int) { (lines.prefix(adjacent), lines.count - adjacent) }

    func text(_ index: Int) -> String { String(decoding: lines[index], as: UTF8.self) }

    /// The lines that are no comments.
    var records: [[UInt8]] { lines.filter { $0.first != UInt8(ascii: "#") } }
}

extension Array where Element == UInt8 {
    /// Calls `body` with a view of the bytes, as `FormatDetector` takes them.
    public func withByteView<R>(_ body: (ByteView) throws -> R) rethrows -> R {
        try unsafe withUnsafeBytes { try unsafe body(ByteView($0)) }
    }
}
