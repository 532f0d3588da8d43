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
    private var heap = Heap<Row>()

    init(limit: Int) { self.limit = limit }

    /// Offers a row: cells divided by TAB, the last one an integer.
    mutating func add(_ row: UnsafeRawBufferPointer) {
        if limit == 0 { return }
        let lastCell = unsafe row[((row.lastIndex(of: UInt8(ascii: "\t")) ?? -1) + 1)...]
        let number = unsafe Int(String(decoding: lastCell, as: UTF8.self)) ?? 0
        if heap.count == limit, let least = heap.top, number < least.number { return }
        let candidate = unsafe Row(number: number, bytes: [UInt8](row))
        if heap.count < limit {
            heap.insert(candidate) { $0.isWorse(than: $1) }
        } else if let worst = heap.top, worst.isWorse(than: candidate) {
            heap.replaceTop(candidate) { $0.isWorse(than: $1) }
        }
    }

    /// The rows, best first.
    var rows: [[UInt8]] { heap.elements.sorted { $1.isWorse(than: $0) }.map(\.bytes) }
}
