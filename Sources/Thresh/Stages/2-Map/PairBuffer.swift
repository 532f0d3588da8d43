internal import CThresh
internal import Platform

/// Gathers encoded pairs as they come, and sorts them when memory is full.
@safe @usableFromInline struct PairBuffer: ~Copyable {
    /// Records one after another: 4 bytes of key length, 4 of value length, key, value, padded to 8.
    private var arena: PageBuffer
    private var used = 0
    private var count = 0
    private let limit: Int
    private let sorted: PartitionedEntries
    @usableFromInline let spiller: Spiller

    @usableFromInline
    init(_ configuration: MapConfiguration) throws(ThreshError) {
        let limit = min(configuration.memoryLimit, Tuning.largestSortBuffer)
        let initial = min(limit, 1 << 20)
        let sorted = try PartitionedEntries()
        let arena = try attempt { () throws(SystemError) in try PageBuffer(byteCount: initial) }
        self.sorted = sorted
        self.arena = arena
        self.limit = limit
        spiller = configuration.spiller
    }

    /// Adds a pair; the bytes of both are copied.
    @usableFromInline
    mutating func append(_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
        let size = unsafe BufferedRecords.size(key, value)
        if used + size + (count + 1) * PartitionedEntries.bytesPerRecord > limit && count > 0 { writeRun() }
        if used + size > arena.byteCount { grow(used + size) }
        unsafe BufferedRecords.store(key, value, at: arena.base + used)
        used += size
        count += 1
    }

    private mutating func grow(_ needed: Int) {
        do {
            try arena.grow(to: max(needed, min(arena.byteCount * 2, limit)))
        } catch {
            fatalError("out of memory: \(error)")
        }
    }

    private mutating func writeRun() {
        spiller.write(valueWidth: nil) { (writer: inout RunWriter) throws(ThreshError) in
            let records = unsafe BufferedRecords(base: arena.base)
            try sorted.forEachInOrder(count: count, partitioner: spiller.partitioner, records: records) { add in
                var location = 0
                while location < used {
                    add(UInt64(location))
                    location += records.size(at: location)
                }
            } body: { (partition: Int, location: UInt64) throws(ThreshError) in
                try unsafe writer.append(
                    partition: partition, key: records.key(at: location), value: records.value(at: location))
            }
        }
        used = 0
        count = 0
    }
}

extension PairBuffer: MapOutput {
    @usableFromInline static var valueWidth: Int? { nil }
    @usableFromInline var isEmpty: Bool { count == 0 }
    @usableFromInline mutating func spill() { if count > 0 { writeRun() } }

    @usableFromInline mutating func takeKeys() -> [[UInt8]] {
        let records = unsafe BufferedRecords(base: arena.base)
        var keys: [[UInt8]] = []
        var location = 0
        while location < used {
            keys.append(unsafe [UInt8](records.key(at: UInt64(location)).prefix(Tuning.sampledKeyBytes)))
            location += records.size(at: location)
        }
        used = 0
        count = 0
        return keys
    }
}

/// Records one after another as a sorter sees them; locations are byte offsets.
@safe struct BufferedRecords: SortableRecords {
    // SAFETY: the buffer stays unchanged while its records are sorted; locations are offsets of records in it.
    let base: UnsafeMutableRawPointer

    /// Bytes that a record takes.
    @inline(__always)
    static func size(_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Int {
        (8 + key.count + value.count + 7) & ~7
    }

    /// Writes a record. REQUIRES: room for it.
    @unsafe @inline(__always)
    static func store(
        _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, at target: UnsafeMutableRawPointer
    ) {
        unsafe target.storeBytes(of: UInt32(key.count), as: UInt32.self)
        unsafe target.storeBytes(of: UInt32(value.count), toByteOffset: 4, as: UInt32.self)
        if let source = key.baseAddress { unsafe (target + 8).copyMemory(from: source, byteCount: key.count) }
        if let source = value.baseAddress {
            unsafe (target + 8 + key.count).copyMemory(from: source, byteCount: value.count)
        }
    }

    func key(at location: UInt64) -> UnsafeRawBufferPointer {
        let record = unsafe base + Int(location)
        return unsafe UnsafeRawBufferPointer(start: record + 8, count: Int(record.load(as: UInt32.self)))
    }

    func value(at location: UInt64) -> UnsafeRawBufferPointer {
        let record = unsafe base + Int(location)
        let keyCount = Int(unsafe record.load(as: UInt32.self))
        return unsafe UnsafeRawBufferPointer(
            start: record + 8 + keyCount, count: Int(record.load(fromByteOffset: 4, as: UInt32.self)))
    }

    func prefetchReference(_ location: UInt64) {}

    func prefetch(_ location: UInt64) {
        unsafe thresh_prefetch(base + Int(location))
        unsafe thresh_prefetch(base + Int(location) + 64)
    }

    func size(at location: Int) -> Int {
        let record = unsafe base + location
        let keyCount = Int(unsafe record.load(as: UInt32.self))
        let valueCount = Int(unsafe record.load(fromByteOffset: 4, as: UInt32.self))
        return (8 + keyCount + valueCount + 7) & ~7
    }
}
