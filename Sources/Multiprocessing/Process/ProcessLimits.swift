internal import Platform

/// What a child may use and do, for input that nobody trusts. The kernel sees to all of it, from before the child's closure
/// runs to its end, and in what it may start.
///
///     let limits = ProcessLimits.sandbox(cpuTime: .seconds(2), memory: 256 << 20)
///     let task = try ProcessTask.start(ChildOptions(limits: limits)) { try parse(upload) }
///     do { print(try task.value()) } catch ProcessError.noResult(let certificate) { print(certificate.limit) }
public struct ProcessLimits: Sendable, Codable, Equatable {
    /// Processor time of the child, in whole seconds and at least one; past it the child gets SIGXCPU, and SIGKILL a
    /// second of processor time later.
    public var cpuTime: Duration?
    /// Bytes of addresses that it may add to those that it begins with, which are its parent's. What needs more fails,
    /// which in Swift ends the process.
    public var memory: UInt64?
    /// Numbers of descriptors: those below are what it may have open, the standard streams and inherited ones included.
    public var openFiles: Int?
    /// Programs that it executes have no more rights than it (`no_new_privs`). Implied by `files` and `isIsolated`.
    public var forbidsNewPrivileges = false
    /// Which files it may open; those that are open stay so.
    public var files = Files.all
    /// Whether it is killed, by SIGSYS, when it starts a process or a program, makes or takes a connection, signals or looks
    /// into another process.
    public var isIsolated = false

    public enum Files: String, Sendable, Codable {
        case all
        /// It may open files to read, and change nothing.
        case readOnly
        /// None: what it works on comes with its closure or through a connection.
        case none
    }

    public init() {}

    /// All there is: no files, no connections, no processes, and these limits.
    public static func sandbox(cpuTime: Duration? = nil, memory: UInt64? = nil, openFiles: Int? = nil) -> ProcessLimits
    {
        var limits = ProcessLimits()
        limits.cpuTime = cpuTime
        limits.memory = memory
        limits.openFiles = openFiles
        limits.files = .none
        limits.isIsolated = true
        return limits
    }

    /// A limit that ended a process.
    public enum Hit: Sendable, Codable, Equatable, CustomStringConvertible {
        case cpuTime(Duration)
        case memory(UInt64)
        case openFiles(Int)
        /// It was refused a file, by `Files.none`.
        case files
        /// It was refused to change or make a file, by `Files.readOnly`. Told where the file's own permissions cannot have
        /// been why: the process overrides these, or the error that it threw names a file that they let it change.
        case changesOfFiles
        /// It did what `isIsolated` forbids.
        case isolation

        public var description: String {
            switch self {
            case .cpuTime(let time): "\(time) of processor time"
            case .memory(let bytes): "\(bytes) bytes of memory"
            case .openFiles(let count): "\(count) open files"
            case .files: "no files"
            case .changesOfFiles: "no changes of files"
            case .isolation: "no processes, programs and connections"
            }
        }
    }

    /// Throws where the kernel cannot see to it: nothing is left out silently.
    func check() throws(SystemError) {
        if files != .all { try ResourceLimits.checkFilesCanBeForbidden() }
        if isIsolated { try ResourceLimits.checkCallsCanBeForbidden() }
    }

    /// In the child. What cannot be limited ends it.
    func apply(noting file: Int32) {
        do throws(SystemError) {
            if forbidsNewPrivileges || files != .all || isIsolated { try ResourceLimits.forbidNewPrivileges() }
            if let cpuTime {
                let seconds = max(1, cpuTime.components.seconds + (cpuTime.components.attoseconds > 0 ? 1 : 0))
                try ResourceLimits.limitProcessorTime(seconds: UInt64(seconds))
            }
            if let openFiles { try ResourceLimits.limitOpenFiles(openFiles) }
            if memory != nil { ResourceLimits.noteCrashes(in: file) }
            if let memory { try ResourceLimits.limitAddressSpace(growth: memory) }
            if files != .all { try ResourceLimits.forbidFiles(mayRead: files == .readOnly) }
            // Last: it forbids what comes before.
            if isIsolated { try ResourceLimits.forbidCalls() }
            ResourceLimits.forgetFailures()
        } catch {
            Terminal.writeError(
                "\(CurrentProcess.name) (pid \(CurrentProcess.pid)): its limits cannot be set: \(error)\n")
            Fork.exitNow(70)
        }
    }

    /// Which of them ended a process.
    func hit(_ ending: Fork.Ending, noted: ResourceLimits.Kind?) -> Hit? {
        if let cpuTime, ending.signal == Signals.processorTime { return .cpuTime(cpuTime) }
        if let cpuTime, ending.signal == Signals.kill, ending.processorTime >= cpuTime { return .cpuTime(cpuTime) }
        if isIsolated, ending.signal == Signals.forbiddenCall { return .isolation }
        if ending.signal == 0, ending.code == 0 { return nil }
        return switch noted {
        case .addressSpace: memory.map { .memory($0) }
        case .openFiles: openFiles.map { .openFiles($0) }
        case .files: files == .none ? .files : nil
        case .filesAlone: files == .none ? .files : files == .readOnly ? .changesOfFiles : nil
        case .processorTime, nil: nil
        }
    }
}
