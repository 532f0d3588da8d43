/// The lines of a stretch of time, by group.
final class RateBucket {
    /// Nanoseconds since 1970.
    let start: Int64
    private(set) var counts: [Int: Int] = [:]
    /// Groups whose rows are to be printed again, since lines came late.
    private(set) var late: Set<Int> = []

    init(start: Int64) { self.start = start }

    func add(_ group: Int, _ count: Int, isLate: Bool = false) {
        counts[group, default: 0] += count
        if isLate { late.insert(group) }
    }

    func takeLate() -> Set<Int> {
        defer { late = [] }
        return late
    }

    /// Gives groups other numbers; nil for none that it has.
    func renumber(_ numbers: [Int]) {
        counts = [Int: Int](uniqueKeysWithValues: counts.map { (numbers[$0.key], $0.value) })
        late = Set(late.map { numbers[$0] })
    }

    var heapBytes: Int { 160 + counts.capacity * 24 + late.capacity * 16 }
}
