internal import Platform

/// Values that are their own bytes go without any coding. Only between processes of one program: a peer that sends
/// bytes which are no value of the type (a `Bool` of 2) breaks what the compiler takes for granted.
extension Connection {
    public func send<T: BitwiseCopyable>(bitwise value: T) throws(ConnectionError) {
        // Without the padding behind it.
        try send(bitwise: CollectionOfOne(value).span, byteCount: MemoryLayout<T>.size)
    }

    /// Sends the elements as one message.
    public func send<T: BitwiseCopyable>(bitwise values: [T]) throws(ConnectionError) {
        try send(bitwise: values.span, byteCount: values.count * MemoryLayout<T>.stride)
    }

    /// Receives a value sent bitwise as the same type. A message of another size stays in the connection.
    public func receive<T: BitwiseCopyable>(bitwise type: T.Type, timeout: Duration? = nil) throws(ConnectionError) -> T
    {
        let deadline = timeout.map { Instant.now.advanced(by: $0) }
        try checkSize(until: deadline) { $0 == MemoryLayout<T>.size ? nil : MemoryLayout<T>.size }
        let message = try core.receive(until: deadline)
        // SAFETY: there are as many bytes as the value has, and the peer promised that they are one.
        return unsafe message.withUnsafeBytes { unsafe $0.loadUnaligned(as: T.self) }
    }

    /// Receives elements sent bitwise as the same type.
    public func receive<T: BitwiseCopyable>(
        bitwiseArrayOf type: T.Type, timeout: Duration? = nil
    ) throws(ConnectionError) -> [T] {
        let deadline = timeout.map { Instant.now.advanced(by: $0) }
        let stride = MemoryLayout<T>.stride
        try checkSize(until: deadline) { $0 % stride == 0 ? nil : ($0 / stride + 1) * stride }
        let message = try core.receive(until: deadline)
        let count = message.count / stride
        return unsafe [T](unsafeUninitializedCapacity: count) { buffer, filled in
            // SAFETY: room for as many elements as the message has bytes for; the peer promised that they are some.
            unsafe UnsafeMutableRawBufferPointer(buffer).copyBytes(from: message)
            filled = count
        }
    }

    private func send<T: BitwiseCopyable>(bitwise values: Span<T>, byteCount: Int) throws(ConnectionError) {
        var failure: ConnectionError?
        unsafe values.withUnsafeBytes { bytes in
            do throws(ConnectionError) {
                // SAFETY: bytes between the values may hold anything; the peer reads them no more than this process.
                try unsafe core.send(UnsafeRawBufferPointer(rebasing: bytes.prefix(byteCount)))
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }

    private func checkSize(until deadline: Instant?, _ expected: (Int) -> Int?) throws(ConnectionError) {
        let header = try core.nextHeader(until: deadline)
        if header.descriptors > 0 { throw .carriesDescriptors(count: header.descriptors) }
        if let expected = expected(header.byteCount) {
            throw .wrongSize(byteCount: header.byteCount, expected: expected)
        }
    }
}
