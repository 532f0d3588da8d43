import Thresh

extension PartWriter {
    /// A row of the encoded key and an encoded state, for `StateRows`.
    mutating func writeState(_ key: ByteView, _ encode: (inout ByteBuffer) -> Void) {
        var state = ByteBuffer(capacity: 64)
        encode(&state)
        writeCell(key)
        tab()
        writeCell(state.view)
        endRow()
    }
}
