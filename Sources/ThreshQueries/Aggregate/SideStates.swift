import Thresh

/// Aggregates that are no plain bytes, for states that have the number of theirs plus one.
struct SideStates<State: Aggregate> {
    private struct Item {
        var state: State
        var additions = 0
        var isSpilled = false
        /// What it was last known to hold, with its place here.
        var knownBytes: Int
    }

    private var items: [Item] = []

    /// Half of the room may be spare, since the array doubles; and what the item holds has a header.
    private static var bytesPerItem: Int { 2 * MemoryLayout<Item>.stride + 32 }

    subscript(number: Int) -> State { items[number - 1].state }

    /// Adds one; returns how much memory it holds.
    mutating func append(_ state: State) -> (number: Int, bytes: Int) {
        let bytes = state.heapBytes + Self.bytesPerItem
        items.append(Item(state: state, knownBytes: bytes))
        return (items.count, bytes)
    }

    /// Changes it in place; returns by how much more memory it holds. That is looked up now and then only: what it is read
    /// from is seldom in the cache.
    @inline(__always)
    mutating func change(_ number: Int, _ body: (inout State) -> Void) -> Int {
        let index = number &- 1
        body(&items[index].state)
        let additions = items[index].additions &+ 1
        items[index].additions = additions
        return additions & (additions < 64 ? 7 : 63) == 1 ? look(index) : 0
    }

    mutating func merge(_ number: Int, _ other: State) -> Int {
        items[number - 1].state.merge(other)
        return look(number - 1)
    }

    /// Whether it is written in parts. REQUIRES: a state, or 0 for none.
    func isLarge(_ number: Int) -> Bool { number > 0 && items[number - 1].state.heapBytes > Tuning.partBytes }

    private mutating func look(_ index: Int) -> Int {
        let bytes = items[index].state.heapBytes + Self.bytesPerItem
        defer { items[index].knownBytes = bytes }
        return bytes - items[index].knownBytes
    }

    mutating func removeAll() { items.removeAll(keepingCapacity: items.count < 64) }
}

extension SideStates where State: SpillableAggregate {
    /// Bytes of memory that it would give back; 0 of what is on disk already, and of none.
    func bytesToSpill(_ number: Int) -> Int {
        number == 0 || items[number - 1].isSpilled ? 0 : items[number - 1].state.heapBytes
    }

    /// Keeps it on disk from here on; returns by how much more memory it holds.
    mutating func spill(_ number: Int, to space: SpillSpace, share: Int) -> Int {
        items[number - 1].state.spill(to: space, share: share)
        items[number - 1].isSpilled = true
        return look(number - 1)
    }
}

/// Texts that are values of states, which have their numbers plus one.
struct SideTexts {
    private var texts: [[UInt8]] = []

    subscript(number: Int) -> [UInt8] { texts[number - 1] }

    /// Negative, zero or positive, as a text is before, equal to or behind another.
    func order(_ text: ByteView, _ number: Int) -> Int {
        unsafe texts[number - 1].withUnsafeBytes { other in
            let text = unsafe text.rawBuffer
            for index in 0..<min(text.count, other.count) where unsafe text[index] != other[index] {
                return unsafe text[index] < other[index] ? -1 : 1
            }
            return text.count - other.count
        }
    }

    /// In the place of another, unless `number` is 0. Returns its number, and by how much more memory there is.
    mutating func put(_ text: ByteView, at number: Int) -> (number: Int, bytes: Int) {
        if number == 0 {
            texts.append(Array(text))
            return (texts.count, texts[texts.count - 1].capacity + 64)
        }
        let before = texts[number - 1].capacity
        texts[number - 1] = Array(text)
        return (number, texts[number - 1].capacity - before)
    }

    mutating func removeAll() { texts.removeAll(keepingCapacity: texts.count < 64) }
}
