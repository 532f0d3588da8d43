/// Folds the encoded aggregates of one key into one.
@usableFromInline final class ValueFold<Combine: Aggregate> {
    @usableFromInline var total: Combine?
    @usableFromInline var encoded = ByteBuffer()

    @inlinable init() {}

    @inlinable func begin(_ value: UnsafeRawBufferPointer) { unsafe total = ValueFold.decode(value) }

    @inlinable func add(_ value: UnsafeRawBufferPointer) { unsafe total!.merge(ValueFold.decode(value)) }

    @usableFromInline var isLarge: Bool { SpillSpace.isLarge(total!.heapBytes) }

    @usableFromInline
    func forEachPart(_ body: (UnsafeRawBufferPointer) throws(ThreshError) -> Void) throws(ThreshError) {
        try unsafe total!.forEachEncodedPart(&encoded, body)
    }

    /// Runs have checksums, so what cannot be decoded is a mistake in `encode`.
    @inlinable static func decode(_ bytes: UnsafeRawBufferPointer) -> Combine {
        guard let total = unsafe Combine(decoding: ByteView(bytes)) else {
            fatalError("\(Combine.self).init(decoding:) refuses what \(Combine.self).encode(into:) wrote")
        }
        return total
    }
}
