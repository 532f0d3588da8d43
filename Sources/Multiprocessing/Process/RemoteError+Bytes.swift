/// Texts, each as its length in 4 little-endian bytes and its UTF-8: the type, the message, the lines of the backtrace.
extension RemoteError {
    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        for text in [type, message] + backtrace.prefix(RemoteError.mostLines) {
            let utf8 = text.utf8.prefix(RemoteError.longestText)
            for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: utf8.count >> shift)) }
            bytes += utf8
        }
        return bytes
    }

    /// Never fails: what is missing is empty, and what is not UTF-8 is repaired.
    init(bytes: ArraySlice<UInt8>) {
        var rest = bytes
        var texts: [String] = []
        while rest.count >= 4 {
            let length = rest.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(4)
            texts.append(String(decoding: rest.prefix(length), as: UTF8.self))
            rest = rest.dropFirst(length)
        }
        self.init(
            type: texts.first ?? "unknown", message: texts.dropFirst().first ?? "", backtrace: Array(texts.dropFirst(2))
        )
    }
}
