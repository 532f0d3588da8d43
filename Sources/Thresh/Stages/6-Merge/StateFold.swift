/// Folds the encoded states of one key into one.
@safe final class StateFold: ValueFolding {
    private let states: any KeyStates
    /// SAFETY: `states.byteCount` bytes, of this object alone.
    private let total: UnsafeMutableRawPointer
    private var encoded = ByteBuffer()

    init(_ states: any KeyStates) {
        self.states = states
        unsafe total = .allocate(byteCount: states.byteCount, alignment: 16)
    }

    deinit { unsafe total.deallocate() }

    var state: UnsafeRawPointer { unsafe UnsafeRawPointer(total) }

    func begin(_ value: UnsafeRawBufferPointer) {
        states.removeAll()
        unsafe total.initializeMemory(as: UInt8.self, repeating: 0, count: states.byteCount)
        unsafe add(value)
    }

    /// Runs have checksums, so what cannot be decoded is a mistake in `encode`.
    func add(_ value: UnsafeRawBufferPointer) {
        guard unsafe states.merge(ByteView(value), into: total) else {
            fatalError("\(type(of: states)).merge refuses what \(type(of: states)).encode wrote")
        }
    }

    var isLarge: Bool { SpillSpace.isLarge(states.heapBytes) }

    func forEachPart(_ body: (UnsafeRawBufferPointer) throws(ThreshError) -> Void) throws(ThreshError) {
        try unsafe states.forEachPart(of: total, &encoded, body)
    }
}
