import Foundation
import TestSupport
import Testing

/// Processes that log to one place through swift-log.
@Suite(.serialized, .timeLimit(.minutes(1))) struct LoggingTests {
    private func probe(_ arguments: String...) throws {
        var command = Command.product("logging-probe", arguments)
        command.deadline = .seconds(30)
        let result = try command.run()
        #expect(result.isSuccess, "\(result)\n\(result.text.prefix(3000))")
        #expect(result.leftovers.isEmpty, "\(result)")
    }

    @Test func linesOfProcessesAreNeverMixed() throws { try probe("whole-lines") }

    @Test func anEventIsOneLine() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(Array("before\n".utf8), to: "log")
        let started = Date.now.addingTimeInterval(-0.001)
        try probe("lines", path)
        let lines = String(decoding: try directory.read("log"), as: UTF8.self).split(separator: "\n")
        // What stands behind the time, without the process's number.
        let texts = lines.dropFirst().map { $0.dropFirst(25).replacing(/, [0-9]+\]/) { _ in "]" } }
        #expect(lines.first == "before")
        #expect(
            texts == [
                #"info file [main]: one\ntwo\r\nthree; request=7"#,
                #"trace file [main]: low; list=["a", "b"] request=8"#,
                "error file [child]: theirs; request=7",
            ])
        let times = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        for line in lines.dropFirst() {
            let time = try times.parse(String(line.prefix(24)))
            #expect(started <= time && time <= .now, "\(line)")
        }
    }
}
