/// Makes pieces of any size into pieces of whole lines.
package struct WholeLines {
    /// The beginning of a line whose end has not come yet.
    private var partial: [UInt8] = []

    package init() {}

    /// Calls `body` with lines, each of which ends with LF.
    package mutating func add<E: Error>(
        _ bytes: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) throws(E) -> Void
    ) throws(E) {
        guard let last = unsafe bytes.lastIndex(of: UInt8(ascii: "\n")) else {
            return unsafe partial.append(contentsOf: bytes)
        }
        var start = 0
        if !partial.isEmpty {
            start = unsafe bytes.firstIndex(of: UInt8(ascii: "\n"))! + 1
            unsafe partial.append(contentsOf: bytes[..<start])
            unsafe try finish(body)
        }
        if start <= last { try unsafe body(UnsafeRawBufferPointer(rebasing: bytes[start...last])) }
        unsafe partial.append(contentsOf: bytes[(last + 1)...])
    }

    /// Calls `body` with what is left, if anything.
    package mutating func finish<E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> Void) throws(E) {
        if partial.isEmpty { return }
        let lines = partial
        partial = []
        try unsafe lines.span.bytes.withUnsafeBytes { bytes throws(E) in try unsafe body(bytes) }
    }

    /// Calls `body` with each line that ends in these bytes, without its LF; valid during the call.
    package mutating func addLines<E: Error>(
        _ bytes: UnsafeRawBufferPointer, _ body: (ByteView) throws(E) -> Void
    ) throws(E) {
        try unsafe add(bytes) { lines throws(E) in
            var start = 0
            while let length = unsafe findByte(10, lines.bytes + start, lines.count - start) {
                try unsafe body(ByteView(UnsafeRawBufferPointer(rebasing: lines[start..<start + length])))
                start += length + 1
            }
        }
    }
}
