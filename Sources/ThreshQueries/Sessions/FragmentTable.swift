import Thresh

/// Puts lines of the same key that follow each other closely together before they are emitted: what makes a page, its
/// pictures and scripts is then one fragment. Each key has one place; another key that has the same place takes it, and
/// what was there is emitted. So it never grows, whatever there are of keys.
@safe final class FragmentTable {
    private static let count = 1 << 10
    private static let keyBytes = 512
    private static let pageBytes = 256
    /// A key, the first page, the last page.
    private static let stride = keyBytes + 2 * pageBytes

    private struct Slot: BitwiseCopyable {
        /// 0: nothing is here.
        var lines = 0
        var volume = 0
        var hasVolume = false
        var start: Int64 = 0
        var end: Int64 = 0
        var startPlace = LinePlace(file: 0, offset: 0)
        var endPlace = LinePlace(file: 0, offset: 0)
        var hash: UInt64 = 0
        var keyCount = 0
        var entryCount = 0
        var exitCount = 0
    }

    private let gap: Int64
    private let slots: UnsafeMutablePointer<Slot>
    private let texts: UnsafeMutablePointer<UInt8>
    /// The slots that hold something: a task of few lines ends quickly.
    private var used: [Int] = []
    private var value = ByteBuffer()
    private let seed = UInt64.random(in: .min ... .max)

    init(gap: Int64) {
        self.gap = gap
        unsafe slots = .allocate(capacity: FragmentTable.count)
        unsafe slots.initialize(repeating: Slot(), count: FragmentTable.count)
        unsafe texts = .allocate(capacity: FragmentTable.count * FragmentTable.stride)
    }

    deinit {
        unsafe slots.deallocate()
        unsafe texts.deallocate()
    }

    typealias Emit = (_ key: ByteView, _ fragment: ByteView) -> Void

    /// Adds a line.
    ///
    /// - Parameters:
    ///   - page: as `LogKey` encodes it.
    ///   - emit: is called with what has to make room.
    @inline(__always)
    func add(_ key: ByteView, time: Int64, place: LinePlace, volume: Int?, page: ByteView, emit: Emit) {
        guard key.count <= FragmentTable.keyBytes, page.count <= FragmentTable.pageBytes else {
            return emitAlone(key, time: time, place: place, volume: volume, page: page, emit: emit)
        }
        let hash = ByteHash.hash(key, seed: seed)
        let index = Int(truncatingIfNeeded: hash & UInt64(FragmentTable.count - 1))
        // SAFETY: `index` is below the number of slots, and keys and pages fit into their text's parts.
        let slot = unsafe slots + index
        let text = unsafe texts + index * FragmentTable.stride
        if unsafe slot.pointee.lines > 0 {
            if unsafe slot.pointee.hash == hash && ByteView(unsafeStart: text, count: slot.pointee.keyCount) == key
                && isNear(time, slot)
            {
                return unsafe extend(slot, text, time: time, place: place, volume: volume, page: page)
            }
            emitSlot(index, emit)
        } else {
            used.append(index)
        }
        unsafe text.update(from: key.rawBuffer.baseAddress!.assumingMemoryBound(to: UInt8.self), count: key.count)
        unsafe set(page, in: text + FragmentTable.keyBytes)
        unsafe set(page, in: text + FragmentTable.keyBytes + FragmentTable.pageBytes)
        unsafe slot.pointee = Slot(
            lines: 1, volume: volume ?? 0, hasVolume: volume != nil, start: time, end: time, startPlace: place,
            endPlace: place, hash: hash, keyCount: key.count, entryCount: page.count, exitCount: page.count)
    }

    /// Emits all that is left.
    func flush(_ emit: Emit) {
        for index in used {
            emitSlot(index, emit)
            unsafe slots[index].lines = 0
        }
        used.removeAll(keepingCapacity: true)
    }

    @inline(__always)
    private func isNear(_ time: Int64, _ slot: UnsafeMutablePointer<Slot>) -> Bool {
        if unsafe time >= slot.pointee.end { return unsafe LengthOfTime.between(slot.pointee.end, time) <= gap }
        if unsafe time < slot.pointee.start { return unsafe LengthOfTime.between(time, slot.pointee.start) <= gap }
        return true
    }

    @unsafe @inline(__always)
    private func extend(
        _ slot: UnsafeMutablePointer<Slot>, _ text: UnsafeMutablePointer<UInt8>, time: Int64, place: LinePlace,
        volume: Int?, page: ByteView
    ) {
        unsafe slot.pointee.lines += 1
        if let volume {
            unsafe slot.pointee.volume &+= volume
            unsafe slot.pointee.hasVolume = true
        }
        if unsafe (slot.pointee.end, slot.pointee.endPlace) < (time, place) {
            unsafe slot.pointee.end = time
            unsafe slot.pointee.endPlace = place
            unsafe slot.pointee.exitCount = page.count
            unsafe set(page, in: text + FragmentTable.keyBytes + FragmentTable.pageBytes)
        } else if unsafe (time, place) < (slot.pointee.start, slot.pointee.startPlace) {
            unsafe slot.pointee.start = time
            unsafe slot.pointee.startPlace = place
            unsafe slot.pointee.entryCount = page.count
            unsafe set(page, in: text + FragmentTable.keyBytes)
        }
    }

    @unsafe @inline(__always)
    private func set(_ page: ByteView, in text: UnsafeMutablePointer<UInt8>) {
        unsafe text.update(from: page.rawBuffer.baseAddress!.assumingMemoryBound(to: UInt8.self), count: page.count)
    }

    private func emitSlot(_ index: Int, _ emit: Emit) {
        // SAFETY: the slot says how much of its text is in use.
        let slot = unsafe slots[index]
        let text = unsafe texts + index * FragmentTable.stride
        let fragment = unsafe SessionFragment(
            start: slot.start, startPlace: slot.startPlace, end: slot.end, endPlace: slot.endPlace, lines: slot.lines,
            volume: slot.hasVolume ? slot.volume : nil,
            entry: ByteView(unsafeStart: text + FragmentTable.keyBytes, count: slot.entryCount),
            exit: ByteView(
                unsafeStart: text + FragmentTable.keyBytes + FragmentTable.pageBytes, count: slot.exitCount))
        value.removeAll()
        fragment.encode(into: &value)
        unsafe emit(ByteView(unsafeStart: text, count: slot.keyCount), ByteView(value.rawBuffer))
    }

    /// A line with a key or a page too long to be kept here.
    @inline(never)
    private func emitAlone(
        _ key: ByteView, time: Int64, place: LinePlace, volume: Int?, page: ByteView, emit: Emit
    ) {
        value.removeAll()
        SessionFragment(
            start: time, startPlace: place, end: time, endPlace: place, lines: 1, volume: volume, entry: page,
            exit: page
        ).encode(into: &value)
        unsafe emit(key, ByteView(value.rawBuffer))
    }
}
