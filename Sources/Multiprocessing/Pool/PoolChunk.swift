/// Items of a job that travel together, as the message that a worker reads.
@usableFromInline struct PoolChunk {
    /// Bytes of each item where all have as many; nil where each has its length before it (`PoolMessage`).
    let width: Int?
    /// Room for the header of a task, and the items.
    @usableFromInline private(set) var message: [UInt8] = []
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

    /// Of the items, with the lengths before them.
    var byteCount: Int { max(0, message.count - PoolMessage.taskHeaderBytes) }

    /// Of the items themselves.
    var payloadBytes: Int { width == nil ? byteCount - count * PoolMessage.lengthBytes : byteCount }

    /// What goes into the queue of tasks: all of it, or the header alone where the items go through a file.
    mutating func task(_ ticket: TaskTicket) -> [UInt8] {
        let isInFile = byteCount > PoolMessage.largestInline
        if !isInFile {
            PoolMessage.setHeader(ticket, isInFile: false, of: &message)
            return message
        }
        var header = [UInt8](repeating: 0, count: PoolMessage.taskHeaderBytes)
        PoolMessage.setHeader(ticket, isInFile: true, of: &header)
        return header
    }

    /// nil when an item is missing between them.
    var range: Range<Int>? { indices == nil ? first..<first + count : nil }

    func index(at place: Int) -> Int { indices?[place] ?? first + place }

    // MARK: filling

    @usableFromInline mutating func append(_ item: [UInt8]) {
        if message.isEmpty { message = [UInt8](repeating: 0, count: PoolMessage.taskHeaderBytes) }
        PoolMessage.append(item: item, to: &message)
        count += 1
    }

    /// Makes the chunk of the next items, `most` or as many as there are.
    ///
    /// REQUIRES: it is empty; an item is `width` bytes, and nothing more than them.
    @inlinable mutating func fill<Items: PoolItems>(_ items: inout Items, most: Int) {
        typealias Item = Items.Item
        let stride = MemoryLayout<Item>.stride
        let header = PoolMessage.taskHeaderBytes
        if most <= PoolChunk.mostAtOnce && PoolValues.fit(Item.self) {
            var filled = 0
            let bytes = unsafe [UInt8](unsafeUninitializedCapacity: header + most * stride) { buffer, byteCount in
                guard let base = buffer.baseAddress else { return }
                unsafe UnsafeMutableRawPointer(base).initializeMemory(as: UInt8.self, repeating: 0, count: header)
                // SAFETY: an array's bytes are aligned to 16, and there is room for `most` items.
                let values = unsafe UnsafeMutableRawPointer(base + header).assumingMemoryBound(to: Item.self)
                while filled < most, let value = items.next() {
                    unsafe (values + filled).initialize(to: value)
                    filled += 1
                }
                byteCount = header + filled * stride
            }
            return take(bytes, count: filled)
        }
        var values: [Item] = []
        while values.count < most, let value = items.next() { values.append(value) }
        unsafe values.withUnsafeBytes { unsafe take([UInt8](repeating: 0, count: header) + $0, count: values.count) }
    }

    /// Room is made ahead for no more items than these.
    @usableFromInline static let mostAtOnce = 2048

    @usableFromInline mutating func take(_ message: [UInt8], count: Int) {
        if count == 0 { return }
        self.message = message
        self.count = count
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
        var start = PoolMessage.taskHeaderBytes
        if let width {
            start += place * width
            message.removeSubrange(start..<start + width)
            return width
        }
        for _ in 0..<place { start += PoolMessage.lengthBytes + Int(PoolMessage.integer(message, at: start)) }
        let length = Int(PoolMessage.integer(message, at: start))
        message.removeSubrange(start..<start + PoolMessage.lengthBytes + length)
        return length
    }
}
