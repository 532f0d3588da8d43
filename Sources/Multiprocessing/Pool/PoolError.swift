internal import Platform

/// What keeps a pool from working.
public indirect enum PoolError: Error, Sendable, Equatable, CustomStringConvertible {
    /// It was closed or terminated.
    case closed
    /// The pool is another process's: a child that was forked from the one that made it cannot use it.
    case notParent(name: String)
    /// A pool needs at least one worker.
    case workerCount(Int)
    /// An option has a value that no pool can work with.
    case invalidOption(String, String, least: String)
    /// The workers' initializer threw.
    case initializerFailed(RemoteError)
    /// Workers die one after another, before their initializer is through.
    case workersKeepDying(DeathCertificate)
    /// The process that supervises the workers on the fork server's side is gone.
    case hostLost(DeathCertificate?)
    /// A task failed, for calls that return values alone.
    case task(TaskError)
    /// Something else on the fork server's side.
    case host(String)
    case process(ProcessError)
    case queue(QueueError)
    case system(SystemCallError)

    static func system(_ error: SystemError) -> PoolError { .system(SystemCallError(error)) }

    public var description: String {
        switch self {
        case .closed: "the pool is closed"
        case .notParent(let name):
            """
            the pool "\(name)" was made by another process than this one, which alone can use it; \
            make a pool here, or hand the tasks to that process through a queue
            """
        case .workerCount(let count): "a pool cannot have \(count) workers; it needs at least 1"
        case .invalidOption(let name, let value, let least):
            "a pool cannot have \(name) \(value); the least is \(least)"
        case .initializerFailed(let error): "the initializer of the pool's workers threw \(error)"
        case .workersKeepDying(let certificate): "the pool's workers keep dying before they are ready: \(certificate)"
        case .hostLost(let certificate):
            "the process that runs the pool is gone" + (certificate.map { ": \($0)" } ?? "")
        case .task(let error): "\(error)"
        case .host(let message): message
        case .process(let error): "cannot start a worker: \(error)"
        case .queue(let error): "\(error)"
        case .system(let error): "\(error)"
        }
    }
}
