private import CThresh
internal import Glibc

/// What this process may use of the machine.
public enum Machine {
    /// Processors this process may run on: its affinity mask, or its container's quota rounded up where that is less.
    public static var availableProcessors: Int {
        let affinity = max(1, Int(thresh_affinity_count()))
        guard let quota = ControlGroup().processorQuota, quota > 0 else { return affinity }
        return max(1, min(affinity, Int(quota.rounded(.up))))
    }

    /// Whether another process can run while this one does.
    public static let hasSeveralProcessors = thresh_affinity_count() > 1

    /// Bytes of memory this process may count on: the machine's, or its container's limit where that is less.
    public static var availableMemory: UInt64 {
        let pages = UInt64(max(0, sysconf(Int32(_SC_PHYS_PAGES))))
        let machine = pages * UInt64(max(0, sysconf(Int32(_SC_PAGESIZE))))
        return min(machine, ControlGroup().memoryLimit ?? .max)
    }

    /// Cryptographically random bits from the kernel.
    public static func randomBits() -> UInt64 { thresh_random() }

    public static func environment(_ name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        return unsafe FileName.string(cString: value)
    }

    public static var userID: UInt32 { getuid() }

    /// Bytes of this process that are in memory now; 0 where the kernel does not tell.
    public static var residentMemory: UInt64 {
        let fields = (FileSystem.text("/proc/self/statm") ?? "").split(separator: " ")
        guard fields.count > 1, let pages = UInt64(fields[1]) else { return 0 }
        return pages * UInt64(max(0, sysconf(Int32(_SC_PAGESIZE))))
    }
}
