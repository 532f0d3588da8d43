import Platform
import Thresh

/// How many lines of each file are selected.
struct GrepCount: CombiningJob {
    let selection: LineSelection
    /// No more of a file than this are of interest.
    let limit: Int?
    let files: GrepFiles
    /// Whether rows are of names, as in part files, of which one may be that of several files; else of places of files.
    let isByName: Bool
    private var keys: [Bytes] = []
    /// Selected lines of each file that this process has seen.
    private var seen: [Int] = []

    init(_ selection: LineSelection, _ files: GrepFiles, limit: Int?, isByName: Bool) {
        self.selection = selection
        self.files = files
        self.limit = limit
        self.isByName = isByName
    }

    var records: RecordFormat { .textLines }
    var columns: [Column]? { [Column("file"), Column("lines", .integer)] }

    mutating func prepare(inputs: [String]) {
        files.prepare(inputs)
        keys = inputs.indices.map { Bytes(FileName.bytes(isByName ? inputs[$0] : String($0))) }
        seen = Array(repeating: 0, count: inputs.count)
    }

    func map(_ record: Record, into output: inout Combined<Bytes, Count>) throws {
        output.emit(keys[record.file], try selection.selects(record.line) ? 1 : 0)
    }

    mutating func map(_ block: RecordBlock, into output: inout Combined<Bytes, Count>) throws {
        let wanted = limit ?? Int.max
        if seen[block.file] >= wanted { return }
        let count = try selection.count(in: block.bytes, limit: wanted)
        seen[block.file] += count
        output.emit(keys[block.file], count)
    }

    func reduce(_ name: Bytes, _ total: Count, into part: inout PartWriter) {
        unsafe name.array.withUnsafeBytes { part.writeCell(unsafe ByteView($0)) }
        part.tab()
        part.write(min(total.result, limit ?? Int.max))
        part.endRow()
    }
}
