import TestSupport
import Testing

/// The tests' own tools.
@Suite(.timeLimit(.minutes(1)))
struct SupportTests {
    @Test("a command's input, output and exit code")
    func plainCommand() throws {
        var command = Command("sh", ["-c", "cat; echo $GREETING >&2; exit 7"])
        let bytes = noise()
        command.input = .bytes(bytes)
        command.environment = ["GREETING": "hello"]
        let result = try command.run()
        #expect(firstDifference(result.output, bytes) == nil)
        #expect(result.errors == "hello\n")
        #expect(result.exitCode == 7)
        #expect(result.leftovers.isEmpty)
    }

    @Test("a command over its deadline is killed with its children")
    func deadline() throws {
        var command = Command("sh", ["-c", "echo started; sleep 1000 & sleep 1000"])
        command.deadline = .milliseconds(300)
        #expect(throws: CommandError.self) { try command.run() }
    }

    @Test("a process that a command leaves behind is reported")
    func leftovers() throws {
        let result = try Command("sh", ["-c", "sleep 1000 & kill -9 $$"]).run()
        #expect(result.ending == .killed(signal: 9))
        #expect(result.leftovers.count == 1)
    }

    @Test("the built command is found")
    func product() throws {
        let result = try Command.thresh(["--version"]).run()
        #expect(result.isSuccess, "\(result)")
    }
}

private func noise() -> [UInt8] {
    var data = TestData(seed: 1)
    return data.noise(byteCount: 300_000)
}
