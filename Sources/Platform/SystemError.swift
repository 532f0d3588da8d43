internal import Glibc

/// A system call that failed: which one, on what, and why.
public struct SystemError: Error, Equatable, CustomStringConvertible {
    /// The `errno` value.
    public let code: Int32
    /// The call, as its manual page is named.
    public let operation: String
    /// The file or object it was asked of; empty when there is none to name.
    public let subject: String
    /// What went wrong, where it was no call of the system's.
    let detail: String?

    public init(code: Int32, operation: String, subject: String = "") {
        self.init(code: code, operation: operation, subject: subject, detail: nil)
    }

    init(code: Int32, operation: String, subject: String, detail: String?) {
        self.code = code
        self.operation = operation
        self.subject = subject
        self.detail = detail
    }

    /// What the system calls this error, for example "No space left on device".
    public var reason: String {
        if let detail { return detail }
        let reason = unsafe String(cString: strerror(code))
        return isTooLarge ? reason + " for the limit of sizes (ulimit -f)" : reason
    }

    public var description: String {
        subject.isEmpty ? "\(operation): \(reason)" : "\(VisibleText.of(subject)): \(operation): \(reason)"
    }

    public var isMissing: Bool { code == ENOENT || code == ENOTDIR }
    /// As `isMissing`, or a link that leads back to itself.
    public var leadsNowhere: Bool { isMissing || code == ELOOP }
    /// The file would be larger than the limit for files, or than its file system has them.
    public var isTooLarge: Bool { code == EFBIG }
    public var isDiskFull: Bool { code == ENOSPC || code == EDQUOT }
    public var isBrokenPipe: Bool { code == EPIPE }
    public var isBadDescriptor: Bool { code == EBADF }
    public var isConnectionReset: Bool { code == ECONNRESET }
    public var isExisting: Bool { code == EEXIST || code == ENOTEMPTY }
    /// The caller holds already what it asks for.
    public var isDeadlock: Bool { code == EDEADLK }
    /// This thread holds as many robust mutexes as the kernel gives back at its end.
    public var isOutOfLocks: Bool { code == ENOLCK }
    /// There is no such child: somebody else took its status.
    public var isNoChild: Bool { code == ECHILD }
    public var isNotPermitted: Bool { code == EPERM }
    public var isTimedOut: Bool { code == ETIMEDOUT }
    public var isAddressInUse: Bool { code == EADDRINUSE }
    /// Nobody listens there, or nothing is there.
    public var isNotListening: Bool { code == ECONNREFUSED || code == ENOENT }

    /// Something has no room for more.
    public static func noRoom(_ what: String) -> SystemError {
        SystemError(code: ENOSPC, operation: "shared memory", subject: "no room \(what)")
    }

    static func last(_ operation: String, _ subject: String = "") -> SystemError {
        SystemError(code: errno, operation: operation, subject: subject)
    }
}

/// Runs a call that returns -1 on failure, again after each EINTR.
@inline(__always)
func retrying<R: BinaryInteger>(
    _ operation: String, _ subject: @autoclosure () -> String = "", _ call: () -> R
) throws(SystemError) -> R {
    while true {
        #if FaultPoints
            let result = FaultPoint.fails(operation, subject()) ? -1 : call()
        #else
            let result = call()
        #endif
        if result >= 0 { return result }
        if errno != EINTR { throw .last(operation, subject()) }
    }
}

/// The same for a call that moves up to `byteCount` bytes, and may move fewer.
@inline(__always)
func transferring(
    _ operation: String, _ subject: @autoclosure () -> String, _ byteCount: Int, _ call: (Int) -> Int
) throws(SystemError) -> Int {
    #if FaultPoints
        return try retrying(operation, subject()) {
            FaultPoint.isLost ? byteCount : call(FaultPoint.room(for: byteCount))
        }
    #else
        return try retrying(operation, subject()) { call(byteCount) }
    #endif
}

/// Runs a call that returns -errno on failure.
@inline(__always)
func checked(
    _ operation: String, _ subject: @autoclosure () -> String = "", _ call: () -> Int32
) throws(SystemError) -> Int32 {
    #if FaultPoints
        let result = FaultPoint.fails(operation, subject()) ? -errno : call()
    #else
        let result = call()
    #endif
    if result < 0 { throw SystemError(code: -result, operation: operation, subject: subject()) }
    return result
}
