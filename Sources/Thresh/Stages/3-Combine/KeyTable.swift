internal import CThresh
internal import Platform

/// A slot of a `KeyTable`.
///
/// A key of up to 15 bytes: its bytes, zero-padded, in memory order in `low` and `high`, and its length plus one in the
/// top byte of `high`. A longer one: its hash in `low`, its place in the arena in `high` under the tag 255.
/// `high` is 0 in an empty slot and in no other.
@usableFromInline struct KeySlot<Payload: BitwiseCopyable>: BitwiseCopyable {
    @usableFromInline var low: UInt64
    @usableFromInline var high: UInt64
    @usableFromInline var payload: Payload

    @inlinable init(low: UInt64, high: UInt64, payload: Payload) {
        self.low = low
        self.high = high
        self.payload = payload
    }
}

/// A hash table from byte keys to fixed-size payloads: open addressing with linear probing, keys of up to 15 bytes in
/// the slot itself, longer ones in an arena.
///
/// The hash is seeded per job, so that keys chosen by an attacker (log lines are) cannot make it quadratic.
/// It never shrinks and never removes one key; `removeAll` empties it. What is done once per emit is generic over the
/// payload and specialised in the job's module; the rest knows slots only by their size.
@safe @usableFromInline struct KeyTable: ~Copyable {
    /// A key as the table compares it, if it has at most 15 bytes.
    @usableFromInline struct Name: BitwiseCopyable {
        @usableFromInline var low: UInt64
        @usableFromInline var high: UInt64

        @inlinable init(low: UInt64, high: UInt64) {
            self.low = low
            self.high = high
        }

        /// Of a longer key it is the hash, with 0 in `high`.
        var isLong: Bool { high == 0 }
    }

    @usableFromInline static var longTag: UInt64 { 0xFF00_0000_0000_0000 }
    @inlinable static var longestInline: Int { 15 }
    private static let lookAhead = 16
    /// Of large slots in little memory.
    private static let fewestSlots = 64

    @usableFromInline var base: UnsafeMutableRawPointer
    @usableFromInline var mask: Int
    @usableFromInline var count = 0
    /// Keys at which it is full for its size.
    @usableFromInline var threshold: Int
    @usableFromInline let seedLow: UInt64
    @usableFromInline let seedHigh: UInt64
    @usableFromInline let stride: Int
    private var memory: PageBuffer
    private var arena: PageBuffer
    @usableFromInline var arenaUsed = 8
    private let memoryLimit: Int
    private let sorted: PartitionedEntries

    /// - Parameters:
    ///   - stride: bytes of a slot.
    ///   - memoryLimit: bytes it may take, with what sorting its keys for a spill takes beside it.
    init(stride: Int, seed: UInt64, memoryLimit: Int) throws(ThreshError) {
        var initial = Tuning.initialSlots
        while initial > KeyTable.fewestSlots && initial * stride > memoryLimit / 8 { initial /= 2 }
        let memory = try attempt { () throws(SystemError) in try PageBuffer(byteCount: initial * stride) }
        let arena = try attempt { () throws(SystemError) in try PageBuffer(byteCount: Tuning.initialArenaBytes) }
        sorted = try PartitionedEntries()
        unsafe base = memory.base
        self.memory = memory
        self.arena = arena
        self.stride = stride
        self.memoryLimit = memoryLimit
        seedLow = seed ^ 0x9E37_79B9_7F4A_7C15
        seedHigh = seed &* 0xD1B5_4A32_D192_ED03 | 1
        mask = initial - 1
        threshold = KeyTable.threshold(initial)
    }

    // MARK: finding

    @inlinable @inline(__always)
    func hash(_ name: Name) -> UInt64 {
        let (high, low) = (name.low ^ seedLow).multipliedFullWidth(by: name.high ^ seedHigh)
        return high ^ low
    }

    /// The name of a key of at most 15 bytes.
    @inlinable @inline(__always)
    static func inlineName(_ base: UnsafePointer<UInt8>, _ count: Int) -> Name {
        var low: UInt64
        var high: UInt64
        // SAFETY: sixteen bytes are read where the key has fewer; within one page that can touch no unmapped memory,
        // and the masks below drop what is not the key's. An empty key may stand just behind a page that is mapped, so
        // it is the byte before whose page counts.
        if (UInt(bitPattern: base) &- 1) & 4095 < 4096 - 16 {
            low = unsafe UnsafeRawPointer(base).loadUnaligned(as: UInt64.self)
            high = unsafe UnsafeRawPointer(base + 8).loadUnaligned(as: UInt64.self)
        } else {
            (low, high) = unsafe loadBytewise(base, count)
        }
        let bits = UInt64(truncatingIfNeeded: count) &* 8
        let isShort = count < 8
        let lowMask = isShort ? (1 as UInt64) &<< bits &- 1 : ~0
        let highMask = isShort ? 0 : (1 as UInt64) &<< (bits &- 64) &- 1
        return Name(low: low & lowMask, high: high & highMask | UInt64(truncatingIfNeeded: count &+ 1) &<< 56)
    }

    @usableFromInline
    static func loadBytewise(_ base: UnsafePointer<UInt8>, _ count: Int) -> (UInt64, UInt64) {
        var words: (UInt64, UInt64) = (0, 0)
        for index in 0..<count {
            let byte = UInt64(unsafe base[index])
            if index < 8 { words.0 |= byte << UInt64(index * 8) } else { words.1 |= byte << UInt64(index * 8 - 64) }
        }
        return words
    }

    /// The slot of a key of at most 15 bytes: its own, or the empty one where it belongs.
    @inlinable @inline(__always)
    func find<Payload>(_ name: Name, hash: UInt64, as: Payload.Type) -> UnsafeMutablePointer<KeySlot<Payload>> {
        let slots = unsafe base.assumingMemoryBound(to: KeySlot<Payload>.self)
        var index = Int(truncatingIfNeeded: hash) & mask
        while true {
            let slot = unsafe slots + index
            if unsafe slot.pointee.low == name.low && slot.pointee.high == name.high { return unsafe slot }
            if unsafe slot.pointee.high == 0 { return unsafe slot }
            index = (index &+ 1) & mask
        }
    }

    /// The slot of a key of any length, entered if it is new; its payload is then zero.
    /// REQUIRES: room (`isFull` is false).
    @usableFromInline
    mutating func entry(_ key: UnsafeRawBufferPointer) -> (slot: UnsafeMutableRawPointer, isNew: Bool) {
        unsafe entry(key, named: name(of: key))
    }

    /// The same for a key whose name is known. The bytes of a short one are not looked at.
    mutating func entry(
        _ key: UnsafeRawBufferPointer, named known: Name
    ) -> (slot: UnsafeMutableRawPointer, isNew: Bool) {
        var name = known
        let isLong = name.isLong
        let hash = isLong ? name.low : self.hash(name)
        var index = Int(truncatingIfNeeded: hash) & mask
        while true {
            let slot = unsafe base + index * stride
            let high = unsafe slot.load(fromByteOffset: 8, as: UInt64.self)
            if high == 0 {
                if isLong { name.high = unsafe KeyTable.longTag | UInt64(store(key)) }
                unsafe slot.storeBytes(of: name, as: Name.self)
                count += 1
                return unsafe (slot, true)
            }
            if unsafe slot.load(as: UInt64.self) == name.low {
                if !isLong {
                    if high == name.high { return unsafe (slot, false) }
                } else if high >= KeyTable.longTag, unsafe compareBytes(self.key(at: index), key) == 0 {
                    return unsafe (slot, false)
                }
            }
            index = (index &+ 1) & mask
        }
    }

    func name(of key: UnsafeRawBufferPointer) -> Name {
        let bytes = unsafe UnsafePointer(key.baseAddress!.assumingMemoryBound(to: UInt8.self))
        if key.count <= KeyTable.longestInline { return unsafe KeyTable.inlineName(bytes, key.count) }
        return unsafe Name(low: longHash(bytes, key.count), high: 0)
    }

    func prefetchSlot(of name: Name) {
        let hash = name.isLong ? name.low : self.hash(name)
        unsafe thresh_prefetch(base + (Int(truncatingIfNeeded: hash) & mask) * stride)
    }

    /// Asks for the key of a long name, when its slot is the first that is looked at.
    func prefetchKey(of name: Name) {
        let slot = unsafe base + (Int(truncatingIfNeeded: name.low) & mask) * stride
        let high = unsafe slot.load(fromByteOffset: 8, as: UInt64.self)
        if high >= KeyTable.longTag { unsafe thresh_prefetch(arena.base + Int(high & ~KeyTable.longTag)) }
    }

    /// The key in slot `index`, valid until the table changes.
    func key(at index: Int) -> UnsafeRawBufferPointer { unsafe keys.key(at: UInt64(index)) }

    /// The keys as a sorter sees them, valid until the table changes.
    var keys: TableKeys { unsafe TableKeys(base: base, stride: stride, arena: arena.base) }

    private func longHash(_ base: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
        var state = hash(Name(low: UInt64(count), high: 0))
        var index = 0
        while index + 16 <= count {
            let raw = unsafe UnsafeRawPointer(base + index)
            let low = unsafe raw.loadUnaligned(as: UInt64.self)
            let high = unsafe raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
            state = hash(Name(low: low ^ state, high: high &+ state))
            index += 16
        }
        // The last sixteen bytes, some of them again: a long key has as many.
        let last = unsafe UnsafeRawPointer(base + count - 16)
        let low = unsafe last.loadUnaligned(as: UInt64.self)
        let high = unsafe last.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
        return hash(Name(low: low ^ state, high: high &+ state))
    }

    private mutating func store(_ key: UnsafeRawBufferPointer) -> Int {
        let place = arenaUsed
        let end = place + 8 + (key.count + 7) / 8 * 8
        if end > arena.byteCount {
            do {
                // Memory is virtual until it is touched: doubling the reservation does not double what is used.
                try arena.grow(to: max(end, arena.byteCount * 2))
            } catch {
                fatalError("out of memory: \(error)")
            }
        }
        unsafe (arena.base + place).storeBytes(of: UInt64(key.count), as: UInt64.self)
        unsafe (arena.base + place + 8).copyMemory(from: key.baseAddress!, byteCount: key.count)
        arenaUsed = end
        return place
    }

    // MARK: size

    @inlinable var isFull: Bool { count >= threshold }

    private static func threshold(_ slots: Int) -> Int { slots / 16 * Tuning.tableLoadSixteenths }

    /// Bytes of memory that sorting so many keys takes beside the table.
    @usableFromInline func spillBytes(_ keys: Int) -> Int { keys * PartitionedEntries.bytesPerRecord }

    @inlinable var byteCount: Int { (mask + 1) * stride + arenaUsed }

    /// Whether long keys have taken so much that the table should be spilled even though slots are free.
    @usableFromInline var isOverLimit: Bool { (mask + 1) * stride + arenaUsed + spillBytes(count) > memoryLimit }

    /// Doubles the slots; false when the memory limit forbids it, and the table must be spilled.
    @usableFromInline
    mutating func grow() -> Bool {
        let doubled = (mask + 1) * 2
        let bytes = doubled * stride
        let afterwards = bytes + arenaUsed + spillBytes(KeyTable.threshold(doubled))
        // While keys move, the old slots and the new ones exist together.
        guard max(afterwards, bytes + bytes / 2 + arenaUsed) <= memoryLimit,
            let larger = try? PageBuffer(byteCount: bytes)
        else { return false }
        let old = unsafe base
        let oldCount = mask + 1
        unsafe base = larger.base
        mask = doubled - 1
        threshold = KeyTable.threshold(doubled)
        for index in 0..<oldCount {
            let slot = unsafe old + index * stride
            let name = unsafe slot.load(as: Name.self)
            if name.high == 0 { continue }
            var target = Int(truncatingIfNeeded: name.high >= KeyTable.longTag ? name.low : hash(name)) & mask
            while unsafe (base + target * stride).load(fromByteOffset: 8, as: UInt64.self) != 0 {
                target = (target + 1) & mask
            }
            unsafe (base + target * stride).copyMemory(from: slot, byteCount: stride)
        }
        memory = larger
        return true
    }

    mutating func removeAll() {
        memory.discardContents()
        arena.discardContents()
        arenaUsed = 8
        count = 0
    }

    // MARK: contents

    /// Calls `body` with the index of each slot in use.
    func forEachSlot(_ body: (Int) -> Void) {
        let keys = self.keys
        for index in 0...mask {
            // Slots come in order, but their long keys do not.
            keys.prefetch(UInt64((index + KeyTable.lookAhead) & mask))
            if unsafe (base + index * stride).load(fromByteOffset: 8, as: UInt64.self) != 0 { body(index) }
        }
    }

    /// The keys, in no order; the table is empty afterwards.
    mutating func takeKeys() -> [[UInt8]] {
        var keys: [[UInt8]] = []
        forEachSlot { keys.append(unsafe [UInt8](key(at: $0).prefix(Tuning.sampledKeyBytes))) }
        removeAll()
        return keys
    }

    /// Writes every key in order of partition and key, each with the bytes that `value` makes of its slot.
    /// The keys stay in the table.
    func write(
        to writer: inout RunWriter, partitioner: Partitioner,
        value: (UnsafeMutableRawPointer) -> UnsafeRawBufferPointer
    ) throws(ThreshError) {
        try unsafe write(to: &writer, partitioner: partitioner) { slot, put throws(ThreshError) in
            try unsafe put(value(slot))
        }
    }

    /// The same with any number of values for each key.
    func write(
        to writer: inout RunWriter, partitioner: Partitioner,
        values: (UnsafeMutableRawPointer, (UnsafeRawBufferPointer) throws(ThreshError) -> Void) throws(ThreshError) ->
            Void
    ) throws(ThreshError) {
        if count == 0 { return }
        let keys = self.keys
        try sorted.forEachInOrder(count: count, partitioner: partitioner, records: keys) { add in
            forEachSlot { add(UInt64($0)) }
        } body: { (partition: Int, location: UInt64) throws(ThreshError) in
            try unsafe values(base + Int(location) * stride) { bytes throws(ThreshError) in
                try unsafe writer.append(partition: partition, key: keys.key(at: location), value: bytes)
            }
        }
    }
}
