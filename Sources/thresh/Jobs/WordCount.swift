import Thresh

struct WordCount: CombiningJob {
    let ignoreCase: Bool
    let top: Int?
    /// The block in lower case.
    private var folded: [UInt8] = []

    init(ignoreCase: Bool, top: Int?) {
        self.ignoreCase = ignoreCase
        self.top = top
    }

    var records: RecordFormat { .textLines }
    var columns: [Column]? { [Column("word"), Column("count", .integer)] }

    func map(_ record: Record, into output: inout Combined<Bytes, Count>) {
        record.line.forEachWord { output.emit($0, 1) }
    }

    // White space divides words within lines and between them, so lines need not be told apart.
    mutating func map(_ block: RecordBlock, into output: inout Combined<Bytes, Count>) {
        guard ignoreCase else { return block.bytes.forEachWord { output.emit($0, 1) } }
        folded.removeAll(keepingCapacity: true)
        unsafe folded.append(contentsOf: block.bytes.rawBuffer.lazy.map { $0 &- 65 < 26 ? $0 | 32 : $0 })
        unsafe folded.withUnsafeBufferPointer { bytes in
            guard let start = bytes.baseAddress else { return }
            unsafe ByteView(unsafeStart: start, count: bytes.count).forEachWord { output.emit($0, 1) }
        }
    }
}
