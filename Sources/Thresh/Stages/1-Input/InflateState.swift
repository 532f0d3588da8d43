internal import CIsal

/// ISA-L's state of a stream, on the heap, being 87 KB: it is plain memory, and a copy of it goes on by itself.
@safe struct InflateState: ~Copyable {
    // SAFETY: one state, freed in `deinit`; ISA-L keeps no address of input or output between calls that fill them anew.
    let pointer: UnsafeMutablePointer<inflate_state>

    init() {
        unsafe pointer = .allocate(capacity: 1)
        unsafe isal_inflate_init(pointer)
    }

    deinit { unsafe pointer.deallocate() }

    borrowing func copy(from other: borrowing InflateState) { unsafe pointer.update(from: other.pointer, count: 1) }
}
