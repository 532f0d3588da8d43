private import CThresh
internal import Glibc

/// TCP: the same stream without descriptors, and without knowing the process at the other end.
extension StreamSocket {
    /// Listens at an IPv4 or IPv6 number; port 0 is any that is free. Returns the port that it is.
    public static func listen(
        host: String, port: UInt16, backlog: Int32
    ) throws(SystemError) -> (socket: Int32, port: UInt16) {
        var port = port
        let asked = port
        let raw = unsafe thresh_internet_listen(host, &port, backlog)
        if raw < 0 { throw SystemError(code: -raw, operation: "bind", subject: "\(host):\(asked)") }
        return (raw, port)
    }

    /// - Parameter timeout: how long to wait at most; nil for as long as the kernel tries, some minutes.
    public static func connect(
        host: String, port: UInt16, timeout: Duration? = nil
    ) throws(SystemError) -> StreamSocket {
        let raw = unsafe thresh_internet_connect(host, port, nanoseconds(timeout))
        if raw < 0 { throw SystemError(code: -raw, operation: "connect", subject: "\(host):\(port)") }
        return StreamSocket(owning: raw)
    }

    /// The other end's number and port; nil for a Unix socket.
    public static func internetPeer(_ raw: Int32) throws(SystemError) -> (host: String, port: UInt16)? {
        var host = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        var port: UInt16 = 0
        let failure = unsafe thresh_internet_peer(raw, &host, host.count, &port)
        if failure == -EAFNOSUPPORT { return nil }
        if failure < 0 { throw SystemError(code: -failure, operation: "getpeername") }
        return (String(decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self), port)
    }

    /// Throws unless descriptors can be sent: the kernel would leave them out without a word.
    public borrowing func checkCarriesDescriptors() throws(SystemError) {
        var domain: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        let result = unsafe getsockopt(rawValue, SOL_SOCKET, SO_DOMAIN, &domain, &size)
        if result < 0 { throw .last("getsockopt") }
        if domain != AF_UNIX { throw SystemError(code: EOPNOTSUPP, operation: "sendmsg", subject: "descriptors") }
    }
}
