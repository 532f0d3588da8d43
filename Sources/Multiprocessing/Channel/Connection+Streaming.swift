/// Messages that are never in memory as a whole. A peer cannot tell how a message was sent, and may receive it either way.
extension Connection {
    /// Sends one message of `byteCount` bytes, which `next` provides in parts of any size.
    ///
    /// When `next` returns nil or too many bytes before the message is complete, nothing can be sent any more: the peer
    /// receives `.truncated`, and this throws `.brokenPipe`.
    public func sendParts(byteCount: Int, _ next: () -> [UInt8]?) throws(ConnectionError) {
        try core.sendHeader(byteCount: byteCount)
        var left = byteCount
        while left > 0 {
            guard let part = next(), part.count <= left else {
                core.giveUpSending()
                throw .brokenPipe
            }
            left -= part.count
            var failure: ConnectionError?
            unsafe part.withUnsafeBytes { bytes in
                do throws(ConnectionError) {
                    try unsafe core.sendPart(bytes)
                } catch {
                    failure = error
                }
            }
            if let failure { throw failure }
        }
    }

    /// Receives the next message in parts of up to 1 MiB, and returns how many bytes it has. When the peer dies in the
    /// middle, `.truncated` follows the parts that did come.
    public func receiveParts(_ body: (RawSpan) -> Void) throws(ConnectionError) -> Int {
        let header = try core.nextHeader(until: nil)
        if header.descriptors > 0 { throw .carriesDescriptors(count: header.descriptors) }
        var buffer = [UInt8](repeating: 0, count: min(1 << 20, header.byteCount))
        var outcome = Result<Int, ConnectionError>.success(0)
        unsafe buffer.withUnsafeMutableBytes { room in
            do throws(ConnectionError) {
                outcome = .success(
                    try unsafe core.receiveParts(through: room) { part in body(unsafe RawSpan(_unsafeBytes: part)) })
            } catch {
                outcome = .failure(error)
            }
        }
        return try outcome.get()
    }
}
