import Thresh

/// How many lines of each file are selected.
struct GrepCount: CombiningJob {
    let selection: LineSelection
    /// No more of a file than this are of interest.
    let limit: Int?
    let files: GrepFiles
    /// Selected lines of each file that this process has seen.
    private var seen: [Int] = []

    init(_ selection: LineSelection, _ files: GrepFiles, limit: Int?) {
        self.selection = selection
        self.files = files
        self.limit = limit
    }

    var records: RecordFormat { .textLines }
    var columns: [Column]? { [Column("file"), Column("lines", .integer)] }

    mutating func prepare(inputs: [String]) {
        files.prepare(inputs)
        seen = Array(repeating: 0, count: inputs.count)
    }

    func map(_ record: Record, into output: inout Combined<Int, Count>) throws {
        output.emit(record.file, try selection.selects(record.line) ? 1 : 0)
    }

    mutating func map(_ block: RecordBlock, into output: inout Combined<Int, Count>) throws {
        let wanted = limit ?? Int.max
        if seen[block.file] >= wanted { return }
        let count = try selection.count(in: block.bytes, limit: wanted)
        seen[block.file] += count
        output.emit(block.file, count)
    }

    func reduce(_ file: Int, _ total: Count, into part: inout PartWriter) {
        unsafe Array(files.names[file].utf8).withUnsafeBytes { part.writeCell(unsafe ByteView($0)) }
        part.tab()
        part.write(min(total.result, limit ?? Int.max))
        part.endRow()
    }
}
