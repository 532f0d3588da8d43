import Thresh

/// The reduce command of one partition: is fed its pairs in order, and prints the part file.
final class ReduceCommand {
    private let command: String
    private let process: CommandProcess
    @exclusivity(unchecked) private var lines = ByteBuffer(capacity: CommandProcess.pipeBytes + 4096)

    init(settings: StreamSettings, command: String) throws {
        self.command = command
        process = try CommandProcess(
            .reduce, command, environment: StreamEnvironment(settings: settings).reduce(), settings: settings)
    }

    func add(_ key: ByteView, _ value: ByteView, into part: inout PartWriter) throws {
        unsafe lines.append(pair: key, value)
        if unsafe lines.count >= CommandProcess.pipeBytes { try feed(into: &part) }
    }

    /// Lets it end; returns what it counted.
    func finish(into part: inout PartWriter) throws -> [CounterName: Int] {
        try feed(into: &part)
        let ending = try process.finish { part.write(lines: $0) }
        try CommandFailure.check(
            ending, .reduce, command, place: "in partition \(CurrentTask.number)", lastLines: process.lastLines)
        return process.counts
    }

    private func feed(into part: inout PartWriter) throws {
        // SAFETY: nothing is appended before the process has taken the bytes.
        try unsafe process.feed(lines.rawBuffer) { part.write(lines: $0) }
        unsafe lines.removeAll()
    }
}

extension PartWriter {
    /// Lines that each end with LF.
    mutating func write(lines: ByteView) {
        var start = 0
        while start < lines.count {
            let end = lines.firstIndex(of: UInt8(ascii: "\n"), from: start)!
            write(lines.slice(start, end))
            endRow()
            start = end + 1
        }
    }
}
