import Foundation
import TestSupport
import Testing

/// Tests of `thresh logs … --follow`, each with a log that may grow.
protocol FollowedLog {
    var log: GeneratedLog { get }
}

extension FollowedLog {
    var directory: TemporaryDirectory { log.directory }

    func start(_ arguments: String...) throws -> RunningCommand {
        var command = Command.thresh(["logs"] + arguments)
        command.directory = directory.path
        command.deadline = .seconds(40)
        return try command.start()
    }

    func text(_ lines: some Sequence<String>) -> String { lines.map { $0 + "\n" }.joined() }

    func append(_ text: String, to name: String) throws {
        let path = directory.path(name)
        if !FileManager.default.fileExists(atPath: path) {
            #expect(FileManager.default.createFile(atPath: path, contents: nil))
        }
        let file = try #require(FileHandle(forWritingAtPath: path))
        try file.seekToEnd()
        try file.write(contentsOf: Data(text.utf8))
        try file.close()
    }

    func move(_ name: String, to other: String) throws {
        #expect(rename(directory.path(name), directory.path(other)) == 0)
    }

    /// Waits until so many lines were printed.
    func waitForLines(_ command: RunningCommand, _ count: Int) -> Bool {
        command.waitUntil { $0.outputSoFar.count { $0 == 10 } >= count }
    }

    /// Ends it as Ctrl-C does, more than once, as an impatient person or `timeout` would.
    func end(_ command: RunningCommand, _ signal: Int32 = SIGINT) throws -> CommandResult {
        for _ in 0..<5 {
            command.send(signal, toGroup: true)
            usleep(1000)
        }
        return try command.wait()
    }

    /// The rows of the last answer, without its time.
    func lastAnswer(_ text: String) -> [String] {
        let rows = text.split(separator: "\n").map { $0.split(separator: "\t", maxSplits: 1).map(String.init) }
        return rows.filter { $0.first == rows.last?.first }.map { $0.last ?? "" }
    }

    func sum(_ rows: [String]) -> Int {
        rows.reduce(0) { $0 + (Int($1.split(separator: "\t").last ?? "") ?? 0) }
    }
}
