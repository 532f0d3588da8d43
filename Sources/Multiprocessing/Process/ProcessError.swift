internal import Platform

public enum ProcessError: Error, Equatable, CustomStringConvertible {
    /// Forking a process with several threads leaves locks held for ever in the child.
    case multithreaded(threads: Int)
    /// Daemon processes may not have children.
    case isDaemon(name: String)
    /// A process was asked about that another one started: after a fork, the child's copies are worth nothing.
    case notParent(name: String)
    /// The child ended without a result.
    case noResult(DeathCertificate)
    /// The child threw.
    case failed(RemoteError, DeathCertificate)
    /// What the child returned, or what it was given, cannot be turned into bytes or back.
    case coding(MessageCodingError)
    /// The fork server is gone, and so is the one that was started in its place.
    case serverLost
    /// This program cannot be started anew: its `main` does not look whether that has happened.
    case notHooked
    case system(SystemCallError)

    static func system(_ error: SystemError) -> ProcessError { .system(SystemCallError(error)) }

    public var description: String {
        switch self {
        case .multithreaded(let threads):
            """
            this process has \(threads) threads, and only a process with one can fork safely; \
            start children before anything that makes threads (Swift concurrency, Dispatch, a test runner), \
            or start a ForkServer first thing in main and have it run registered entry points
            """
        case .isDaemon(let name): "\(name) is a daemon process, which may not have children"
        case .notParent(let name): "\(name) was started by another process than this one"
        case .noResult(let certificate): "\(certificate) and left no result"
        case .failed(let error, let certificate): "\(certificate.name) (pid \(certificate.pid)) threw \(error)"
        case .coding(let error): "\(error)"
        case .serverLost: "the fork server is gone, and so is the one that was started in its place"
        case .notHooked:
            "call ChildProcess.runIfSpawned or ForkServer.start, with the entry points, first thing in main"
        case .system(let error): error.description
        }
    }
}
