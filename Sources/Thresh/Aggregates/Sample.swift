/// So many of the inputs, every one as likely as any other, without replacement: the same ones in whatever order and
/// grouping the inputs come, others for another seed.
///
/// Each input has a priority, a hash of the seed, its bytes, its source and its offset; those with the smallest are
/// kept (bottom-k sampling). The hash is XXH3-64, for ever.
public struct Sample: Aggregate, Sendable {
    /// How many inputs are kept at most.
    public let size: Int
    public let seed: UInt64

    private struct Entry: Sendable {
        var priority: UInt64
        var offset: UInt64
        var source: Int
        var start: Int
        var count: Int
    }

    /// A heap: no entry comes after the one at half its index, in the order of `comesBefore`.
    private var entries: [Entry] = []
    private var arena: [UInt8] = []
    /// Bytes in `arena` that belong to no entry any more.
    private var unused = 0

    /// - `size`: at least 1.
    public init(size: Int, seed: UInt64 = 0) {
        precondition(size > 0, "the size of a sample must be positive")
        self.size = size
        self.seed = seed
    }

    /// - Complexity: O(bytes): they are hashed. Few inputs, about size × ln(inputs / size), are copied.
    public mutating func add(_ input: SampleInput) {
        let priority = priority(of: input)
        if entries.count == size && priority > entries[0].priority { return }
        insert(input, priority: priority)
    }

    private func priority(of input: SampleInput) -> UInt64 {
        let content = ByteHash.hash(input.bytes, seed: seed)
        let place: InlineArray<2, UInt64> = [
            UInt64(bitPattern: Int64(input.source)).littleEndian, input.offset.littleEndian,
        ]
        return unsafe withUnsafeBytes(of: place) { ByteHash.hash(unsafe ByteView($0), seed: content) }
    }

    @inline(never)
    private mutating func insert(_ input: SampleInput, priority: UInt64) {
        let entry = Entry(
            priority: priority, offset: input.offset, source: input.source, start: arena.count,
            count: input.bytes.count)
        unsafe arena.append(contentsOf: input.bytes.rawBuffer)
        if entries.count < size {
            entries.append(entry)
            siftUp()
        } else if comesBefore(entry, entries[0]) {
            unused += entries[0].count
            entries[0] = entry
            siftDown()
        } else {
            arena.removeLast(entry.count)
        }
        if unused > arena.count / 2 && unused > 4096 { compact() }
    }

    /// By priority; then by place and bytes, so that hashes that are equal by chance leave nothing to chance.
    private func comesBefore(_ a: Entry, _ b: Entry) -> Bool {
        if a.priority != b.priority { return a.priority < b.priority }
        if a.source != b.source { return a.source < b.source }
        if a.offset != b.offset { return a.offset < b.offset }
        return arena[a.start..<a.start + a.count].lexicographicallyPrecedes(arena[b.start..<b.start + b.count])
    }

    private mutating func siftUp() {
        var child = entries.count - 1
        while child > 0, case let parent = (child - 1) / 2, comesBefore(entries[parent], entries[child]) {
            entries.swapAt(parent, child)
            child = parent
        }
    }

    private mutating func siftDown() {
        var parent = 0
        while true {
            let (left, right) = (2 * parent + 1, 2 * parent + 2)
            var last = parent
            if left < entries.count && comesBefore(entries[last], entries[left]) { last = left }
            if right < entries.count && comesBefore(entries[last], entries[right]) { last = right }
            if last == parent { return }
            entries.swapAt(last, parent)
            parent = last
        }
    }

    private mutating func compact() {
        var kept: [UInt8] = []
        kept.reserveCapacity(arena.count - unused)
        for index in entries.indices {
            let entry = entries[index]
            entries[index].start = kept.count
            kept += arena[entry.start..<entry.start + entry.count]
        }
        arena = kept
        unused = 0
    }

    /// REQUIRES: the same size and seed.
    public mutating func merge(_ other: Sample) {
        precondition(size == other.size && seed == other.seed, "samples of different sizes or seeds cannot be merged")
        unsafe other.arena.withUnsafeBytes { arena in
            for entry in other.entries {
                if entries.count == size && entry.priority > entries[0].priority { continue }
                let range = entry.start..<entry.start + entry.count
                let bytes = unsafe ByteView(UnsafeRawBufferPointer(rebasing: arena[range]))
                insert(SampleInput(bytes, source: entry.source, offset: entry.offset), priority: entry.priority)
            }
        }
    }

    /// In the order of their priorities: the first ones of a sample are a smaller sample.
    public var result: [SampledBytes] {
        entries.sorted(by: comesBefore).map {
            SampledBytes(bytes: Array(arena[$0.start..<$0.start + $0.count]), source: $0.source, offset: $0.offset)
        }
    }

    public var heapBytes: Int { entries.capacity * MemoryLayout<Entry>.stride + arena.capacity + 64 }

    public func encode(into bytes: inout ByteBuffer) {
        bytes.append(.sample)
        bytes.append(varint: size)
        bytes.append(integer: seed)
        bytes.append(varint: entries.count)
        unsafe arena.withUnsafeBytes { arena in
            for entry in entries.sorted(by: comesBefore) {
                bytes.append(integer: Int64(entry.source))
                bytes.append(integer: entry.offset)
                bytes.append(varint: entry.count)
                unsafe bytes.append(UnsafeRawBufferPointer(rebasing: arena[entry.start..<entry.start + entry.count]))
            }
        }
    }

    public init?(decoding bytes: ByteView) {
        var reader = ByteReader(bytes)
        guard reader.read(.sample), let size = reader.readCount(), size > 0, let seed = reader.read(UInt64.self),
            let length = reader.readCount(limit: min(size, reader.remaining / 17))
        else { return nil }
        self.init(size: size, seed: seed)
        for _ in 0..<length {
            guard let source = reader.read(Int64.self), let offset = reader.read(UInt64.self),
                let count = reader.readCount(), let content = reader.readBytes(count)
            else { return nil }
            add(SampleInput(content, source: Int(source), offset: offset))
        }
        guard reader.isAtEnd else { return nil }
    }
}
