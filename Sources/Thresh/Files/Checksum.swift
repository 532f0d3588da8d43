internal import CXXHash

/// XXH3-64 with seed 0 of a stream of bytes: what `xxhsum -H3` prints.
@safe struct Checksum: ~Copyable {
    private let state: OpaquePointer

    init() {
        // Fails only without memory for a few hundred bytes.
        guard let state = unsafe XXH3_createState() else { fatalError("out of memory") }
        unsafe self.state = state
        unsafe _ = XXH3_64bits_reset(state)
    }

    deinit { unsafe _ = XXH3_freeState(state) }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        unsafe _ = XXH3_64bits_update(state, bytes.baseAddress, bytes.count)
    }

    var value: UInt64 { unsafe XXH3_64bits_digest(state) }
}
