internal import Platform

/// What is known of a process that ended.
public struct DeathCertificate: Sendable, Equatable, Codable, CustomStringConvertible {
    public let name: String
    public let pid: Int32
    public let status: ExitStatus
    /// Largest resident set, in bytes, as wait4(2) reports it. Includes pages shared with the parent. 0 where the
    /// process that could have asked is gone.
    public let peakResidentBytes: UInt64
    /// Whether the control group counted an out-of-memory kill while the process lived; nil where it does not count.
    public let outOfMemory: Bool?
    /// Which of its `ProcessLimits` ended it, or was behind the error that it threw; nil for none.
    public var limit: ProcessLimits.Hit?
    /// What it was working on, where somebody knows.
    public var task: String?

    /// "a (pid 1) was killed by SIGKILL; b (pid 2) exited with code 1".
    static func list(_ certificates: [DeathCertificate]) -> String {
        let shown = certificates.prefix(5).map(\.description).joined(separator: "; ")
        let more = certificates.count - 5
        return more > 0 ? "\(shown); and \(more) more" : certificates.isEmpty ? "all have closed their ends" : shown
    }

    public var description: String {
        var text = "\(name) (pid \(pid)) \(status)"
        if outOfMemory == true, status == .killed(signal: Signals.kill) {
            text += " because the control group ran out of memory"
        }
        if let limit { text += " because of its limit, \(limit)" }
        if let task { text += " at \(task)" }
        return peakResidentBytes == 0 ? text : text + ", peak memory \((peakResidentBytes + (1 << 19)) >> 20) MiB"
    }
}
