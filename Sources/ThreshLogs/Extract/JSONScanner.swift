/// Finds wanted values in a line that is a JSON object, by their paths: `request.method`, `tags.0`.
///
/// It stops at the last value that is wanted, so the first of equal keys that is not null counts. A path also finds a key with dots in it.
final class JSONScanner: LineScanner {
    private let paths: JSONPaths
    private let members: JSONMembers
    private let isWholeLine: Bool
    /// Of a level that lines may leave out.
    private let levelSlot: Int?

    init(_ targets: [(key: String, target: ExtractorTarget)], isWholeLine: Bool) {
        paths = JSONPaths(targets)
        members = JSONMembers(nodeCount: paths.nodeCount)
        self.isWholeLine = isWholeLine
        levelSlot = targets.first { $0.target.part == .orInformation }.map { Int($0.target.slot) }
    }

    deinit {
        paths.deallocate()
        members.deallocate()
    }

    func scan(_ line: LineBytes, _ slots: UnsafeMutablePointer<FieldSlot>, _ values: ValueReaders) -> LineFault? {
        var walk = unsafe walk(line, slots, values)
        if !walk.line() { return walk.fault }
        if let levelSlot { unsafe noteLevel(slots + levelSlot) }
        return nil
    }

    /// The same, where it does not matter what is wrong.
    @inline(__always)
    func reads(_ line: LineBytes, _ slots: UnsafeMutablePointer<FieldSlot>, _ values: ValueReaders) -> Bool {
        var walk = unsafe walk(line, slots, values)
        if !walk.line() { return false }
        if let levelSlot { unsafe noteLevel(slots + levelSlot) }
        return true
    }

    private func noteLevel(_ slot: UnsafeMutablePointer<FieldSlot>) {
        if unsafe slot.pointee.form == .null { unsafe slot.pointee.note("Information") }
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
