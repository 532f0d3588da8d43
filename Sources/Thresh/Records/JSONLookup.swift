/// Follows a path through a JSON document. What lies beside the path is passed over.
@safe struct JSONLookup {
    private let scanner: JSONStructure
    /// SAFETY: lives as long as the lookup, which is a temporary of the caller who owns the path. Without an address it is
    /// empty.
    private let path: UnsafePointer<UInt8>?
    private let pathCount: Int
    private let isDivided: Bool

    init(_ scanner: JSONStructure, _ path: UnsafeBufferPointer<UInt8>, isDivided: Bool = true) {
        self.scanner = scanner
        unsafe self.path = path.baseAddress
        pathCount = path.count
        self.isDivided = isDivided
    }

    /// Where the value is that the path, from its byte `first` on, leads to from the value at `start`.
    /// - Parameter end: where that value ends, when it is known.
    func find(from start: Int, end: Int?, path first: Int = 0) throws(JSONError) -> Range<Int>? {
        switch scanner.byte(start) {
        case UInt8(ascii: "{"): return try findMember(start, end, first)
        case UInt8(ascii: "["): return isDivided ? try findElement(start, end, first) : nil
        default: return nil
        }
    }

    private func findMember(_ start: Int, _ end: Int?, _ first: Int) throws(JSONError) -> Range<Int>? {
        var items = JSONItems(scanner, start, end, closing: UInt8(ascii: "}"))
        while let name = try items.begin() {
            let nameEnd = try items.passName(from: name)
            let matched = items.nameHasEscapes ? try matchEscaped(name, nameEnd, first) : match(name, nameEnd, first)
            if let matched, let found = try descend(items.position, matched) { return found }
            try items.passValue()
        }
        return nil
    }

    private func findElement(_ start: Int, _ end: Int?, _ first: Int) throws(JSONError) -> Range<Int>? {
        var next = first
        var wanted = 0
        while pathByte(next) &- UInt8(ascii: "0") < 10, wanted < 1 << 40 {
            wanted = wanted * 10 + Int(pathByte(next) &- UInt8(ascii: "0"))
            next += 1
        }
        guard next > first, isBoundary(next) else { return nil }
        var items = JSONItems(scanner, start, end, closing: UInt8(ascii: "]"))
        while let element = try items.begin() {
            if wanted == 0 { return try descend(element, next) }
            wanted -= 1
            try items.passValue()
        }
        return nil
    }

    /// - Parameter next: where in the path the name or number ends that led to the value at `start`.
    private func descend(_ start: Int, _ next: Int) throws(JSONError) -> Range<Int>? {
        if next == pathCount { return start..<(try scanner.endOfValue(from: start)) }
        return try find(from: start, end: nil, path: next + 1)
    }

    /// Where in the path a name ends that is written from `name` to `nameEnd`; nil when it is another.
    @inline(__always)
    private func match(_ name: Int, _ nameEnd: Int, _ first: Int) -> Int? {
        let count = nameEnd - name - 2
        guard count <= pathCount - first, isBoundary(first + count) else { return nil }
        guard count > 0 else { return first }
        // SAFETY: both ranges were checked; an empty path has no address, and only names of 0 bytes.
        return unsafe compareBytes(scanner.base + name + 1, path! + first, count) == 0 ? first + count : nil
    }

    private func matchEscaped(_ name: Int, _ nameEnd: Int, _ first: Int) throws(JSONError) -> Int? {
        let text = JSONText(scanner, name + 1, nameEnd - 1)
        var cursor = text.cursor
        var next = first
        while let byte = try text.next(&cursor) {
            guard next < pathCount, pathByte(next) == byte else { return nil }
            next += 1
        }
        return isBoundary(next) ? next : nil
    }

    @inline(__always)
    private func isBoundary(_ position: Int) -> Bool {
        position == pathCount || isDivided && pathByte(position) == UInt8(ascii: ".")
    }

    /// 0 behind the end.
    @inline(__always)
    private func pathByte(_ position: Int) -> UInt8 { unsafe position < pathCount ? path![position] : 0 }
}
