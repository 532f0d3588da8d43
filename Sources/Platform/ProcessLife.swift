private import CThresh

/// A process, told from others that have its number later, and whether it lives: for whoever is not its parent.
public struct ProcessLife: Sendable, Equatable {
    public let pid: Int32
    /// By `now`, at a moment when it had begun and not ended.
    public let since: Int64

    public init(pid: Int32, since: Int64) {
        self.pid = pid
        self.since = since
    }

    /// Nanoseconds since the machine was started, asleep or not: what the kernel dates processes with.
    public static var now: Int64 { thresh_boot_clock() }

    /// Whether the process has not ended yet; one that waits to be reaped has. True where that cannot be told.
    public static func isAlive(_ life: ProcessLife) -> Bool { thresh_process_lives(life.pid, life.since) != 0 }

    /// Whether a signal has stopped the process (SIGSTOP, SIGTSTP), or a debugger. False where that cannot be told.
    public static func isStopped(_ pid: Int32) -> Bool {
        guard let text = FileSystem.text("/proc/\(pid)/stat"), let name = text.utf8.lastIndex(of: UInt8(ascii: ")"))
        else { return false }
        // Behind the name, which may have any character.
        let state = text.utf8[name...].dropFirst(2).first
        return state == UInt8(ascii: "T") || state == UInt8(ascii: "t")
    }
}
