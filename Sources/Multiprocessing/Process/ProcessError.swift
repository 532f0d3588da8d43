public import Platform

public enum ProcessError: Error, CustomStringConvertible {
    /// Forking a process with several threads leaves locks held for ever in the child.
    case multithreaded(threads: Int)
    case system(SystemError)

    public var description: String {
        switch self {
        case .multithreaded(let threads):
            """
            this process has \(threads) threads, and only a process with one can fork safely; \
            start children before anything that makes threads (Swift concurrency, Dispatch, a test runner)
            """
        case .system(let error): error.description
        }
    }
}
