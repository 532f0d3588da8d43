/// The rows with the largest last column, as many as asked: a heap with the least of them on top.
///
/// Rows with equal numbers are in byte order, so that the choice does not depend on chance.
struct TopRows {
    private struct Row {
        let number: Int
        let bytes: [UInt8]

        /// Whether this row comes after the other in the result.
        func isWorse(than other: Row) -> Bool {
            if number != other.number { return number < other.number }
            return other.bytes.lexicographicallyPrecedes(bytes)
        }
    }

    private let limit: Int
    private var heap: [Row] = []

    init(limit: Int) { self.limit = limit }

    /// Offers a row: cells divided by TAB, the last one an integer.
    mutating func add(_ row: UnsafeRawBufferPointer) {
        if limit == 0 { return }
        let lastCell = unsafe row[((row.lastIndex(of: UInt8(ascii: "\t")) ?? -1) + 1)...]
        let number = unsafe Int(String(decoding: lastCell, as: UTF8.self)) ?? 0
        if heap.count == limit, let least = heap.first, number < least.number { return }
        let candidate = unsafe Row(number: number, bytes: [UInt8](row))
        if heap.count < limit {
            heap.append(candidate)
            siftUp()
        } else if heap[0].isWorse(than: candidate) {
            heap[0] = candidate
            siftDown()
        }
    }

    /// The rows, best first.
    var rows: [[UInt8]] { heap.sorted { $1.isWorse(than: $0) }.map(\.bytes) }

    private mutating func siftUp() {
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            if !heap[child].isWorse(than: heap[parent]) { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    private mutating func siftDown() {
        var parent = 0
        while true {
            var worst = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && heap[child].isWorse(than: heap[worst]) {
                worst = child
            }
            if worst == parent { return }
            heap.swapAt(parent, worst)
            parent = worst
        }
    }
}
