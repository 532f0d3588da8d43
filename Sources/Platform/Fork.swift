private import CThresh
internal import Glibc

/// Creating processes by fork, waiting for them, and signalling them.
public enum Fork {
    /// Threads of this process. Only a process with one may fork: in the child every other thread is gone, with
    /// whatever locks it held.
    public static var threadCount: Int { (try? FileSystem.list("/proc/self/task").count) ?? 1 }

    public struct Child: Sendable {
        public let pid: Int32
        /// Readable when the child has ended; owned by whoever made the child.
        public let pidfd: Int32
    }

    /// Forks; the child runs `body` with default signal handlers and an empty mask, then ends with its result through
    /// `_exit`. It never returns into the caller's stack. When `diesWithParent`, the kernel kills it with its parent.
    ///
    /// REQUIRES: one thread, which the caller has checked, and nothing buffered in stdio.
    public static func run(diesWithParent: Bool, _ body: () -> Int32) throws(SystemError) -> Child {
        try run(deathSignal: diesWithParent ? SIGKILL : 0, body)
    }

    /// The same; the kernel sends `deathSignal` (0: none) when the parent's thread ends.
    public static func run(deathSignal: Int32, _ body: () -> Int32) throws(SystemError) -> Child {
        _ = fflush(nil)
        var pidfd: Int32 = -1
        let pid = try checked("fork") { unsafe thresh_fork(deathSignal, &pidfd) }
        if pid == 0 {
            let status = body()
            _ = fflush(nil)
            _exit(status)
        }
        return Child(pid: pid, pidfd: pidfd)
    }

    /// How a child ended, and what it used.
    public struct Ending: Sendable, Equatable {
        /// The signal that killed it, or 0.
        public let signal: Int32
        /// Its exit code; meaningful when `signal` is 0.
        public let code: Int32
        /// Its largest resident set, in bytes.
        public let peakResidentBytes: UInt64
        /// Of it and the children that it waited for.
        public let processorTime: Duration

        public init(signal: Int32, code: Int32, peakResidentBytes: UInt64, processorTime: Duration = .zero) {
            self.signal = signal
            self.code = code
            self.peakResidentBytes = peakResidentBytes
            self.processorTime = processorTime
        }
    }

    /// Takes a dead child's status; nil when it is still running and `blocking` is false.
    public static func wait(_ pid: Int32, blocking: Bool) throws(SystemError) -> Ending? {
        var status: Int32 = 0
        var usage = rusage()
        let result = try checked("wait4") { unsafe thresh_wait(pid, blocking ? 0 : 1, &status, &usage) }
        if result == 0 { return nil }
        return Ending(
            signal: thresh_status_signal(status), code: thresh_status_code(status),
            peakResidentBytes: UInt64(usage.ru_maxrss) * 1024,
            processorTime: .seconds(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
                + .microseconds(Int64(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec)))
    }

    /// Signals through the pidfd; a child that has already ended is no error.
    public static func signal(_ pidfd: Int32, _ number: Int32) { _ = thresh_pidfd_signal(pidfd, number) }

    /// Closes a raw descriptor that belongs to the caller.
    public static func closeDescriptor(_ raw: Int32) { _ = Glibc.close(raw) }

    public static var currentPid: Int32 { Identity.processID }

    /// Ends this process at once: no handlers, no buffers.
    public static func exitNow(_ code: Int32) -> Never { _exit(code) }
}
