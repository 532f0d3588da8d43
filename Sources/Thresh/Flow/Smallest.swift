/// The elements whose encodings are smallest, so many of them, in order.
@usableFromInline struct Smallest<Element: JobValue>: Aggregate {
    @usableFromInline let limit: Int
    /// Encoded; a heap with the largest on top.
    @usableFromInline var heap: [Bytes] = []

    @usableFromInline init(_ limit: Int) { self.limit = limit }

    @usableFromInline mutating func add(_ input: Element) {
        var encoded = ByteBuffer(capacity: 64)
        input.encode(into: &encoded)
        add(encoded: unsafe ByteView(encoded.rawBuffer))
    }

    private mutating func add(encoded: ByteView) {
        if limit == 0 { return }
        if heap.count == limit {
            let isLarger = unsafe heap[0].array.withUnsafeBytes { unsafe compareBytes(encoded.rawBuffer, $0) >= 0 }
            if isLarger { return }
            heap[0] = Bytes(encoded)
            siftDown()
        } else {
            heap.append(Bytes(encoded))
            siftUp()
        }
    }

    @usableFromInline mutating func merge(_ other: Smallest) {
        for element in other.heap { unsafe element.array.withUnsafeBytes { unsafe add(encoded: ByteView($0)) } }
    }

    @usableFromInline var result: [Element] {
        heap.sorted().map { unsafe $0.array.withUnsafeBytes { unsafe Element(decoding: ByteView($0)) } }
    }

    @usableFromInline var heapBytes: Int { heap.count * (MemoryLayout<Bytes>.stride + 64) }

    @usableFromInline func encode(into bytes: inout ByteBuffer) {
        bytes.append(integer: UInt32(limit))
        heap.encode(into: &bytes)
    }

    @usableFromInline init?(decoding bytes: ByteView) {
        limit = Int(UInt32(littleEndian: unsafe bytes.rawBuffer.loadUnaligned(as: UInt32.self)))
        // Any order of a heap's array is rebuilt by adding.
        for element in [Bytes](decoding: bytes.slice(4, bytes.count)) {
            unsafe element.array.withUnsafeBytes { unsafe add(encoded: ByteView($0)) }
        }
    }

    private mutating func siftUp() {
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            if !(heap[parent] < heap[child]) { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    private mutating func siftDown() {
        var parent = 0
        while true {
            var largest = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[largest] < heap[child] {
                largest = child
            }
            if largest == parent { return }
            heap.swapAt(parent, largest)
            parent = largest
        }
    }
}
