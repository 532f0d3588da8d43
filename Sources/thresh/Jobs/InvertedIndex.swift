import Platform
import Thresh

/// Word → how often it occurs in which file.
struct InvertedIndex: MergingJob {
    /// Names of files in the order of their bytes, which they are.
    private var names: [[UInt8]] = []
    /// The place in `names` of each input file.
    private var ranks: [UInt32] = []
    /// Whether words are counted by the numbers of files, which stay the same when there are more files; else by the places
    /// of their names.
    private let keepsNumbers: Bool

    init(keepsNumbers: Bool = false) { self.keepsNumbers = keepsNumbers }

    var records: RecordFormat { .textLines }
    var columns: [Column]? { [Column("word"), Column("files")] }

    mutating func prepare(inputs: [String]) {
        let inputs = inputs.map { FileName.bytes($0) }
        if keepsNumbers {
            names = inputs
            ranks = inputs.indices.map { UInt32($0) }
            return
        }
        names = Set(inputs).sorted { $0.lexicographicallyPrecedes($1) }
        let places = Dictionary(uniqueKeysWithValues: zip(names, 0...))
        ranks = inputs.map { UInt32(places[$0]!) }
    }

    func map(_ record: Record, into output: inout Merged<Bytes, Postings>) {
        let file = ranks[record.file]
        record.line.forEachWord { output.emit($0, file) }
    }

    // White space divides words within lines and between them, so lines need not be told apart.
    func map(_ block: RecordBlock, into output: inout Merged<Bytes, Postings>) {
        let file = ranks[block.file]
        block.bytes.forEachWord { output.emit($0, file) }
    }

    func reduce(_ key: Bytes, _ total: Postings, into part: inout PartWriter) {
        key.writeCells(to: &part)
        part.tab()
        for (index, entry) in entries(total).enumerated() {
            if index > 0 { part.write(UInt8(ascii: " ")) }
            Bytes(names[Int(entry.file)]).writeCells(to: &part)
            part.write(UInt8(ascii: ":"))
            part.write(entry.count)
        }
        part.endRow()
    }

    private func entries(_ postings: Postings) -> [Postings.Entry] {
        keepsNumbers ? postings.inOrder(of: names).entries : postings.entries
    }
}
