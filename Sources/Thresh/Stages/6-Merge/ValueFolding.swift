/// Folds encoded values of one key: how merging combines without knowing a job's types.
@usableFromInline protocol ValueFolding: AnyObject {
    func begin(_ value: UnsafeRawBufferPointer)
    func add(_ value: UnsafeRawBufferPointer)
    /// What they amount to; valid until the next call.
    var bytes: UnsafeRawBufferPointer { get }
}

extension ValueFold: ValueFolding {}

/// Values of a fixed width.
@safe @usableFromInline final class FixedFold<C: Combiner>: ValueFolding {
    private let total = UnsafeMutablePointer<C.Value>.allocate(capacity: 1)

    @usableFromInline init() {}
    deinit { unsafe total.deallocate() }

    @usableFromInline func begin(_ value: UnsafeRawBufferPointer) {
        unsafe total.initialize(to: value.loadUnaligned(as: C.Value.self))
    }

    @usableFromInline func add(_ value: UnsafeRawBufferPointer) {
        unsafe C.combine(&total.pointee, value.loadUnaligned(as: C.Value.self))
    }

    @usableFromInline var bytes: UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(start: total, count: MemoryLayout<C.Value>.size)
    }
}
