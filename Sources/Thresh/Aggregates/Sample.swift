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

        /// By priority; then by place and bytes, so that hashes that are equal by chance leave nothing to chance.
        func precedes(_ other: Entry, in arena: [UInt8]) -> Bool {
            if priority != other.priority { return priority < other.priority }
            if source != other.source { return source < other.source }
            if offset != other.offset { return offset < other.offset }
            return arena[start..<start + count].lexicographicallyPrecedes(
                arena[other.start..<other.start + other.count])
        }
    }

    /// The last one is on top.
    private var entries = Heap<Entry>()
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
        if entries.count == size && isBehind(priority) { return }
        insert(input, priority: priority)
    }

    /// Whether what has this priority is not kept while the sample is full.
    private func isBehind(_ priority: UInt64) -> Bool { entries.top.map { priority > $0.priority } ?? false }

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
        let arena = self.arena
        if entries.count < size {
            entries.insert(entry) { $1.precedes($0, in: arena) }
        } else if let last = entries.top, entry.precedes(last, in: arena) {
            unused += last.count
            entries.replaceTop(entry) { $1.precedes($0, in: arena) }
        } else {
            self.arena.removeLast(entry.count)
        }
        if unused > self.arena.count / 2 && unused > 4096 { compact() }
    }

    /// In the order of their priorities.
    private var sortedEntries: [Entry] { entries.elements.sorted { $0.precedes($1, in: arena) } }

    private mutating func compact() {
        let arena = self.arena
        var kept: [UInt8] = []
        kept.reserveCapacity(arena.count - unused)
        entries.updateEach { entry in
            let bytes = arena[entry.start..<entry.start + entry.count]
            entry.start = kept.count
            kept += bytes
        }
        self.arena = kept
        unused = 0
    }

    /// REQUIRES: the same size and seed.
    ///
    /// - Complexity: O(size log size), and the bytes that are copied.
    public mutating func merge(_ other: Sample) {
        precondition(size == other.size && seed == other.seed, "samples of different sizes or seeds cannot be merged")
        unsafe other.arena.withUnsafeBytes { arena in
            for entry in other.entries.elements {
                if entries.count == size && isBehind(entry.priority) { continue }
                let range = entry.start..<entry.start + entry.count
                let bytes = unsafe ByteView(UnsafeRawBufferPointer(rebasing: arena[range]))
                insert(SampleInput(bytes, source: entry.source, offset: entry.offset), priority: entry.priority)
            }
        }
    }

    /// In the order of their priorities: the first ones of a sample are a smaller sample.
    ///
    /// - Complexity: O(size log size), and the bytes.
    public var result: [SampledBytes] {
        sortedEntries.map {
            SampledBytes(bytes: Array(arena[$0.start..<$0.start + $0.count]), source: $0.source, offset: $0.offset)
        }
    }

    public var heapBytes: Int { entries.elements.capacity * MemoryLayout<Entry>.stride + arena.capacity + 64 }

    public func encode(into bytes: inout ByteBuffer) {
        bytes.append(.sample)
        bytes.append(varint: size)
        bytes.append(integer: seed)
        bytes.append(varint: entries.count)
        unsafe arena.withUnsafeBytes { arena in
            for entry in sortedEntries {
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
