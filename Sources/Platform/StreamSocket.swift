private import CThresh
internal import Glibc

/// A stream socket, closed when its owner goes away: a byte stream in both directions, which a Unix one also carries
/// open descriptors over. Nothing here raises SIGPIPE, everything retries after EINTR, and descriptors close on exec.
public struct StreamSocket: ~Copyable {
    public private(set) var rawValue: Int32

    public init(owning rawValue: Int32) { self.rawValue = rawValue }

    deinit { if rawValue >= 0 { _ = Glibc.close(rawValue) } }

    /// Gives the descriptor away without closing it.
    public consuming func release() -> Int32 {
        let raw = rawValue
        rawValue = -1
        return raw
    }

    /// Two sockets connected to each other. The caller owns both.
    public static func pair() throws(SystemError) -> (Int32, Int32) {
        var ends: [Int32] = [-1, -1]
        let failure = unsafe thresh_socket_pair(&ends)
        if failure < 0 { throw SystemError(code: -failure, operation: "socketpair") }
        return (ends[0], ends[1])
    }

    /// - Parameter name: a path, or an abstract name after a zero byte.
    public static func listen(_ name: [UInt8], backlog: Int32) throws(SystemError) -> StreamSocket {
        StreamSocket(
            owning: try checked(
                "bind", name,
                unsafe (name + [0]).withUnsafeBytes {
                    unsafe thresh_socket_listen(
                        $0.baseAddress!.assumingMemoryBound(to: CChar.self), name.count, backlog)
                }))
    }

    /// - Parameter timeout: how long to wait at most where too many wait to be accepted; nil waits for ever.
    public static func connect(_ name: [UInt8], timeout: Duration? = nil) throws(SystemError) -> StreamSocket {
        StreamSocket(
            owning: try checked(
                "connect", name,
                unsafe (name + [0]).withUnsafeBytes {
                    unsafe thresh_socket_connect(
                        $0.baseAddress!.assumingMemoryBound(to: CChar.self), name.count, nanoseconds(timeout))
                }))
    }

    static func nanoseconds(_ timeout: Duration?) -> Int64 { timeout.map { max(0, $0.nanoseconds) } ?? -1 }

    private static func checked(_ operation: String, _ name: [UInt8], _ result: Int32) throws(SystemError) -> Int32 {
        if result >= 0 { return result }
        let subject =
            name.first == 0
            ? "@" + String(decoding: name.dropFirst(), as: UTF8.self) : String(decoding: name, as: UTF8.self)
        throw SystemError(code: -result, operation: operation, subject: subject)
    }

    /// The next connection; nil when nobody waits any more.
    public borrowing func accept() throws(SystemError) -> Int32? {
        let result = thresh_socket_accept(rawValue)
        if result >= 0 { return result }
        if [EAGAIN, EINTR, ECONNABORTED].contains(-result) { return nil }
        throw SystemError(code: -result, operation: "accept")
    }

    /// The process and the user that held the other end when it was connected.
    public borrowing func peer() throws(SystemError) -> (pid: Int32, user: UInt32) {
        var pid: pid_t = 0
        var user: uid_t = 0
        let failure = unsafe thresh_socket_peer(rawValue, &pid, &user)
        if failure < 0 { throw SystemError(code: -failure, operation: "getsockopt") }
        return (pid, user)
    }

    /// What a call did that may not wait, or has met the end.
    public enum Transfer: Sendable, Equatable {
        case bytes(Int)
        /// It would have to wait.
        case wouldBlock
        /// The other end is gone.
        case closed
    }

    /// Sends from two buffers, one behind the other, with descriptors on the first byte; may send less than all.
    public borrowing func send(
        _ one: UnsafeRawBufferPointer, _ two: UnsafeRawBufferPointer, descriptors: [Int32] = [], waits: Bool
    ) throws(SystemError) -> Transfer {
        let sent = unsafe thresh_socket_send(
            rawValue, one.baseAddress, one.count, two.baseAddress, two.count, descriptors, descriptors.count,
            waits ? 0 : 1)
        if sent >= 0 { return .bytes(Int(sent)) }
        if sent == Int64(-EAGAIN) { return .wouldBlock }
        if sent == Int64(-EPIPE) || sent == Int64(-ECONNRESET) { return .closed }
        throw SystemError(code: Int32(-sent), operation: "sendmsg")
    }

    /// Receives what there is, at most the buffer's size; descriptors that came along are appended and belong to the
    /// caller from then on.
    public borrowing func receive(
        into buffer: UnsafeMutableRawBufferPointer, descriptors: inout [Int32], waits: Bool
    ) throws(SystemError) -> Transfer {
        var received: Int64 = 0
        descriptors += unsafe [Int32](unsafeUninitializedCapacity: 253) { room, count in
            unsafe received = thresh_socket_receive(
                rawValue, buffer.baseAddress!, buffer.count, room.baseAddress!, room.count, &count, waits ? 0 : 1)
        }
        return try StreamSocket.transfer(received, "recvmsg")
    }

    /// The same where no descriptors can come: the kernel closes any.
    public borrowing func receive(into buffer: UnsafeMutableRawBufferPointer, waits: Bool) throws(SystemError)
        -> Transfer
    {
        while true {
            let received = unsafe Glibc.recv(
                rawValue, buffer.baseAddress, buffer.count, waits ? 0 : Int32(MSG_DONTWAIT))
            if received < 0 && errno == EINTR { continue }
            return try StreamSocket.transfer(received < 0 ? -Int64(errno) : Int64(received), "recv")
        }
    }

    private static func transfer(_ received: Int64, _ operation: String) throws(SystemError) -> Transfer {
        if received > 0 { return .bytes(Int(received)) }
        if received == 0 || received == Int64(-ECONNRESET) { return .closed }
        if received == Int64(-EAGAIN) { return .wouldBlock }
        throw SystemError(code: Int32(-received), operation: operation)
    }

    /// Another descriptor of the same socket.
    public static func duplicate(_ raw: Int32) throws(SystemError) -> Int32 {
        try retrying("fcntl") { fcntl(raw, F_DUPFD_CLOEXEC, 3) }
    }

    /// Says that this end sends no more, or receives no more.
    public borrowing func shutDown(sending: Bool) { _ = shutdown(rawValue, Int32(sending ? SHUT_WR : SHUT_RD)) }
}
