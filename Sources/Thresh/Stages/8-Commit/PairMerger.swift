/// Merges files of pairs, each in the order of its keys, into one order: a heap with the file of the least key on top.
///
/// Only the least pair is whole in memory: of each other file there is a buffer, however long its pairs are.
struct PairMerger {
    private static let windowBytes = 64 << 10

    private var heap = Heap<PairReader>()

    init(paths: [String], bufferBytes: Int) throws(ThreshError) {
        for path in paths {
            let reader = try PairReader(path: path, bufferBytes: bufferBytes, readsFronts: true)
            guard try reader.advance() else { continue }
            try PairMerger.throwing { failure in
                heap.insert(reader) { PairMerger.isAbove($0, $1, &failure) }
            }
        }
        try heap.top?.complete()
    }

    /// The file whose current pair is the least; nil when there are no more pairs.
    var current: PairReader? { heap.top }

    mutating func advance() throws(ThreshError) {
        guard let top = heap.top else { return }
        let isThere = try top.advance()
        try PairMerger.throwing { failure in
            if isThere {
                heap.settleTop { PairMerger.isAbove($0, $1, &failure) }
            } else {
                heap.removeTop { PairMerger.isAbove($0, $1, &failure) }
            }
        }
        try heap.top?.complete()
    }

    /// A heap cannot throw.
    private static func throwing(_ change: (inout ThreshError?) -> Void) throws(ThreshError) {
        var failure: ThreshError?
        change(&failure)
        if let failure { throw failure }
    }

    private static func isAbove(_ a: PairReader, _ b: PairReader, _ failure: inout ThreshError?) -> Bool {
        if !a.isCut && !b.isCut { return unsafe compareBytes(a.keyBytes, b.keyBytes) < 0 }
        do {
            return try compareLong(a, b) < 0
        } catch {
            failure = failure ?? error
            return false
        }
    }

    /// By what there is of the keys, then by reading on in both.
    private static func compareLong(_ a: PairReader, _ b: PairReader) throws(ThreshError) -> Int {
        let common = unsafe min(a.keyBytes.count, b.keyBytes.count)
        let fronts = unsafe compareBytes(
            UnsafeRawBufferPointer(rebasing: a.keyBytes[..<common]),
            UnsafeRawBufferPointer(rebasing: b.keyBytes[..<common]))
        if fronts != 0 { return fronts }
        var windowA = ByteBuffer(capacity: 0)
        var windowB = ByteBuffer(capacity: 0)
        let end = min(a.keyCount, b.keyCount)
        var place = common
        while place < end {
            let count = min(windowBytes, end - place)
            try a.readKey(from: place, atMost: count, into: &windowA)
            try b.readKey(from: place, atMost: count, into: &windowB)
            let order = unsafe compareBytes(windowA.rawBuffer, windowB.rawBuffer)
            if order != 0 { return order }
            place += count
        }
        return a.keyCount - b.keyCount
    }
}
