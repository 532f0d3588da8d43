import Platform
import Thresh

/// What a command writes to its standard error: counters and states for the job, and lines for whoever watches.
struct CommandReports {
    private(set) var counts: [CounterName: Int] = [:]
    /// The last lines that were no reports, the newest last.
    private(set) var lastLines: [String] = []
    private let showsStatus: Bool

    private static let keptLines = 5
    private static let longestKeptLine = 300

    init(showsStatus: Bool) { self.showsStatus = showsStatus }

    /// Takes the reports out of some lines, and writes the others to standard error as they are.
    mutating func take(_ lines: ByteView) {
        var passed: [UInt8] = []
        var start = 0
        while start < lines.count {
            let end = lines.firstIndex(of: UInt8(ascii: "\n"), from: start) ?? lines.count
            let line = lines.slice(start, end)
            if !takeReport(line) {
                keep(line)
                unsafe passed.append(contentsOf: line.rawBuffer)
                passed.append(UInt8(ascii: "\n"))
            }
            start = end + 1
        }
        // Nobody may be reading it: that is no failure of the job.
        unsafe passed.withUnsafeBytes {
            try? unsafe FileDescriptor.write($0, to: Terminal.error, named: "standard error")
        }
    }

    private mutating func takeReport(_ line: ByteView) -> Bool {
        guard line.count > 9, line.slice(0, 9) == "reporter:" else { return false }
        let text = String(line).dropFirst(9)
        if text.hasPrefix("status:") {
            if showsStatus { Terminal.writeError("thresh: \(text.dropFirst(7))\n") }
            return true
        }
        guard text.hasPrefix("counter:") else { return false }
        let parts = text.dropFirst(8).split(separator: ",", omittingEmptySubsequences: false)
        let amount = parts.last.flatMap { Int($0.filter { $0 != " " && $0 != "\r" }) }
        guard parts.count == 3, let amount else { return false }
        counts[CounterName(group: String(parts[0]), name: String(parts[1])), default: 0] &+= amount
        return true
    }

    private mutating func keep(_ line: ByteView) {
        lastLines.append(String(line.slice(0, min(line.count, CommandReports.longestKeptLine))))
        if lastLines.count > CommandReports.keptLines { lastLines.removeFirst() }
    }
}
