internal import Platform

/// Where a listener is found, on this machine.
public enum SocketAddress: Hashable, Sendable, Codable, CustomStringConvertible {
    /// A socket file, which only this user may connect to: at most 107 bytes.
    case path(String)
    /// A name that the kernel keeps, without a file: gone with the listener, however that ends. Any user of the machine
    /// can connect; the key keeps strangers out.
    case abstract(String)

    /// An abstract name that nobody else has.
    public static func unique() -> SocketAddress {
        .abstract(
            "multiprocessing-" + String(Machine.randomBits(), radix: 36) + String(Machine.randomBits(), radix: 36))
    }

    /// The path; an abstract name with @ in front.
    public var description: String {
        switch self {
        case .path(let path): path
        case .abstract(let name): "@" + name
        }
    }

    var bytes: [UInt8] {
        switch self {
        case .path(let path): Array(path.utf8)
        case .abstract(let name): [0] + Array(name.utf8)
        }
    }
}
