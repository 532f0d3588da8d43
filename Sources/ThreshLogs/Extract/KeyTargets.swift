/// The wanted keys of lines of pairs, and which slots their values go to.
struct KeyTargets {
    private var keys = KeyMatcher()
    private var targets: [[ExtractorTarget]] = []

    init(_ wanted: [(key: String, target: ExtractorTarget)]) {
        for (key, target) in wanted {
            let index = keys.add(Array(key.utf8))
            if index == targets.count { targets.append([]) }
            targets[index].append(target)
        }
    }

    /// How many keys there are.
    var count: Int { targets.count }

    /// The slots of the key that stands at a place; none when nobody wants it.
    func find(_ line: LineBytes, _ start: Int, _ end: Int) -> [ExtractorTarget] {
        keys.find(line, start, end).map { targets[$0] } ?? []
    }
}
