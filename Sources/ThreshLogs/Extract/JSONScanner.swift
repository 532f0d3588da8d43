/// Finds wanted values in a line that is a JSON object, by their paths: `request.method`, `tags.0`.
///
/// It stops at the last value that is wanted, so the first of equal keys that is not null counts. A path also finds a key with dots in it.
final class JSONScanner: LineScanner {
    private let paths: JSONPaths
    private let members: JSONMembers
    private let isWholeLine: Bool

    init(_ targets: [(key: String, target: ExtractorTarget)], isWholeLine: Bool) {
        paths = JSONPaths(targets)
        members = JSONMembers(nodeCount: paths.nodeCount)
        self.isWholeLine = isWholeLine
    }

    deinit {
        paths.deallocate()
        members.deallocate()
    }

    func scan(_ line: LineBytes, _ slots: UnsafeMutablePointer<FieldSlot>, _ values: ValueReaders) -> LineFault? {
        var walk = unsafe walk(line, slots, values)
        return walk.line() ? nil : walk.fault
    }

    /// The same, where it does not matter what is wrong.
    @inline(__always)
    func reads(_ line: LineBytes, _ slots: UnsafeMutablePointer<FieldSlot>, _ values: ValueReaders) -> Bool {
        var walk = unsafe walk(line, slots, values)
        return walk.line()
    }

    @inline(__always)
    private func walk(
        _ line: LineBytes, _ slots: UnsafeMutablePointer<FieldSlot>, _ values: ValueReaders
    ) -> JSONWalk {
        members.beginLine()
        return unsafe JSONWalk(
            line, paths, members, slots, values, remaining: isWholeLine ? .max : paths.targetCount)
    }
}
