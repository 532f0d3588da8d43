/// An aggregate that may be too large to be written as one value: it can be given away in parts, which come to the same when
/// they are merged. So whoever reads runs needs memory for a part of it.
package protocol DividedAggregate: Aggregate {
    /// Calls `body` with parts of about so many bytes: at least one.
    func forEachPart(of byteCount: Int, _ body: (Self) throws(ThreshError) -> Void) throws(ThreshError)
}

/// An aggregate that a reducer can keep on disk, and go on with.
package protocol SpillableAggregate: DividedAggregate {
    /// - Parameter share: how many may do so at a time.
    mutating func spill(to space: SpillSpace, share: Int)
}

extension Aggregate {
    /// Calls `body` with its bytes, or with those of each of its parts. `bytes` is room for them.
    @usableFromInline func forEachEncodedPart(
        _ bytes: inout ByteBuffer, _ body: (UnsafeRawBufferPointer) throws(ThreshError) -> Void
    ) throws(ThreshError) {
        if heapBytes > Tuning.partBytes, let divided = self as? any DividedAggregate {
            return try unsafe encodeParts(of: divided, &bytes, body)
        }
        bytes.removeAll()
        encode(into: &bytes)
        try unsafe body(bytes.rawBuffer)
    }
}

private func encodeParts(
    of divided: some DividedAggregate, _ bytes: inout ByteBuffer,
    _ body: (UnsafeRawBufferPointer) throws(ThreshError) -> Void
) throws(ThreshError) {
    try divided.forEachPart(of: Tuning.partBytes) { part throws(ThreshError) in
        bytes.removeAll()
        part.encode(into: &bytes)
        try unsafe body(bytes.rawBuffer)
    }
}
