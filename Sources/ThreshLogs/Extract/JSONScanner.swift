internal import Thresh

/// Finds wanted values in a line that is a JSON object, by their paths: `request.method`, `tags.0`.
///
/// It stops at the last value that is wanted, so the first of equal keys that is not null counts. A path also finds a key with dots in it.
final class JSONScanner: LineScanner {
    private var nodes: [Node] = [Node()]
    private let targetCount: Int
    private let isWholeLine: Bool
    private var remaining = 0

    private struct Node {
        var children = KeyMatcher()
        var childNodes: [Int] = []
        var targets: [ExtractorTarget] = []
    }

    init(_ targets: [(key: String, target: ExtractorTarget)], isWholeLine: Bool) {
        self.isWholeLine = isWholeLine
        targetCount = targets.count
        for (key, target) in targets {
            let parts = key.split(separator: ".", omittingEmptySubsequences: false)
            insert(parts, 0, target, readsEveryWay: parts.count <= 8)
        }
    }

    /// Every way to read the path's dots, as steps into objects or as parts of a key; or, as there are so many with many
    /// dots, only all as steps and all as parts.
    private func insert(_ parts: [Substring], _ node: Int, _ target: ExtractorTarget, readsEveryWay: Bool) {
        if parts.isEmpty {
            nodes[node].targets.append(target)
            return
        }
        let isWhole = node == 0 && !readsEveryWay
        for count in readsEveryWay ? Array(1...parts.count) : isWhole ? [1, parts.count] : [1] {
            let key = Array(parts[..<count].joined(separator: ".").utf8)
            let index = nodes[node].children.add(key)
            if index == nodes[node].childNodes.count {
                nodes[node].childNodes.append(nodes.count)
                nodes.append(Node())
            }
            insert(Array(parts[count...]), nodes[node].childNodes[index], target, readsEveryWay: readsEveryWay)
        }
    }

    func scan(_ line: LineBytes, _ slots: UnsafeMutablePointer<FieldSlot>, _ values: ValueReaders) -> LineFault? {
        var reader = JSONReader(line)
        reader.passBlanks()
        guard reader.take(UInt8(ascii: "{")) else {
            return LineFault(
                column: reader.position + 1, reason: "expected '{', found \(QuotedText.of(line, from: reader.position))"
            )
        }
        remaining = isWholeLine ? .max : targetCount
        if remaining == 0 { return nil }
        if let fault = unsafe object(0, &reader, slots, values, depth: 0) { return fault }
        if remaining > 0 {
            reader.passBlanks()
            if reader.position < line.count {
                return LineFault(column: reader.position + 1, reason: "the line goes on behind the object")
            }
        }
        return nil
    }

    /// The members of an object, behind its brace.
    private func object(
        _ node: Int, _ reader: inout JSONReader, _ slots: UnsafeMutablePointer<FieldSlot>, _ values: ValueReaders,
        depth: Int
    ) -> LineFault? {
        reader.passBlanks()
        if reader.take(UInt8(ascii: "}")) { return nil }
        while true {
            reader.passBlanks()
            guard let key = reader.string() else { return reader.fault("a key in quotes") }
            reader.passBlanks()
            guard reader.take(UInt8(ascii: ":")) else { return reader.fault("':' after the key") }
            reader.passBlanks()
            let child = child(of: node, reader.line, key)
            if let fault = unsafe value(child, &reader, slots, values, depth) { return fault }
            if remaining == 0 { return nil }
            reader.passBlanks()
            if reader.take(UInt8(ascii: ",")) { continue }
            return reader.take(UInt8(ascii: "}")) ? nil : reader.fault("',' or '}' after a value")
        }
    }

    @inline(__always)
    private func child(of node: Int, _ line: LineBytes, _ key: (start: Int, end: Int, isEscaped: Bool)) -> Int? {
        if key.isEscaped { return child(of: node, escaped: line.slice(key.start, key.end)) }
        return nodes[node].children.find(line, key.start, key.end).map { nodes[node].childNodes[$0] }
    }

    @inline(never)
    private func child(of node: Int, escaped key: LineBytes) -> Int? {
        var name = ByteBuffer(capacity: key.count)
        unsafe Escapes.appendJSON(ByteView(unsafeStart: key.base, count: key.count), to: &name)
        return Array(name.view).withLineBytes { name in
            nodes[node].children.find(name, 0, name.count).map { nodes[node].childNodes[$0] }
        }
    }

    private func value(
        _ node: Int?, _ reader: inout JSONReader, _ slots: UnsafeMutablePointer<FieldSlot>, _ values: ValueReaders,
        _ depth: Int
    ) -> LineFault? {
        guard let node else { return reader.passValue() ? nil : reader.fault(reader.expectation) }
        let start = reader.position
        let isContainer = reader.peek == UInt8(ascii: "{") || reader.peek == UInt8(ascii: "[")
        if isContainer, !nodes[node].childNodes.isEmpty, depth < 64 {
            let isObject = reader.peek == UInt8(ascii: "{")
            reader.position += 1
            if isObject {
                if let fault = unsafe object(node, &reader, slots, values, depth: depth + 1) { return fault }
            } else if let fault = unsafe array(node, &reader, slots, values, depth: depth + 1) {
                return fault
            }
            if remaining == 0 { return nil }
        } else {
            var form = FieldForm.plain
            var (lower, upper) = (start, start)
            if let text = reader.string() {
                (lower, upper) = (text.start, text.end)
                if text.isEscaped { form = .jsonEscaped }
            } else if reader.passValue() {
                upper = reader.position
                form = reader.line.slice(lower, upper).equals("null") ? .null : .bare
            } else {
                return reader.fault(reader.expectation)
            }
            for target in nodes[node].targets where unsafe slots[Int(target.slot)].form == .null {
                if form == .null { continue }
                if remaining != .max { remaining -= 1 }
                // SAFETY: the extractor has a slot for every target.
                if unsafe !values.store(target, reader.line.base, lower, upper, form, slots) {
                    let found = QuotedText.of(reader.line.slice(lower, upper))
                    return LineFault(column: lower + 1, reason: "the value is \(found), not \(target.check.noun)")
                }
            }
            return nil
        }
        // The container itself is wanted too, as it is written.
        for target in nodes[node].targets where unsafe slots[Int(target.slot)].form == .null {
            if remaining != .max { remaining -= 1 }
            unsafe _ = values.store(target, reader.line.base, start, reader.position, .plain, slots)
        }
        return nil
    }

    /// The elements of an array, behind its bracket; keys are their numbers.
    private func array(
        _ node: Int, _ reader: inout JSONReader, _ slots: UnsafeMutablePointer<FieldSlot>, _ values: ValueReaders,
        depth: Int
    ) -> LineFault? {
        reader.passBlanks()
        if reader.take(UInt8(ascii: "]")) { return nil }
        var index = 0
        while true {
            reader.passBlanks()
            let child = Array(String(index).utf8).withLineBytes { name in
                nodes[node].children.find(name, 0, name.count).map { nodes[node].childNodes[$0] }
            }
            if let fault = unsafe value(child, &reader, slots, values, depth) { return fault }
            if remaining == 0 { return nil }
            reader.passBlanks()
            index += 1
            if reader.take(UInt8(ascii: ",")) { continue }
            return reader.take(UInt8(ascii: "]")) ? nil : reader.fault("',' or ']' after a value")
        }
    }
}
