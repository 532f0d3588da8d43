import Thresh

/// Word → how often it occurs in which file.
struct InvertedIndex: MergingJob {
    typealias Combine = Postings

    /// Names in byte order.
    private var names: [String] = []
    /// The place in `names` of each input file.
    private var ranks: [UInt32] = []

    var columns: [Column]? { [Column("word"), Column("files")] }

    mutating func prepare(inputs: [String]) {
        names = Set(inputs).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let places = Dictionary(uniqueKeysWithValues: zip(names, 0...))
        ranks = inputs.map { UInt32(places[$0]!) }
    }

    func map(_ record: Record, into output: inout Merged<Postings>) {
        emit(record.line, file: record.file, into: &output)
    }

    func map(_ block: RecordBlock, into output: inout Merged<Postings>) {
        emit(block.bytes, file: block.file, into: &output)
    }

    private func emit(_ bytes: ByteView, file: Int, into output: inout Merged<Postings>) {
        var posting = ByteBuffer(capacity: Postings.width)
        Postings.append(Postings.Entry(file: ranks[file], count: 1), to: &posting)
        let value = posting.view
        bytes.forEachWord { output.emit($0, value) }
    }

    func reduce(_ key: ByteView, _ value: ByteView, into part: inout PartWriter) {
        part.writeCell(key)
        part.tab()
        for index in 0..<Postings.count(value) {
            if index > 0 { part.write(UInt8(ascii: " ")) }
            let entry = Postings.entry(index, of: value)
            part.write(names[Int(entry.file)].escapedCell)
            part.write(UInt8(ascii: ":"))
            part.write(entry.count)
        }
        part.endRow()
    }
}

extension String {
    /// With what would end a cell written as \t, \n and so on.
    fileprivate var escapedCell: String {
        guard utf8.contains(where: { [9, 10, 13, 92].contains($0) }) else { return self }
        let escapes: [Unicode.Scalar: String] = ["\t": "\\t", "\n": "\\n", "\r": "\\r", "\\": "\\\\"]
        return unicodeScalars.map { escapes[$0] ?? String($0) }.joined()
    }
}
