/// Finds the wanted keys of one object by their bytes: few, so they are compared one by one.
struct KeyMatcher {
    private(set) var keys: [[UInt8]] = []

    /// The number of a key, which is added when it is new.
    mutating func add(_ key: [UInt8]) -> Int {
        if let index = keys.firstIndex(of: key) { return index }
        keys.append(key)
        return keys.count - 1
    }

    @inline(__always)
    func find(_ line: LineBytes, _ start: Int, _ end: Int) -> Int? {
        for index in keys.indices where keys[index].count == end - start && line.starts(with: keys[index], at: start) {
            return index
        }
        return nil
    }
}
