internal import Platform

extension Connection {
    /// Sends a message with open descriptors, at most 253: the peer gets descriptors of its own for the same files.
    /// This process keeps its own. One that is not open throws EBADF, a connection over TCP EOPNOTSUPP, and nothing is
    /// sent.
    public func send(bytes message: [UInt8] = [], descriptors: [Int32]) throws(ConnectionError) {
        if descriptors.count > FrameHeader.mostDescriptors {
            throw .tooLarge(byteCount: descriptors.count, limit: FrameHeader.mostDescriptors)
        }
        if !descriptors.isEmpty {
            do { try core.socket.checkCarriesDescriptors() } catch { throw .system(error) }
        }
        var failure: ConnectionError?
        unsafe message.withUnsafeBytes { bytes in
            do throws(ConnectionError) {
                try unsafe core.send(bytes, descriptors: descriptors)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }

    /// Receives a message with the descriptors it carries, if any. They belong to the caller, who closes them. There are
    /// fewer than were sent when this process may not open so many.
    public func receiveWithDescriptors(
        timeout: Duration? = nil
    ) throws(ConnectionError) -> (message: [UInt8], descriptors: [Int32]) {
        let deadline = timeout.map { Instant.now.advanced(by: $0) }
        let (bytes, descriptors) = try core.receiveAll(until: deadline)
        return (bytes, descriptors)
    }

    /// Receives one descriptor; the caller owns it. A message without any stays in the connection.
    public func receiveDescriptor(timeout: Duration? = nil) throws(ConnectionError) -> Int32 {
        let deadline = timeout.map { Instant.now.advanced(by: $0) }
        if try core.nextHeader(until: deadline).descriptors == 0 { throw .carriesNone }
        let descriptors = try core.receiveAll(until: deadline).descriptors
        for extra in descriptors.dropFirst() { Fork.closeDescriptor(extra) }
        // The kernel drops descriptors when this process has too many open.
        guard let first = descriptors.first else { throw .carriesNone }
        return first
    }

    /// Hands a connection over to the peer; this process does not have it any more, unless sending fails.
    public func send(connection: consuming Connection) throws(ConnectionError) {
        try send(descriptors: [connection.descriptor])
    }

    public func receiveConnection(timeout: Duration? = nil) throws(ConnectionError) -> Connection {
        Connection(owning: try receiveDescriptor(timeout: timeout))
    }
}
