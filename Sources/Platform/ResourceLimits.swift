private import CThresh
internal import Glibc

/// What a process does to itself before it works on what it does not trust. None of it can be taken back.
public enum ResourceLimits {
    public enum Kind: Int32, Sendable {
        case processorTime, addressSpace, openFiles
        /// A file was refused, for its own permissions or not.
        case files
        /// A file was refused, and not for its own permissions.
        case filesAlone
    }

    /// Whole seconds; one more and the kernel kills what did not end by SIGXCPU.
    public static func limitProcessorTime(seconds: UInt64) throws(SystemError) {
        try check(thresh_limit(Kind.processorTime.rawValue, max(1, seconds), max(1, seconds) + 1), "setrlimit")
    }

    /// - Parameter growth: bytes beyond the addresses that the process has now.
    public static func limitAddressSpace(growth: UInt64) throws(SystemError) {
        let pages = FileSystem.text("/proc/self/statm").flatMap { UInt64($0.prefix { $0 != " " }) } ?? 0
        let (limit, isOver) = (pages * UInt64(SharedMemory.pageBytes)).addingReportingOverflow(growth)
        let bytes = isOver ? .max : limit
        try check(thresh_limit(Kind.addressSpace.rawValue, bytes, bytes), "setrlimit")
    }

    public static func limitOpenFiles(_ count: Int) throws(SystemError) {
        try check(thresh_limit(Kind.openFiles.rawValue, UInt64(max(0, count)), UInt64(max(0, count))), "setrlimit")
    }

    public static func forbidNewPrivileges() throws(SystemError) { try check(thresh_no_new_privileges(), "prctl") }

    /// REQUIRES: `forbidNewPrivileges`.
    public static func forbidFiles(mayRead: Bool) throws(SystemError) {
        try check(thresh_limit_files(mayRead ? 1 : 0), "landlock_restrict_self")
    }

    /// Throws where the kernel cannot keep a process from files.
    public static func checkFilesCanBeForbidden() throws(SystemError) {
        try check(min(0, thresh_files_limit_version()), "landlock_create_ruleset")
    }

    /// REQUIRES: `forbidNewPrivileges`.
    public static func forbidCalls() throws(SystemError) { try check(thresh_limit_calls(), "seccomp") }

    /// Throws where the kernel cannot keep a process from system calls.
    public static func checkCallsCanBeForbidden() throws(SystemError) {
        try check(thresh_calls_limit_available(), "seccomp")
    }

    // MARK: which one was hit

    public static func noteCrashes(in file: Int32) { thresh_note_crashes(file) }

    /// What failed before is nobody's limit.
    public static func forgetFailures() { errno = 0 }

    /// When the last call that failed did so for a limit, notes that.
    ///
    /// - Parameter error: what was thrown after it.
    public static func noteFailure(_ error: any Error, in file: Int32) {
        switch errno {
        case ENOMEM: thresh_note_limit(file, Kind.addressSpace.rawValue)
        case EACCES:
            let path = (error as? SystemError)?.subject ?? ""
            thresh_note_limit(file, (mayChange(path) ? Kind.filesAlone : .files).rawValue)
        case EMFILE: thresh_note_limit(file, Kind.openFiles.rawValue)
        default: break
        }
    }

    /// Whether a file's permissions let this process change it, whatever its limits; not where it is not known which file.
    private static func mayChange(_ path: String) -> Bool {
        if thresh_overrides_permissions() != 0 { return true }
        return unsafe !path.isEmpty && thresh_may_change(path) != 0
    }

    public static func noted(in file: Int32) -> Kind? { Kind(rawValue: thresh_noted_limit(file)) }

    private static func check(_ result: Int32, _ operation: String) throws(SystemError) {
        if result < 0 { throw SystemError(code: -result, operation: operation) }
    }
}
