internal import Platform
internal import Synchronization

/// Which processes have an end of an object, in the object's shared memory: so that others know whether one is left, and who
/// died with it open. Until the first end is made nobody is listed, and everybody may do everything.
///
/// An entry belongs to a process: it is written by it, or by its parent before the fork. Each change is one store.
@safe struct Roster {
    private struct Header: ~Copyable {
        let isDeclared = Atomic<UInt32>(0)
        /// One more than the highest entry that was ever used.
        let used = Atomic<Int>(0)
    }

    // SAFETY: `byteCount` bytes of shared memory that last as long as the object whose roster it is.
    private let header: UnsafeMutablePointer<Header>
    private let entries: UnsafeMutablePointer<Atomic<UInt64>>

    static let capacity = 248
    static let byteCount = 64 + capacity * 8

    /// An entry of one that nobody can say anything of.
    private static let unknown = UInt64.max
    /// Set in the entry of a process that ended badly, before it is gone.
    private static let failed: UInt64 = 1 << 63

    /// REQUIRES: `storage` is zeroed shared memory of `byteCount` bytes, aligned to 64.
    init(initializing storage: UnsafeMutableRawPointer) {
        unsafe header = storage.bindMemory(to: Header.self, capacity: 1)
        unsafe header.initialize(to: Header())
        unsafe entries = (storage + 64).bindMemory(to: Atomic<UInt64>.self, capacity: Roster.capacity)
        for index in 0..<Roster.capacity { unsafe (entries + index).initialize(to: Atomic(0)) }
    }

    /// Whether an end was ever made.
    var isDeclared: Bool { unsafe header.pointee.isDeclared.load(ordering: .acquiring) != 0 }

    /// Whether ends were made, and all of them closed.
    var isFinished: Bool { isDeclared && indices.allSatisfy { entry($0) == 0 } }

    /// Lists a process once more; false when there is no room.
    func join(_ birth: UInt64) -> Bool {
        let new = birth == 0 ? Roster.unknown : birth
        for index in 0..<Roster.capacity {
            guard
                unsafe entries[index].compareExchange(expected: 0, desired: new, ordering: .acquiringAndReleasing)
                    .exchanged
            else { continue }
            unsafe _ = header.pointee.used.max(index + 1, ordering: .acquiringAndReleasing)
            unsafe header.pointee.isDeclared.store(1, ordering: .releasing)
            return true
        }
        return false
    }

    /// Takes one entry of a process away; nothing when it has none.
    func leave(_ birth: UInt64) { change(birth, to: 0) }

    /// The process ends, and not as it should: what it has counts as never closed.
    func fail(_ birth: UInt64) { change(birth, to: birth | Roster.failed) }

    private func change(_ birth: UInt64, to new: UInt64) {
        let old = birth == 0 ? Roster.unknown : birth
        for index in indices
        where unsafe entries[index].compareExchange(
            expected: old, desired: birth == 0 ? 0 : new, ordering: .acquiringAndReleasing
        ).exchanged { return }
    }

    /// Forgets who died with an end open.
    func forget(where isGone: (UInt64) -> Bool) {
        for index in indices {
            let entry = entry(index)
            guard entry != 0, entry != Roster.unknown, isGone(entry & ~Roster.failed) else { continue }
            // Another may have got the place meanwhile: then there is nothing to forget.
            unsafe _ = entries[index].compareExchange(expected: entry, desired: 0, ordering: .acquiringAndReleasing)
        }
    }

    /// The processes listed, each once. `hasUnknown`: and perhaps another.
    var listed: (births: [UInt64], failed: [UInt64], hasUnknown: Bool) {
        var births: [UInt64] = []
        var failed: [UInt64] = []
        var hasUnknown = false
        for index in indices {
            let entry = entry(index)
            if entry == Roster.unknown {
                hasUnknown = true
            } else if entry & Roster.failed != 0 {
                failed.append(entry & ~Roster.failed)
            } else if entry != 0, !births.contains(entry) {
                births.append(entry)
            }
        }
        return (births, failed, hasUnknown)
    }

    private var indices: Range<Int> { 0..<(unsafe header.pointee.used.load(ordering: .acquiring)) }

    private func entry(_ index: Int) -> UInt64 { unsafe entries[index].load(ordering: .acquiring) }
}
