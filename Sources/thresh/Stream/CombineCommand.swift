import Thresh

/// The combine command of one worker: sorts what the map command prints, and lets it through the command.
final class CombineCommand {
    private let settings: StreamSettings
    private let command: String
    private let sorter: PairSorter
    private var lines = ByteBuffer(capacity: CommandProcess.pipeBytes + 4096)

    init(settings: StreamSettings, command: String) throws {
        self.settings = settings
        self.command = command
        sorter = try PairSorter()
    }

    /// Whether `run` is due.
    var isFull: Bool { sorter.byteCount >= settings.combineBytes }

    func add(_ key: ByteView, _ value: ByteView) throws { try sorter.append(key, value) }

    /// Lets what was added through the command. `body` receives lines that it printed.
    func run(
        place: String, _ body: (ByteView) throws -> Void, counted: ([CounterName: Int]) throws -> Void
    ) throws {
        if sorter.isEmpty { return }
        let process = try CommandProcess(
            .combine, command, environment: StreamEnvironment(settings: settings).combine(), settings: settings)
        try sorter.forEachInOrder { key, value in
            lines.append(pair: key, value)
            if lines.count >= CommandProcess.pipeBytes { try feed(process, body) }
        }
        sorter.removeAll()
        try feed(process, body)
        let ending = try process.finish(body)
        try CommandFailure.check(ending, .combine, command, place: place, lastLines: process.lastLines)
        try counted(process.counts)
    }

    private func feed(_ process: CommandProcess, _ body: (ByteView) throws -> Void) throws {
        // SAFETY: nothing is appended before the process has taken the bytes.
        try unsafe process.feed(lines.rawBuffer, body)
        lines.removeAll()
    }
}

extension ByteBuffer {
    /// A line of a reduce or combine command.
    mutating func append(pair key: ByteView, _ value: ByteView) {
        append(key)
        append(UInt8(ascii: "\t"))
        append(value)
        append(UInt8(ascii: "\n"))
    }
}
