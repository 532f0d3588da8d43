/// Folds encoded values of one key: how merging combines without knowing a job's types.
@usableFromInline protocol ValueFolding: AnyObject {
    func begin(_ value: UnsafeRawBufferPointer)
    func add(_ value: UnsafeRawBufferPointer)
    /// What they amount to; valid until the next call.
    var bytes: UnsafeRawBufferPointer { get }
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

    @inlinable var bytes: UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(start: total, count: MemoryLayout<Combine>.size)
    }
}
