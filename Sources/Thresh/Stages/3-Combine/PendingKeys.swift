internal import CThresh

/// Keys that were emitted last, while what a `KeyTable` has of them comes from memory: a line of keys of which each is
/// looked up some emits after it was asked for. Two loads depend on one another for a long key, so its copy in the
/// table is asked for halfway, when its slot is there.
@safe @usableFromInline struct PendingKeys: ~Copyable {
    /// A power of two. As `Combined.delay`.
    @inlinable static var delay: Int { 16 }
    /// Longer keys are looked up at once.
    @inlinable static var longestKey: Int { 128 - 24 }
    /// Bytes for each key: its name and length before it.
    private static let stride = 128
    static var byteCount: Int { delay * stride }

    // SAFETY: `byteCount` bytes of the owner; places stay below `delay`, keys within `longestKey`.
    private let base: UnsafeMutableRawPointer
    /// How many were appended since it was empty.
    @usableFromInline private(set) var appended = 0

    /// - Parameter base: `byteCount` bytes that outlive it.
    init(at base: UnsafeMutableRawPointer) { unsafe self.base = base }

    /// Where the next key goes: in the place of the oldest, once there are `delay` of them.
    @inlinable var place: Int { appended & (PendingKeys.delay - 1) }
    @inlinable var isFull: Bool { appended >= PendingKeys.delay }

    /// Appends a key in the place of the first, which has been looked up.
    @usableFromInline mutating func append(_ key: UnsafeRawBufferPointer, _ table: borrowing KeyTable) {
        let entry = unsafe base + place * PendingKeys.stride
        let name = unsafe table.name(of: key)
        unsafe entry.storeBytes(of: name, as: KeyTable.Name.self)
        unsafe entry.storeBytes(of: key.count, toByteOffset: 16, as: Int.self)
        // The name of a short key has all of its bytes.
        if name.isLong { unsafe (entry + 24).copyMemory(from: key.baseAddress!, byteCount: key.count) }
        table.prefetchSlot(of: name)
        appended &+= 1
        if appended > PendingKeys.delay / 2 {
            let halfway = (appended &- PendingKeys.delay / 2 &- 1) & (PendingKeys.delay - 1)
            let name = unsafe (base + halfway * PendingKeys.stride).load(as: KeyTable.Name.self)
            if name.isLong { table.prefetchKey(of: name) }
        }
    }

    /// The slot of the key at a place, entered if it is new.
    @usableFromInline
    func entry(_ place: Int, in table: inout KeyTable) -> (slot: UnsafeMutableRawPointer, isNew: Bool) {
        let entry = unsafe base + place * PendingKeys.stride
        let count = unsafe entry.load(fromByteOffset: 16, as: Int.self)
        return unsafe table.entry(
            UnsafeRawBufferPointer(start: entry + 24, count: count), named: entry.load(as: KeyTable.Name.self))
    }

    @usableFromInline mutating func removeAll() { appended = 0 }
}
