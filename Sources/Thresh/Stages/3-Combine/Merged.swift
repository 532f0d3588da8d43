/// Gathers pairs whose values have any length, and folds the values of a key with a `BytesCombiner`: what a
/// `MergingJob` emits into.
///
/// The values of a key lie one after another in an arena. When they outgrow their place they are folded, and get twice
/// the room of the result: so folding is spread over the emits, however many values a key has.
@safe public struct Merged<C: BytesCombiner>: ~Copyable {
    /// Where the values of a key are: 4 bytes of length before each.
    @usableFromInline struct Region: BitwiseCopyable {
        var place = 0
        var used: UInt32 = 0
        var capacity: UInt32 = 0
    }

    private var table: KeyTable
    private var arena: ByteBuffer
    private let folding = ValueFold<C>()
    private let memoryLimit: Int
    @usableFromInline let spiller: Spiller

    @usableFromInline
    init(_ configuration: MapConfiguration) throws(ThreshError) {
        table = try KeyTable(
            stride: MemoryLayout<KeySlot<Region>>.stride, seed: configuration.seed,
            memoryLimit: configuration.memoryLimit / 2)
        arena = ByteBuffer(capacity: 1 << 16)
        memoryLimit = configuration.memoryLimit
        spiller = configuration.spiller
    }

    /// Adds a pair; the bytes of both are copied.
    ///
    /// - Complexity: O(key + value), amortised. Writes a run to disk when memory is full.
    public mutating func emit(_ key: ByteView, _ value: ByteView) {
        let (raw, isNew) = unsafe table.entry(key.rawBuffer)
        let slot = unsafe raw.assumingMemoryBound(to: KeySlot<Region>.self)
        if isNew { unsafe slot.pointee.payload = Region() }
        var region = unsafe slot.pointee.payload
        let needed = 4 + value.count
        if Int(region.capacity - region.used) < needed {
            // A first value gets no spare room: most keys of most data occur once.
            if region.used > 0 { fold(&region) }
            let isHalfFree = region.capacity > 0 && 2 * (Int(region.used) + needed) <= Int(region.capacity)
            if !isHalfFree { move(&region, capacity: region.capacity == 0 ? needed : 2 * (Int(region.used) + needed)) }
        }
        unsafe append(value.rawBuffer, to: &region)
        unsafe slot.pointee.payload = region
        if isNew && table.isFull && !table.grow() || arena.count > memoryLimit / 2 || table.isOverLimit { writeRun() }
    }

    private mutating func append(_ value: UnsafeRawBufferPointer, to region: inout Region) {
        let target = unsafe UnsafeMutableRawPointer(arena.base + region.place + Int(region.used))
        unsafe target.storeBytes(of: UInt32(value.count), as: UInt32.self)
        if let source = value.baseAddress { unsafe (target + 4).copyMemory(from: source, byteCount: value.count) }
        region.used += UInt32(4 + value.count)
    }

    private mutating func move(_ region: inout Region, capacity: Int) {
        let place = arena.count
        arena.reserve(capacity)
        arena.count += capacity
        unsafe UnsafeMutableRawPointer(arena.base + place).copyMemory(
            from: arena.base + region.place, byteCount: Int(region.used))
        region.place = place
        region.capacity = UInt32(capacity)
    }

    /// Leaves one value in a region.
    private mutating func fold(_ region: inout Region) {
        let result = unsafe foldedValue(region)
        if 4 + result.count > Int(region.capacity) {
            region.used = 0
            move(&region, capacity: 4 + result.count)
        }
        region.used = 0
        unsafe append(result, to: &region)
    }

    /// The values of a region as one, valid until the next call.
    private func foldedValue(_ region: Region) -> UnsafeRawBufferPointer {
        var position = 0
        while position < Int(region.used) {
            let start = unsafe arena.base + region.place + position
            let count = Int(unsafe UnsafeRawPointer(start).loadUnaligned(as: UInt32.self))
            let value = unsafe UnsafeRawBufferPointer(start: start + 4, count: count)
            unsafe position == 0 ? folding.begin(value) : folding.add(value)
            position += 4 + count
        }
        return unsafe folding.bytes
    }

    private mutating func writeRun() {
        spiller.write(valueWidth: nil) { (writer: inout RunWriter) throws(ThreshError) in
            unsafe try table.write(to: &writer, partitioner: spiller.partitioner) { slot in
                unsafe foldedValue(slot.assumingMemoryBound(to: KeySlot<Region>.self).pointee.payload)
            }
        }
        table.removeAll()
        arena.removeAll()
    }
}

extension Merged: MapOutput {
    @usableFromInline static var valueWidth: Int? { nil }
    @usableFromInline var isEmpty: Bool { table.count == 0 }
    @usableFromInline mutating func spill() { if table.count > 0 { writeRun() } }
    @usableFromInline mutating func takeKeys() -> [[UInt8]] {
        defer { arena.removeAll() }
        return table.takeKeys()
    }
}
