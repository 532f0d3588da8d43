/// Folds encoded values of one key: how merging combines without knowing a job's types.
@usableFromInline protocol ValueFolding: AnyObject {
    func begin(_ value: UnsafeRawBufferPointer)
    func add(_ value: UnsafeRawBufferPointer)
    /// Whether they amount to so much that they should be written before more are added.
    var isLarge: Bool { get }
    /// Calls `body` with what they amount to: in parts where that is large, of which each is a value of the key.
    func forEachPart(_ body: (UnsafeRawBufferPointer) throws(ThreshError) -> Void) throws(ThreshError)
}

extension ValueFold: ValueFolding {}

/// Aggregates of a fixed width, as their bytes in memory.
@safe @usableFromInline final class FixedFold<Combine: FixedAggregate>: ValueFolding {
    @usableFromInline let total = UnsafeMutablePointer<Combine>.allocate(capacity: 1)

    @inlinable init() {}
    deinit { unsafe total.deallocate() }

    @inlinable func begin(_ value: UnsafeRawBufferPointer) {
        unsafe total.initialize(to: value.loadUnaligned(as: Combine.self))
    }

    @inlinable func add(_ value: UnsafeRawBufferPointer) {
        unsafe total.pointee.merge(value.loadUnaligned(as: Combine.self))
    }

    @usableFromInline var isLarge: Bool { false }

    @usableFromInline
    func forEachPart(_ body: (UnsafeRawBufferPointer) throws(ThreshError) -> Void) throws(ThreshError) {
        try unsafe body(UnsafeRawBufferPointer(start: total, count: MemoryLayout<Combine>.size))
    }
}
