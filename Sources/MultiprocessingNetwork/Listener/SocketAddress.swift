internal import Platform

/// Where a listener is found.
public enum SocketAddress: Hashable, Sendable, Codable, CustomStringConvertible {
    /// A socket file, which only this user may connect to: at most 107 bytes.
    case path(String)
    /// A name that the kernel keeps, without a file: gone with the listener, however that ends. Any user of the machine
    /// can connect; the key keeps strangers out.
    case abstract(String)
    /// TCP: a host's number or name, as `127.0.0.1`, `::1` or `localhost`, and a port. A name is looked up as the system
    /// does, which may take longer than a timeout; a listener takes the first number of it. Port 0 lets a listener have any that is free. Whoever
    /// can reach it can connect and listen to the network: the key keeps strangers out, and nothing is encrypted, so
    /// keep to `127.0.0.1` or a network that you trust. No descriptors or connections can be sent this way.
    case internet(host: String, port: UInt16)

    /// An abstract name that nobody else has.
    public static func unique() -> SocketAddress {
        .abstract(
            "multiprocessing-" + String(Machine.randomBits(), radix: 36) + String(Machine.randomBits(), radix: 36))
    }

    /// The path; an abstract name with @ in front; host and port with a colon between them.
    public var description: String {
        switch self {
        case .path(let path): path
        case .abstract(let name): "@" + name
        case .internet(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        }
    }

    func connect(until deadline: Instant? = nil) throws(SystemError) -> StreamSocket {
        let timeout = deadline.map { Duration.nanoseconds(max(0, $0.nanoseconds - Instant.now.nanoseconds)) }
        return switch self {
        case .path(let path): try StreamSocket.connect(Array(path.utf8), timeout: timeout)
        case .abstract(let name): try StreamSocket.connect([0] + Array(name.utf8), timeout: timeout)
        case .internet(let host, let port): try StreamSocket.connect(host: host, port: port, timeout: timeout)
        }
    }
}
