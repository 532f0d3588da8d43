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
