internal import Platform
private import Synchronization

/// A list of a fixed length whose values may be of several types, in shared memory with a name.
///
///     let settings = try ShareableList.create("settings", [3, 0.5, true, "draft", nil], room: 32)
///     defer { try? ShareableList.unlink("settings") }
///     let same = try ShareableList.attach("settings")         // in another process
///     try same.set(3, "final")
///     print(settings[3])                                      // "final"
///
/// A cell takes any value that it has room for, of whatever type. It is changed as a whole: who reads it meanwhile gets the
/// value before or the one after, and so it is when the writer is killed. Two processes must not change one cell at the
/// same time: take a `SharedLock`, also for what is to be read, changed and written, or for several cells that must fit together.
///
/// The memory and its name live as those of `NamedSharedMemory` do. Processes that are forked later may use the object, and
/// have no need of the name. For numbers of one type, `SharedArray` is far faster.
@safe public final class ShareableList: @unchecked Sendable {
    public let count: Int
    private let memory: NamedMemory
    private let layout: ShareableLayout

    public let name: String

    private init(_ name: String, _ memory: NamedMemory, _ layout: ShareableLayout) {
        self.name = name
        self.memory = memory
        self.layout = layout
        count = layout.count
    }

    /// Creates the memory, for this user's processes only.
    ///
    /// - Complexity: O(bytes of all cells).
    /// - Parameters:
    ///   - name: as that of `NamedSharedMemory.create`.
    ///   - values: what is in the cells at first. How many there are is how many there will be.
    ///   - room: how many bytes of text a cell can take at least; 8, and what its first value takes, at least, in steps of 8.
    public static func create(
        _ name: String, _ values: some Sequence<ShareableValue>, room: Int = 8
    ) throws(ShareableListError) -> ShareableList {
        let values = Array(values)
        let rooms = values.map { Swift.max($0.byteCount, room, 8).roundedUp }
        let byteCount = ShareableLayout.byteCount(rooms)
        let memory: NamedMemory
        do throws(NamedSharedMemoryError) {
            memory = try NamedSharedMemory.create(name, byteCount: byteCount).memory
        } catch {
            throw .memory(error)
        }
        let layout = unsafe ShareableLayout(memory.base, rooms: rooms)
        for (index, value) in values.enumerated() { layout.cell(index).store(value) }
        layout.publish()
        return ShareableList(name, memory, layout)
    }

    /// The list that another process has created.
    ///
    /// - Complexity: O(*n*).
    /// - Throws: `.memory(.missing)`; `.notAList` also when its creator was killed before it was whole.
    public static func attach(_ name: String) throws(ShareableListError) -> ShareableList {
        let memory: NamedMemory
        do throws(NamedSharedMemoryError) { memory = try NamedSharedMemory.attach(name).memory } catch {
            throw .memory(error)
        }
        // Its creator may be at it still.
        let deadline = Instant.now.advanced(by: .seconds(1))
        while true {
            if let layout = unsafe ShareableLayout(memory.base, byteCount: memory.byteCount) {
                return ShareableList(name, memory, layout)
            }
            let isUnfinished = unsafe ShareableLayout.isUnfinished(memory.base, memory.byteCount)
            if deadline.hasPassed || !isUnfinished {
                throw .notAList(name)
            }
            _ = try? Poller.wait(for: [], until: Instant.now.advanced(by: .milliseconds(1)))
        }
    }

    /// Removes the name. Processes that have the list keep it; new ones cannot attach.
    ///
    /// - Complexity: O(1).
    public static func unlink(_ name: String) throws(ShareableListError) {
        do throws(NamedSharedMemoryError) { try NamedSharedMemory.unlink(name) } catch { throw .memory(error) }
    }

    /// Puts a value into a cell.
    ///
    /// - Complexity: O(bytes of the value).
    /// - Throws: `.noRoom`, `.noCell`; the cell is as it was then.
    public func set(_ index: Int, _ value: ShareableValue) throws(ShareableListError) {
        guard indices.contains(index) else { throw .noCell(index: index, count: count) }
        let cell = layout.cell(index)
        if value.byteCount > cell.room {
            throw .noRoom(index: index, needed: value.byteCount, room: cell.room)
        }
        cell.store(value)
    }

    /// How many bytes of text a cell can take.
    ///
    /// - Complexity: O(1).
    public func room(_ index: Int) -> Int {
        precondition(indices.contains(index), "index \(index) of \(count) cells")
        return layout.cell(index).room
    }

    /// How many cells have that value.
    ///
    /// - Complexity: O(*n*).
    public func count(of value: ShareableValue) -> Int { count { $0 == value } }
}

/// A collection of its values, each read for itself.
extension ShareableList: RandomAccessCollection {
    public var startIndex: Int { 0 }
    public var endIndex: Int { count }

    /// - Complexity: O(bytes of the value).
    public subscript(index: Int) -> ShareableValue {
        precondition(indices.contains(index), "index \(index) of \(count) cells")
        return layout.cell(index).value
    }
}

extension ShareableList: CustomStringConvertible {
    /// "ShareableList("settings", [3, 0.5, true, "final", nil])".
    public var description: String { "ShareableList(\(name.debugDescription), \(Array(self)))" }
}

/// Where the cells are: a mark, their number, where each begins and the last ends, and the cells, all of words of 8 bytes.
@safe private struct ShareableLayout {
    // SAFETY: the mapping of a list, which keeps it; every offset was checked or made here.
    private let base: UnsafeMutableRawPointer
    let count: Int

    private static let mark: UInt64 = 0x0154_5349_4C52_4853
    private static let headerBytes = 16

    static func byteCount(_ rooms: [Int]) -> Int {
        rooms.reduce(headerBytes + 8 * (rooms.count + 1)) { $0 + ShareableCell.byteCount(room: $1) }
    }

    /// For a new list: `publish` it when its values are in.
    ///
    /// REQUIRES: `byteCount(rooms)` zeroed bytes.
    @unsafe init(_ base: UnsafeMutableRawPointer, rooms: [Int]) {
        unsafe self.base = base
        count = rooms.count
        unsafe (base + 8).storeBytes(of: UInt64(count), as: UInt64.self)
        var offset = ShareableLayout.headerBytes + 8 * (count + 1)
        for index in 0...count {
            unsafe (base + ShareableLayout.place(index)).storeBytes(of: UInt64(offset), as: UInt64.self)
            if index < count { offset += ShareableCell.byteCount(room: rooms[index]) }
        }
    }

    /// Of a list that is there; nil when there is none, or none yet.
    @unsafe init?(_ base: UnsafeMutableRawPointer, byteCount: Int) {
        guard byteCount >= ShareableLayout.headerBytes + 8,
            unsafe ShareableLayout.marked(base).load(ordering: .acquiring) == ShareableLayout.mark
        else { return nil }
        let words = (byteCount - ShareableLayout.headerBytes) / 8
        guard let count = unsafe Int(exactly: (base + 8).load(as: UInt64.self)), count < words else { return nil }
        unsafe self.base = base
        self.count = count
        var last = ShareableLayout.headerBytes + 8 * (count + 1)
        if offset(0) != last { return nil }
        for index in 0..<count {
            let next = offset(index + 1)
            if next % 8 != 0 || next > byteCount || next < last + ShareableCell.byteCount(room: 8) { return nil }
            last = next
        }
    }

    @unsafe static func isUnfinished(_ base: UnsafeMutableRawPointer, _ byteCount: Int) -> Bool {
        unsafe byteCount >= headerBytes && marked(base).load(ordering: .relaxed) == 0
    }

    func publish() { unsafe ShareableLayout.marked(base).store(ShareableLayout.mark, ordering: .releasing) }

    func cell(_ index: Int) -> ShareableCell {
        // Offsets of somebody else's list are checked once; they do not change, unless somebody writes into its memory.
        unsafe ShareableCell(base + offset(index), byteCount: offset(index + 1) - offset(index))
    }

    private func offset(_ index: Int) -> Int {
        unsafe Int(truncatingIfNeeded: (base + ShareableLayout.place(index)).load(as: UInt64.self))
    }

    private static func place(_ index: Int) -> Int { headerBytes + 8 * index }

    private static func marked(_ base: UnsafeMutableRawPointer) -> Word { unsafe Word(base) }
}

/// A cell: a word that counts its changes, and two places for a value, of a word and the room each. Odd changes are in the
/// second; a change writes to the other place, and counts as the last step.
@safe private struct ShareableCell {
    // SAFETY: `byteCount` bytes in the mapping of a list.
    private let base: UnsafeMutableRawPointer
    let room: Int

    static func byteCount(room: Int) -> Int { 8 + 2 * (8 + room) }

    @unsafe init(_ base: UnsafeMutableRawPointer, byteCount: Int) {
        unsafe self.base = base
        room = (byteCount - 8) / 2 - 8
    }

    var value: ShareableValue {
        while true {
            let changes = changes.load(ordering: .acquiring)
            let head = word(changes, 0).load(ordering: .relaxed)
            let count = min(Int(head >> 8 & 0xFFFF_FFFF_FFFF), room)
            var bytes: [UInt8] = []
            bytes.reserveCapacity(count.roundedUp)
            for index in 0..<count.roundedUp / 8 {
                let word = word(changes, 1 + index).load(ordering: .relaxed)
                for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: word >> (UInt64(shift) * 8))) }
            }
            bytes.removeLast(bytes.count - count)
            atomicMemoryFence(ordering: .acquiring)
            // The change after this one goes to the other place; the one after that may have begun to come here.
            if self.changes.load(ordering: .relaxed) == changes {
                return ShareableValue(tag: UInt8(truncatingIfNeeded: head), bytes)
            }
        }
    }

    /// REQUIRES: it has the room.
    func store(_ value: ShareableValue) {
        let (tag, bytes) = value.encoded
        let next = changes.load(ordering: .relaxed) &+ 1
        // Who reads what is written below sees that changes were counted before.
        atomicMemoryFence(ordering: .releasing)
        word(next, 0).store(UInt64(tag) | UInt64(bytes.count) << 8, ordering: .relaxed)
        for index in 0..<bytes.count.roundedUp / 8 {
            let part = bytes[8 * index..<min(8 * index + 8, bytes.count)]
            word(next, 1 + index).store(part.reversed().reduce(0) { $0 << 8 | UInt64($1) }, ordering: .relaxed)
        }
        changes.store(next, ordering: .releasing)
    }

    private var changes: Word { unsafe Word(base) }

    private func word(_ changes: UInt64, _ index: Int) -> Word {
        unsafe Word(base + 8 + Int(changes & 1) * (8 + room) + 8 * index)
    }
}

/// A word of shared memory.
@safe private struct Word {
    // SAFETY: aligned to 8 in the mapping of a list, and used as nothing else.
    private let pointer: UnsafeMutablePointer<Atomic<UInt64>>

    @unsafe init(_ place: UnsafeMutableRawPointer) {
        unsafe pointer = place.assumingMemoryBound(to: Atomic<UInt64>.self)
    }

    func load(ordering: AtomicLoadOrdering) -> UInt64 {
        switch ordering {
        case .acquiring: unsafe pointer.pointee.load(ordering: .acquiring)
        default: unsafe pointer.pointee.load(ordering: .relaxed)
        }
    }

    func store(_ value: UInt64, ordering: AtomicStoreOrdering) {
        switch ordering {
        case .releasing: unsafe pointer.pointee.store(value, ordering: .releasing)
        default: unsafe pointer.pointee.store(value, ordering: .relaxed)
        }
    }
}

extension Int {
    /// To words of 8 bytes.
    fileprivate var roundedUp: Int { (self + 7) / 8 * 8 }
}
