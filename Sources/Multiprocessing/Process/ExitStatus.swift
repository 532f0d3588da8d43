internal import Platform

/// How a process ended.
public enum ExitStatus: Sendable, Equatable, Codable, CustomStringConvertible {
    case exited(code: Int32)
    /// Killed by a signal, or by a fault that the kernel turns into one.
    case killed(signal: Int32)
    /// Something else in the program took its status from the kernel, or only its parent could ask.
    case unknown

    public var isSuccess: Bool { self == .exited(code: 0) }

    /// The exit code; nil when a signal killed it.
    public var code: Int32? { if case .exited(let code) = self { code } else { nil } }

    /// "SIGKILL", for example; nil when it exited.
    public var signalName: String? { if case .killed(let signal) = self { Signals.name(signal) } else { nil } }

    public var description: String {
        switch self {
        case .exited(let code): "exited with code \(code)"
        case .killed(let signal): "was killed by \(Signals.name(signal))"
        case .unknown: "ended, nobody knows how"
        }
    }
}
