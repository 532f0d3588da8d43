import Thresh

/// The map command of one worker: a process for each file of a task, so that it can know the file's name.
final class MapCommand {
    private let settings: StreamSettings
    private let inputs: [String]
    private var process: CommandProcess?
    private var file = 0
    /// The bytes of the file that it was fed.
    private var fed: Range<UInt64> = 0..<0

    init(settings: StreamSettings, inputs: [String]) {
        self.settings = settings
        self.inputs = inputs
    }

    /// Where it is, for messages.
    var place: String { "in \(inputs[file]), bytes \(fed.lowerBound) to \(fed.upperBound)" }

    /// Gives it records of a file. `body` receives lines that it printed.
    func feed(
        _ records: ByteView, file: Int, offset: UInt64, _ body: (ByteView) throws -> Void,
        counted: ([CounterName: Int]) throws -> Void
    ) throws {
        if file != self.file { try finish(body, counted: counted) }
        if process == nil {
            self.file = file
            fed = offset..<offset
            process = try CommandProcess(
                .map, settings.map,
                environment: StreamEnvironment(settings: settings).map(file: inputs[file], offset: offset),
                settings: settings)
        }
        fed = fed.lowerBound..<offset + UInt64(records.count)
        try unsafe process?.feed(records.rawBuffer, body)
        if records.count > 0, records[records.count - 1] != UInt8(ascii: "\n") {
            try unsafe withUnsafeBytes(of: UInt8(ascii: "\n")) { try unsafe process?.feed($0, body) }
        }
    }

    /// Lets it end, if it runs.
    func finish(
        _ body: (ByteView) throws -> Void, counted: ([CounterName: Int]) throws -> Void
    ) throws {
        guard let process else { return }
        self.process = nil
        let ending = try process.finish(body)
        try CommandFailure.check(ending, .map, settings.map, place: place, lastLines: process.lastLines)
        try counted(process.counts)
    }
}
