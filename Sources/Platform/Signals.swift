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
    /// A file would have become larger than the limit for files (`ulimit -f`).
    public static let fileSize = SIGXFSZ
    /// The terminal got another size.
    public static let windowChange = SIGWINCH

    /// "SIGKILL" for 9; "signal 99" for what has no name.
    public static func name(_ number: Int32) -> String {
        guard let abbreviation = unsafe thresh_signal_name(number) else { return "signal \(number)" }
        return unsafe "SIG" + String(cString: abbreviation)
    }

    /// Makes writing to a closed pipe an error (EPIPE) instead of death.
    public static func ignoreBrokenPipes() { _ = signal(SIGPIPE, SIG_IGN) }

    /// Makes a write beyond the limit for files an error (EFBIG) instead of death.
    public static func ignoreFileSizeLimit() { _ = signal(SIGXFSZ, SIG_IGN) }

    public static func ignore(_ number: Int32) { _ = signal(number, SIG_IGN) }

    /// From here on SIGHUP, SIGINT and SIGTERM end this process with 128 and their number, after they have removed what
    /// each `Leftover` has; wherever the program is at that moment. Those that were ignored at the start stay ignored, and
    /// what a `SignalDescriptor` reads comes here only behind it.
    ///
    /// - Parameter name: of the program, for the sentence that says it.
    public static func endInOrder(name: String) {
        let mask: UInt64 = [interrupt, terminate, hangUp].reduce(0) { $0 | 1 << UInt64($1) }
        unsafe thresh_remove_leftovers_on(mask, name)
    }
}

/// Something in the file system that no end of this process by a signal should leave behind, as far as `Signals.endInOrder`
/// is in force. Processes that are forked meanwhile do not remove it.
public final class Leftover: Sendable {
    private let place: Int32

    public init(_ path: String) { place = unsafe FileName.withCString(path) { unsafe thresh_leftover_add($0) } }

    deinit { thresh_leftover_forget(place) }
}

/// Some signals, blocked for normal delivery and read from a descriptor that can be polled (signalfd); without those that
/// were ignored when the program was started, as by `nohup`.
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
