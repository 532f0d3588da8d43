import Thresh

/// Takes apart the rows that `LogStates` writes, as they come out of the engine.
struct StateRows: ~Copyable {
    private var partial: [UInt8] = []
    private var key = ByteBuffer()
    private var state = ByteBuffer()

    mutating func add(
        _ piece: UnsafeRawBufferPointer, _ body: (_ key: ByteView, _ state: ByteView) throws -> Void
    ) throws {
        unsafe partial.append(contentsOf: piece)
        guard let last = partial.lastIndex(of: 10) else { return }
        for row in partial[...last].split(separator: 10) {
            let tab = row.firstIndex(of: 9) ?? row.endIndex
            key.removeAll()
            state.removeAll()
            unsafe row[..<tab].withUnsafeBytes { key.append(unescaping: unsafe ByteView($0)) }
            unsafe row[tab...].dropFirst().withUnsafeBytes { state.append(unescaping: unsafe ByteView($0)) }
            try body(key.view, state.view)
        }
        partial.removeSubrange(...last)
    }
}
