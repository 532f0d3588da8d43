/// Items of a job that travel together, as the bytes that a worker reads.
@usableFromInline struct PoolChunk {
    /// Bytes of each item where all have as many; nil where each has its length before it (`PoolMessage`).
    let width: Int?
    private(set) var bytes: [UInt8] = []
    @usableFromInline private(set) var count = 0
    private let first: Int
    /// Of the items, once one was taken out from between.
    private var indices: [Int]?
    /// Workers that died at an item, by its index; nil while none did.
    private var deaths: [Int: Int]?

    /// - Parameter first: the index of the first item.
    init(first: Int, width: Int?) {
        self.first = first
        self.width = width
    }

    var isEmpty: Bool { count == 0 }

    /// Of the items themselves.
    var payloadBytes: Int { width == nil ? bytes.count - count * PoolMessage.lengthBytes : bytes.count }

    /// nil when an item is missing between them.
    var range: Range<Int>? { indices == nil ? first..<first + count : nil }

    func index(at place: Int) -> Int { indices?[place] ?? first + place }

    // MARK: filling

    @usableFromInline mutating func append(_ item: [UInt8]) {
        PoolMessage.append(item: item, to: &bytes)
        count += 1
    }

    /// REQUIRES: an element is `width` bytes, and nothing more than them.
    @inlinable mutating func append<Element>(values: [Element]) {
        unsafe values.withUnsafeBytes { unsafe append($0, count: values.count) }
    }

    /// REQUIRES: the bytes are those of `count` elements.
    @usableFromInline mutating func append(_ values: UnsafeRawBufferPointer, count: Int) {
        unsafe bytes.append(contentsOf: values)
        self.count += count
    }

    // MARK: deaths

    /// Counts a death at an item; returns how many there are.
    mutating func addDeath(at place: Int) -> Int {
        let index = index(at: place)
        let count = (deaths?[index] ?? 0) + 1
        deaths = (deaths ?? [:]).merging([index: count]) { $1 }
        return count
    }

    /// Takes an item out; returns how many bytes it had.
    mutating func remove(at place: Int) -> Int {
        var left = indices ?? Array(first..<first + count)
        left.remove(at: place)
        indices = left
        count -= 1
        if let width {
            bytes.removeSubrange(place * width..<(place + 1) * width)
            return width
        }
        var start = 0
        for _ in 0..<place { start += PoolMessage.lengthBytes + Int(PoolMessage.integer(bytes, at: start)) }
        let length = Int(PoolMessage.integer(bytes, at: start))
        bytes.removeSubrange(start..<start + PoolMessage.lengthBytes + length)
        return length
    }
}
