import Thresh

/// Takes apart the rows that `LogStates` writes, as they come out of the engine.
struct StateRows {
    private var partial: [UInt8] = []
    private var key: [UInt8] = []
    private var state: [UInt8] = []

    mutating func add(_ piece: UnsafeRawBufferPointer, _ body: (ByteView, LogTotals) throws -> Void) throws {
        unsafe partial.append(contentsOf: piece)
        var start = 0
        while let end = partial[start...].firstIndex(of: 10) {
            let tab = partial[start..<end].firstIndex(of: 9) ?? end
            StateRows.unescape(partial[start..<tab], into: &key)
            StateRows.unescape(partial[min(tab + 1, end)..<end], into: &state)
            let total = unsafe state.withUnsafeBytes { LogTotals(decoding: unsafe ByteView($0)) }
            guard let total else { throw ThreshError(.software, "the state of a group cannot be decoded") }
            try unsafe key.withUnsafeBytes { try body(unsafe ByteView($0), total) }
            start = end + 1
        }
        partial.removeSubrange(..<start)
    }

    private static func unescape(_ cell: ArraySlice<UInt8>, into bytes: inout [UInt8]) {
        bytes.removeAll(keepingCapacity: true)
        var isEscaped = false
        for byte in cell {
            if isEscaped {
                isEscaped = false
                switch byte {
                case UInt8(ascii: "t"): bytes.append(9)
                case UInt8(ascii: "n"): bytes.append(10)
                case UInt8(ascii: "r"): bytes.append(13)
                default: bytes.append(byte)
                }
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else {
                bytes.append(byte)
            }
        }
    }
}
