/// The pairs with the least keys, as many as asked: a heap with the greatest of them on top. Keys must differ.
package struct LeastPairs {
    private struct Pair {
        /// The key, then the row.
        let bytes: [UInt8]
        let keyCount: Int

        func precedes(_ other: Pair) -> Bool {
            unsafe bytes.withUnsafeBytes { unsafe Pair.precedes($0[..<keyCount], other) }
        }

        static func precedes(_ key: Slice<UnsafeRawBufferPointer>, _ other: Pair) -> Bool {
            unsafe other.bytes.withUnsafeBytes { bytes in
                unsafe compareBytes(
                    UnsafeRawBufferPointer(rebasing: key), UnsafeRawBufferPointer(rebasing: bytes[..<other.keyCount]))
                    < 0
            }
        }
    }

    private let limit: Int
    private var heap = Heap<Pair>()
    /// Bytes of all that are kept.
    package private(set) var byteCount = 0

    package init(limit: Int) {
        precondition(limit > 0, "a limit of none")
        self.limit = limit
    }

    /// Offers a pair, whose bytes are copied.
    package mutating func add(_ key: ByteView, _ row: ByteView) {
        if heap.count == limit, let greatest = heap.top, unsafe !Pair.precedes(key.rawBuffer[...], greatest) { return }
        let pair = unsafe Pair(bytes: [UInt8](key.rawBuffer) + [UInt8](row.rawBuffer), keyCount: key.count)
        byteCount += pair.bytes.count
        if heap.count < limit {
            heap.insert(pair) { $1.precedes($0) }
        } else {
            byteCount -= heap.top?.bytes.count ?? 0
            heap.replaceTop(pair) { $1.precedes($0) }
        }
    }

    /// Calls `body` with each, the least first, and forgets them.
    package mutating func removeAll(_ body: (ByteView, ByteView) -> Void) {
        for pair in heap.elements.sorted(by: { $0.precedes($1) }) {
            unsafe pair.bytes.withUnsafeBytes { bytes in
                let all = unsafe ByteView(bytes)
                body(all.slice(0, pair.keyCount), all.slice(pair.keyCount, all.count))
            }
        }
        heap.removeAll()
        byteCount = 0
    }
}
