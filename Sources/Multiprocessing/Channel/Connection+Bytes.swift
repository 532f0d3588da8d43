internal import Platform

extension Connection {
    /// Sends a message of bytes, without any coding.
    ///
    /// - `timeout`: how long to wait at most for a peer that does not receive; nil waits for ever. When it is over
    ///   before anything was sent, nothing was; otherwise nothing can be sent any more, and the peer receives
    ///   `.truncated`.
    public func send(bytes message: [UInt8], timeout: Duration? = nil) throws(ConnectionError) {
        unsafe try send(bytes: message.span.bytes, timeout: timeout)
    }

    /// The same for bytes that lie anywhere, for example a part of an array.
    public func send(bytes message: RawSpan, timeout: Duration? = nil) throws(ConnectionError) {
        let deadline = timeout.map { Instant.now.advanced(by: $0) }
        var failure: ConnectionError?
        unsafe message.withUnsafeBytes { bytes in
            do throws(ConnectionError) {
                try unsafe core.send(bytes, until: deadline)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }

    /// Receives the next message, waiting for it.
    ///
    /// - Parameters:
    ///   - limit: the most bytes it may have; a larger one stays in the connection, and no memory is taken for it.
    ///   - timeout: how long to wait at most for the whole message; what has come of it by then stays. nil waits for
    ///     ever.
    public func receiveBytes(max limit: Int = .max, timeout: Duration? = nil) throws(ConnectionError) -> [UInt8] {
        let deadline = timeout.map { Instant.now.advanced(by: $0) }
        let header = try core.nextHeader(until: deadline)
        if header.descriptors > 0 { throw .carriesDescriptors(count: header.descriptors) }
        if header.byteCount > limit { throw .tooLarge(byteCount: header.byteCount, limit: limit) }
        return try core.receive(until: deadline)
    }

    /// Receives the next message into an array that is used again and again, from `offset` on, and returns how many
    /// bytes it has. `.bufferTooShort` carries a message that does not fit.
    public func receiveBytes(
        into buffer: inout [UInt8], at offset: Int = 0, timeout: Duration? = nil
    ) throws(ConnectionError) -> Int {
        precondition(offset >= 0 && offset <= buffer.count, "the offset is outside of the buffer")
        let deadline = timeout.map { Instant.now.advanced(by: $0) }
        let header = try core.nextHeader(until: deadline)
        if header.descriptors > 0 { throw .carriesDescriptors(count: header.descriptors) }
        if header.byteCount > buffer.count - offset {
            throw .bufferTooShort(message: try core.receive(until: deadline))
        }
        var failure: ConnectionError?
        unsafe buffer.withUnsafeMutableBytes { bytes in
            do throws(ConnectionError) {
                let target = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[offset..<offset + header.byteCount])
                try unsafe core.receive(into: target, until: deadline)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return header.byteCount
    }
}
