import Thresh
import ThreshPatterns

/// The lines that a pattern selects, or their matches.
struct Grep: MapOnlyJob {
    let selection: LineSelection
    let files: GrepFiles
    let style: GrepStyle
    /// Print what matches, not the line.
    let onlyMatches: Bool
    /// One line says enough.
    let onlyFirst: Bool
    /// Whether selected lines are counted, some of which may have nothing to print; the manifest of part files has no such
    /// counter.
    let countsLines: Bool
    private var isFound = false
    private var prefixes: [[UInt8]] = []

    init(
        _ selection: LineSelection, _ files: GrepFiles, _ style: GrepStyle, onlyMatches: Bool, onlyFirst: Bool,
        countsLines: Bool
    ) {
        self.selection = selection
        self.files = files
        self.style = style
        self.onlyMatches = onlyMatches
        self.onlyFirst = onlyFirst
        self.countsLines = countsLines
    }

    /// How many lines are selected.
    static let selectedLines = CounterName(group: "lines", name: "selected")

    var records: RecordFormat { .textLines }

    mutating func prepare(inputs: [String]) {
        files.prepare(inputs)
        prefixes = files.prefixes(style, divider: ":")
    }

    func map(_ record: Record, into part: inout PartWriter) throws {
        if try selection.selects(record.line) {
            if countsLines { part.count("selected", group: "lines") }
            try write(record.rawLine, of: record.file, into: &part)
        }
    }

    mutating func map(_ block: RecordBlock, into part: inout PartWriter) throws {
        if isFound && onlyFirst { return }
        let bytes = block.bytes
        var count = 0
        try selection.forEachLine(of: bytes, limit: onlyFirst ? 1 : .max) { start, end in
            count += 1
            try write(bytes.slice(start, end), of: block.file, into: &part)
        }
        if count == 0 { return }
        isFound = true
        if countsLines { part.count("selected", group: "lines", by: count) }
    }

    private func write(_ line: ByteView, of file: Int, into part: inout PartWriter) throws {
        let prefix = prefixes[file]
        func begin() { unsafe prefix.withUnsafeBytes { part.write(unsafe ByteView($0)) } }
        if onlyMatches {
            try selection.forEachMatch(in: line) { start, end in
                begin()
                style.write(line.slice(start, end), into: &part)
                part.endRow()
            }
        } else {
            begin()
            try selection.write(line, style, into: &part)
            part.endRow()
        }
    }
}
