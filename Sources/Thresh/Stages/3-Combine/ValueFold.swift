/// Values of one key on their way to becoming one.
///
/// A small total is folded with each next value. A total that has grown is set aside, and totals of equal rank are
/// folded with each other, as digits of a binary number carry: so a key with very many values costs O(bytes · log
/// values), and not the whole of its list for each value.
@usableFromInline final class ValueFold<C: BytesCombiner> {
    private var total = ByteBuffer()
    private var scratch = ByteBuffer()
    /// Totals set aside: at index i that of 2^i smaller ones, or nil.
    private var ranks: [[UInt8]?] = []

    /// Bytes at which a total is set aside: below it copying costs less than allocating.
    private static var smallTotal: Int { 512 }

    @usableFromInline init() {}

    @usableFromInline func begin(_ value: UnsafeRawBufferPointer) {
        if !ranks.isEmpty { ranks.removeAll(keepingCapacity: true) }
        total.removeAll()
        unsafe total.append(value)
    }

    @usableFromInline func add(_ value: UnsafeRawBufferPointer) {
        if total.count > Self.smallTotal {
            setAside()
            total.removeAll()
            unsafe total.append(value)
        } else {
            unsafe fold(value)
        }
    }

    /// Valid until the next call.
    @usableFromInline var bytes: UnsafeRawBufferPointer {
        for case let rank? in ranks { unsafe rank.withUnsafeBytes { unsafe fold($0) } }
        ranks.removeAll(keepingCapacity: true)
        return unsafe total.rawBuffer
    }

    private func setAside() {
        var carry = unsafe [UInt8](total.rawBuffer)
        for index in ranks.indices {
            guard let rank = ranks[index] else {
                ranks[index] = carry
                return
            }
            ranks[index] = nil
            total.removeAll()
            unsafe carry.withUnsafeBytes { unsafe total.append($0) }
            unsafe rank.withUnsafeBytes { unsafe fold($0) }
            carry = unsafe [UInt8](total.rawBuffer)
        }
        ranks.append(carry)
    }

    private func fold(_ value: UnsafeRawBufferPointer) {
        scratch.removeAll()
        // SAFETY: neither `total` nor the value changes while the combiner writes `scratch`.
        let (left, right) = unsafe (ByteView(total.rawBuffer), ByteView(value))
        C.combine(left, right, into: &scratch)
        swap(&total, &scratch)
    }
}
