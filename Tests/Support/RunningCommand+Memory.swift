import Foundation

extension RunningCommand {
    /// Waits for its end; also returns the most memory that its processes had together at one of the moments, a few
    /// milliseconds apart, when it was looked at: anonymous pages, each counted once however many processes share it.
    public func waitWatchingMemory() throws -> (result: CommandResult, peakBytes: Int) {
        var peak = 0
        _ = waitUntil { command in
            peak = max(peak, command.processes.reduce(0) { $0 + anonymousBytes(of: $1) })
            return false
        }
        return (try wait(), peak)
    }
}

private func anonymousBytes(of process: pid_t) -> Int {
    let text = (try? String(contentsOfFile: "/proc/\(process)/smaps_rollup", encoding: .utf8)) ?? ""
    guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("Pss_Anon:") }) else { return 0 }
    return (Int(line.split(separator: " ")[1]) ?? 0) << 10
}
