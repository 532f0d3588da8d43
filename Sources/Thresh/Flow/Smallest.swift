/// The elements whose encodings are smallest, so many of them, in order.
@usableFromInline struct Smallest<Element: JobValue>: Aggregate {
    @usableFromInline let limit: Int
    /// Encoded; the largest is on top.
    @usableFromInline var heap: Heap<Bytes>

    @usableFromInline init(_ limit: Int) {
        self.limit = limit
        heap = Heap()
    }

    @usableFromInline mutating func add(_ input: Element) {
        var encoded = ByteBuffer(capacity: 64)
        input.encode(into: &encoded)
        add(encoded: unsafe ByteView(encoded.rawBuffer))
    }

    private mutating func add(encoded: ByteView) {
        if limit == 0 { return }
        if heap.count == limit, let largest = heap.top {
            let isLarger = unsafe largest.array.withUnsafeBytes { unsafe compareBytes(encoded.rawBuffer, $0) >= 0 }
            if !isLarger { heap.replaceTop(Bytes(encoded), by: >) }
        } else {
            heap.insert(Bytes(encoded), by: >)
        }
    }

    @usableFromInline mutating func merge(_ other: Smallest) {
        for element in other.heap.elements {
            unsafe element.array.withUnsafeBytes { unsafe add(encoded: ByteView($0)) }
        }
    }

    @usableFromInline var result: [Element] {
        heap.elements.sorted().map { unsafe $0.array.withUnsafeBytes { unsafe Element(decoding: ByteView($0)) } }
    }

    @usableFromInline var heapBytes: Int { heap.count * (MemoryLayout<Bytes>.stride + 64) }

    @usableFromInline func encode(into bytes: inout ByteBuffer) {
        bytes.append(integer: UInt32(limit))
        heap.elements.encode(into: &bytes)
    }

    @usableFromInline init?(decoding bytes: ByteView) {
        heap = Heap()
        limit = Int(UInt32(littleEndian: unsafe bytes.rawBuffer.loadUnaligned(as: UInt32.self)))
        for element in [Bytes](decoding: bytes.slice(4, bytes.count)) {
            unsafe element.array.withUnsafeBytes { unsafe add(encoded: ByteView($0)) }
        }
    }
}
