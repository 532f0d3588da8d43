/// Values of one key on their way to becoming one.
@usableFromInline final class ValueFold<C: BytesCombiner> {
    private var result = ByteBuffer()
    private var scratch = ByteBuffer()

    @usableFromInline init() {}

    @usableFromInline func begin(_ value: UnsafeRawBufferPointer) {
        result.removeAll()
        unsafe result.append(value)
    }

    @usableFromInline func add(_ value: UnsafeRawBufferPointer) {
        scratch.removeAll()
        // SAFETY: neither `result` nor the value changes while the combiner writes `scratch`.
        let (total, next) = unsafe (ByteView(result.rawBuffer), ByteView(value))
        C.combine(total, next, into: &scratch)
        swap(&result, &scratch)
    }

    /// Valid until the next call.
    @usableFromInline var bytes: UnsafeRawBufferPointer { unsafe result.rawBuffer }
}
