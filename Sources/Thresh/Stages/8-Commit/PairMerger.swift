/// Merges files of pairs, each in the order of its keys, into one order: a heap with the file of the least key on top.
struct PairMerger {
    private var heap: [PairReader] = []

    init(paths: [String], bufferBytes: Int) throws(ThreshError) {
        for path in paths {
            let reader = try PairReader(path: path, bufferBytes: bufferBytes)
            if try reader.advance() { heap.append(reader) }
        }
        for place in (0..<heap.count / 2).reversed() { siftDown(from: place) }
    }

    /// The file whose current pair is the least; nil when there are no more pairs.
    var current: PairReader? { heap.first }

    mutating func advance() throws(ThreshError) {
        if try !heap[0].advance() {
            heap.swapAt(0, heap.count - 1)
            heap.removeLast()
        }
        siftDown(from: 0)
    }

    private mutating func siftDown(from start: Int) {
        var parent = start
        while true {
            var least = parent
            var child = 2 * parent + 1
            while child <= 2 * parent + 2 && child < heap.count {
                if unsafe compareBytes(heap[child].keyBytes, heap[least].keyBytes) < 0 { least = child }
                child += 1
            }
            if least == parent { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
