/// The pairs with the least keys, as many as asked: a heap with the greatest of them on top. Keys must differ.
package struct LeastPairs {
    private struct Pair {
        /// The key, then the row.
        let bytes: [UInt8]
        let keyCount: Int
    }

    private let limit: Int
    private var heap: [Pair] = []

    package init(limit: Int) {
        precondition(limit > 0, "a limit of none")
        self.limit = limit
    }

    /// Offers a pair, whose bytes are copied.
    package mutating func add(_ key: ByteView, _ row: ByteView) {
        if heap.count == limit, unsafe !precedes(key.rawBuffer, heap[0]) { return }
        let pair = unsafe Pair(bytes: [UInt8](key.rawBuffer) + [UInt8](row.rawBuffer), keyCount: key.count)
        if heap.count < limit {
            heap.append(pair)
            siftUp()
        } else {
            heap[0] = pair
            siftDown()
        }
    }

    /// Calls `body` with each, the least first, and forgets them.
    package mutating func removeAll(_ body: (ByteView, ByteView) -> Void) {
        for pair in heap.sorted(by: precedes) {
            unsafe pair.bytes.withUnsafeBytes { bytes in
                let all = unsafe ByteView(bytes)
                body(all.slice(0, pair.keyCount), all.slice(pair.keyCount, all.count))
            }
        }
        heap.removeAll()
    }

    private func precedes(_ a: Pair, _ b: Pair) -> Bool {
        unsafe a.bytes.withUnsafeBytes { bytes in
            unsafe precedes(UnsafeRawBufferPointer(rebasing: bytes[..<a.keyCount]), b)
        }
    }

    private func precedes(_ key: UnsafeRawBufferPointer, _ other: Pair) -> Bool {
        unsafe other.bytes.withUnsafeBytes { bytes in
            unsafe compareBytes(key, UnsafeRawBufferPointer(rebasing: bytes[..<other.keyCount])) < 0
        }
    }

    private mutating func siftUp() {
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            if !precedes(heap[parent], heap[child]) { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    private mutating func siftDown() {
        var parent = 0
        while true {
            var greatest = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && precedes(heap[greatest], heap[child]) {
                greatest = child
            }
            if greatest == parent { return }
            heap.swapAt(parent, greatest)
            parent = greatest
        }
    }
}
