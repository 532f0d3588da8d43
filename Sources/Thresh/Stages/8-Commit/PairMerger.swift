/// Merges files of pairs, each in the order of its keys, into one order: a heap with the file of the least key on top.
struct PairMerger {
    private var heap = Heap<PairReader>()

    init(paths: [String], bufferBytes: Int) throws(ThreshError) {
        for path in paths {
            let reader = try PairReader(path: path, bufferBytes: bufferBytes)
            if try reader.advance() { heap.insert(reader, by: PairMerger.isAbove) }
        }
    }

    /// The file whose current pair is the least; nil when there are no more pairs.
    var current: PairReader? { heap.top }

    mutating func advance() throws(ThreshError) {
        guard let top = heap.top else { return }
        if try top.advance() { heap.settleTop(by: PairMerger.isAbove) } else { heap.removeTop(by: PairMerger.isAbove) }
    }

    private static func isAbove(_ a: PairReader, _ b: PairReader) -> Bool {
        unsafe compareBytes(a.keyBytes, b.keyBytes) < 0
    }
}
