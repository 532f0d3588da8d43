import Thresh

/// A state that is changed in place: an enum's payload would be copied out of it and back, with all its arrays retained
/// and released.
final class CellState<State: Aggregate> {
    private(set) var value: State
    private var additions = 0
    /// The first look finds the state's own memory too, and with it that of the object.
    private var knownHeapBytes = -64

    init(_ value: State) { self.value = value }

    /// Returns by how much more memory it holds. That is looked up now and then only: what it is read from is seldom in
    /// the cache.
    @inline(__always)
    func change(_ body: (inout State) -> Void) -> Int {
        body(&value)
        additions &+= 1
        if additions & (additions < 64 ? 7 : 63) != 1 { return 0 }
        let bytes = value.heapBytes
        defer { knownHeapBytes = bytes }
        return bytes - knownHeapBytes
    }

    func merged(with other: CellState) -> CellState {
        var value = value
        value.merge(other.value)
        return CellState(value)
    }
}
