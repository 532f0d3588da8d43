private import CThresh
internal import Glibc

/// Signals by number and name, and reading them from a descriptor instead of being interrupted.
public enum Signals {
    public static let interrupt = SIGINT
    public static let terminate = SIGTERM
    public static let hangUp = SIGHUP
    public static let kill = SIGKILL
    public static let abort = SIGABRT
    /// What a program brings on itself: a trap, an access to memory that is not its own, an arithmetic error, an abort.
    public static let faults: Set<Int32> = [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT, SIGSYS]
    /// Its processor time is over.
    public static let processorTime = SIGXCPU
    /// It made a system call that it may not make.
    public static let forbiddenCall = SIGSYS
    /// The terminal got another size.
    public static let windowChange = SIGWINCH

    /// "SIGKILL" for 9; "signal 99" for what has no name.
    public static func name(_ number: Int32) -> String {
        guard let abbreviation = unsafe thresh_signal_name(number) else { return "signal \(number)" }
        return unsafe "SIG" + String(cString: abbreviation)
    }

    /// Makes writing to a closed pipe an error (EPIPE) instead of death.
    public static func ignoreBrokenPipes() { _ = signal(SIGPIPE, SIG_IGN) }

    public static func ignore(_ number: Int32) { _ = signal(number, SIG_IGN) }
}

/// Some signals, blocked for normal delivery and read from a descriptor that can be polled (signalfd).
///
/// The signals are unblocked again when it goes away. Children made by `Fork` start with an empty mask.
public final class SignalDescriptor: Sendable {
    public let rawValue: Int32
    private let mask: UInt64

    public init(_ numbers: [Int32]) throws(SystemError) {
        mask = numbers.reduce(0) { $0 | 1 << UInt64($1) }
        rawValue = thresh_signalfd(mask)
        if rawValue < 0 { throw SystemError(code: -rawValue, operation: "signalfd") }
    }

    deinit {
        Fork.closeDescriptor(rawValue)
        thresh_signals_unblock(mask)
    }

    /// The next signal that has arrived, or nil.
    public func next() -> Int32? {
        let number = thresh_signalfd_read(rawValue)
        return number == 0 ? nil : number
    }
}
