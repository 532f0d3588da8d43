public import Multiprocessing
internal import Platform

extension Connection {
    /// Connects to a listener, and returns once it has accepted.
    ///
    /// - Parameter timeout: how long to wait at most until it does; nil waits for ever.
    /// - Throws: `.notListening`; `.authenticationFailed`, which says whose key is wrong, when the keys differ or only one side has one; `.endOfFile`
    ///   when the listener ends without accepting.
    public static func connect(
        to address: SocketAddress, key: AuthenticationKey?, timeout: Duration? = nil
    ) throws(ConnectionError) -> Connection {
        let deadline = timeout.map { Instant.now.advanced(by: $0) }
        let connection: Connection
        do {
            connection = Connection(owning: try address.connect(until: deadline).release())
        } catch {
            if error.isTimedOut && deadline != nil { throw .timedOut }
            throw error.isNotListening ? .notListening(address.description) : .system(error)
        }
        let handshake = Handshake(key: key)
        let greeting = try connection.step(until: deadline)
        let proof: [UInt8]
        switch handshake.proof(for: greeting) {
        case .success(let bytes): proof = bytes
        case .failure(let mismatch): throw .authenticationFailed(mismatch)
        }
        if proof.isEmpty { return connection }
        try connection.send(bytes: proof)  // Fits any buffer: it does not wait.
        let reply = try connection.step(until: deadline)
        if reply == Handshake.refusal { throw .authenticationFailed(.keyIsRefused) }
        guard handshake.accepts(reply, after: greeting) else { throw .authenticationFailed(.listenerIsUnproven) }
        return connection
    }

    private func step(until deadline: Instant?) throws(ConnectionError) -> [UInt8] {
        let left = deadline.map { Duration.nanoseconds(max(0, $0.nanoseconds - Instant.now.nanoseconds)) }
        return try receiveBytes(max: Handshake.largestMessage, timeout: left)
    }
}
