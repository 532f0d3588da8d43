package import Platform

/// A system call that failed: which one, on what, and why.
public struct SystemCallError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The `errno` value.
    public let code: Int32
    /// The call, as its manual page is named.
    public let operation: String
    /// The file or object it was asked of; empty when there is none to name.
    public let subject: String
    /// What the system calls this error, for example "No space left on device".
    public let reason: String
    public let description: String

    package init(_ error: SystemError) {
        code = error.code
        operation = error.operation
        subject = error.subject
        reason = error.reason
        description = error.description
    }
}

// What the kernel refuses is thrown as one of these from wherever it happens.

extension ConnectionError {
    package static func system(_ error: SystemError) -> ConnectionError { .system(SystemCallError(error)) }
}

extension NamedSharedMemoryError {
    static func system(_ error: SystemError) -> NamedSharedMemoryError { .system(SystemCallError(error)) }
}

extension PoolError {
    static func system(_ error: SystemError) -> PoolError { .system(SystemCallError(error)) }
}

extension ProcessError {
    static func system(_ error: SystemError) -> ProcessError { .system(SystemCallError(error)) }
}

extension QueueError {
    static func system(_ error: SystemError) -> QueueError { .system(SystemCallError(error)) }
}

extension SyncError {
    static func system(_ error: SystemError) -> SyncError { .system(SystemCallError(error)) }
}
