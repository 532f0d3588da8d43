/// The limits that a container puts on this process, from cgroup v2 or v1. Each is nil where there is none.
public struct ControlGroup: Sendable {
    /// Processors' worth of time, for example 1.5.
    public let processorQuota: Double?
    /// Bytes of memory.
    public let memoryLimit: UInt64?
    private let eventsFile: String?

    /// Reads the groups of this process, with every ancestor: the tightest limit counts.
    public init() {
        var quota: Double?
        var memory: UInt64?
        var events: String?
        for line in (FileSystem.text("/proc/self/cgroup") ?? "").split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { continue }
            let controllers = parts[1].split(separator: ",")
            for path in ControlGroup.ancestors(of: String(parts[2])) {
                if controllers.isEmpty {
                    let folder = "/sys/fs/cgroup" + path
                    quota = ControlGroup.least(quota, ControlGroup.quota2(folder))
                    memory = ControlGroup.least(memory, ControlGroup.number(folder + "/memory.max"))
                    if events == nil, FileSystem.exists(folder + "/memory.events") {
                        events = folder + "/memory.events"
                    }
                } else if controllers.contains("cpu") {
                    quota = ControlGroup.least(quota, ControlGroup.quota1("/sys/fs/cgroup/cpu" + path))
                } else if controllers.contains("memory") {
                    let folder = "/sys/fs/cgroup/memory" + path
                    memory = ControlGroup.least(memory, ControlGroup.number(folder + "/memory.limit_in_bytes"))
                    if events == nil, FileSystem.exists(folder + "/memory.oom_control") {
                        events = folder + "/memory.oom_control"
                    }
                }
            }
        }
        processorQuota = quota
        // Version 1 writes "no limit" as a number near 2^63.
        memoryLimit = memory.flatMap { $0 < 1 << 60 ? $0 : nil }
        eventsFile = events
    }

    /// How many processes of the group the kernel has killed for want of memory, so far.
    public var outOfMemoryKills: UInt64? {
        guard let eventsFile, let text = FileSystem.text(eventsFile) else { return nil }
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count == 2, words[0] == "oom_kill" { return UInt64(words[1]) }
        }
        return nil
    }

    private static func ancestors(of path: String) -> [String] {
        var result = [""]
        var prefix = ""
        for name in path.split(separator: "/") {
            prefix += "/" + name
            result.append(prefix)
        }
        return result.reversed()
    }

    private static func quota2(_ folder: String) -> Double? {
        let words = (FileSystem.text(folder + "/cpu.max") ?? "").split { $0 == " " || $0 == "\n" }
        guard words.count == 2, let quota = Double(words[0]), let period = Double(words[1]), period > 0 else {
            return nil
        }
        return quota / period
    }

    private static func quota1(_ folder: String) -> Double? {
        guard let quota = number(folder + "/cpu.cfs_quota_us"), let period = number(folder + "/cpu.cfs_period_us"),
            period > 0
        else { return nil }
        return Double(quota) / Double(period)
    }

    private static func number(_ path: String) -> UInt64? {
        UInt64((FileSystem.text(path) ?? "").prefix { $0.isNumber })
    }

    private static func least<T: Comparable>(_ a: T?, _ b: T?) -> T? {
        guard let a else { return b }
        guard let b else { return a }
        return min(a, b)
    }
}
