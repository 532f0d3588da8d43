import Foundation
import TestSupport
import Testing

/// Commands that fail, that are killed, and what they report on standard error.
@Suite(.timeLimit(.minutes(2))) struct StreamFailureTests {
    private let site: StreamSite

    init() throws {
        site = try StreamSite()
        try site.write("b a\nc a b\na", to: "small")
    }

    // MARK: reports

    @Test func countersAndStates() throws {
        let command = """
            echo reporter:counter:My group,lines,2 >&2; echo reporter:status:half done >&2
            echo reporter:counter:My group,bad >&2; echo 'to whom it may concern' >&2; cat
            """
        let quiet = try site.stream("--map", command, "small", "small")
        #expect(quiet.isSuccess && quiet.text == "b a\nc a b\na\nb a\nc a b\na\n", "\(quiet)")
        let passed = "reporter:counter:My group,bad\nto whom it may concern\n"
        #expect(quiet.errors == passed || quiet.errors == passed + passed, "\(quiet)")
        let verbose = try site.stream(
            "--map", command, "--reduce", "echo reporter:counter:My group,lines,-1 >&2; cat", "small", "--verbose",
            "--partitions", "2")
        #expect(verbose.isSuccess && verbose.errors.contains("\nMy group\n  lines  0\n"), "\(verbose)")
        #expect(verbose.errors.contains("thresh: half done\n"), "\(verbose)")
    }

    @Test func countersOfWhatIsTriedAgainAreCountedOnce() throws {
        let command = """
            echo reporter:counter:g,tasks,1 >&2
            case $mapreduce_task_attempt_id in *_0) kill -9 $$;; esac; cat
            """
        let result = try site.stream("--map", command, "--reduce", "cat", "small", "-o", "out")
        #expect(result.isSuccess, "\(result)")
        #expect(
            result.errors.contains("the map command was killed by SIGKILL in small, bytes 0 to 11")
                && result.errors.contains("task 0 is run again"), "\(result)")
        let manifest = String(decoding: try site.directory.read("out/_SUCCESS"), as: UTF8.self)
        #expect(manifest.contains(#""g": {"tasks": 1}"#), "\(manifest)")
        #expect(try site.directory.read("out/part-r-00000") == Array("a\t\nb a\t\nc a b\t\n".utf8))
    }

    @Test func tooManyCounters() throws {
        let command = "seq -f 'reporter:counter:g,%g,1' 300 >&2"
        expectFails(
            try site.stream("--map", command, "--reduce", "cat", "small"), 65, "more than 256 counters", "print pairs")
    }

    // MARK: exit codes

    @Test func anExitCodeEndsTheJob() throws {
        let command = "echo 'no such thing' >&2; exit 3"
        expectFails(
            try site.stream("--map", command, "small"), 65,
            "thresh: the map command ended with exit code 3 in small, bytes 0 to 11: \(command)",
            "Its standard error ends:\n  no such thing")
        expectFails(
            try site.stream("--map", "cat", "--reduce", "cat > /dev/null; exit 1", "small"), 65,
            "the reduce command ended with exit code 1 in partition 0", "It wrote nothing to its standard error")
        expectFails(
            try site.stream("--map", "cat", "--combine", "exit 2", "--reduce", "cat", "small"), 65,
            "the combine command ended with exit code 2 on what map printed in small")
        expectFails(
            try site.stream("--map", "python3 -c 'import sys; sys.exit(int(input()))'", "small", "-o", "out"), 65,
            "ValueError: invalid literal")
        #expect(try site.directory.list() == ["mapper.py", "reducer.py", "small"])
    }

    @Test func aCommandThatIsNotThere() throws {
        for arguments in [["--map", "no-such-command -x"], ["--map", "cat", "--reduce", "no-such-command"]] {
            expectFails(
                try site.command(arguments + ["small"]).run(), 64, "no-such-command: command not found", "PATH")
        }
        expectFails(
            try site.stream("--map", "cat | no-such-command", "small"), 65, "exit code 127", "check the spelling")
        try site.write("#!/bin/sh\ncat\n", to: "plain")
        for name in ["plain", "./plain"] {
            expectFails(try site.stream("--map", name, "small"), 64, "is not executable", "chmod +x \(name)")
        }
    }

    @Test func aSignalIsTriedAgain() throws {
        let result = try site.stream("--map", "kill -SEGV $$", "--reduce", "cat", "--max-attempts", "2", "small")
        expectFails(
            result, 70, "map task 0 failed 2 times, at last because the map command was killed by SIGSEGV in small",
            "--max-attempts")
        // A shell that waits for its command says it with an exit code.
        expectFails(
            try site.stream("--map", "cat", "--reduce", "sh -c 'kill -9 $$'; exit $?", "--max-attempts", "1", "small"),
            70, "reduce task 0 failed once", "the reduce command was killed by SIGKILL in partition 0")
    }

    @Test(arguments: [
        (["--map", "cat"], "Missing input: name files or directories"),
        (["small"], "Missing expected argument '--map <command>'"),
        (["--map", "cat", "--combine", "cat", "small"], "--combine needs --reduce"),
        (["--map", " ", "small"], "--map needs a command"),
        (["--map", "cat", "--key-fields", "0", "small"], "--key-fields counts from 1"),
        (["--map", "cat", "--separator", "ab", "small"], "must be one ASCII character"),
        (["--map", "cat", "--cmdenv", "x", "small"], "must be NAME=VALUE"),
        (["--map", "cat", "--output-format", "json", "small"], "stream prints lines as they are"),
        (["-mapper", "cat", "-partitioner", "x", "-input", "small"], "no counterpart here"),
        (
            ["-mapper", "cat", "-D", "mapreduce.partition.keycomparator.options=-n", "-input", "small"],
            "the output would be another"
        ),
        (["-mapper", "cat", "-numReduceTasks", "x", "-input", "small"], "must be a number"),
    ])
    func wrongArguments(arguments: [String], message: String) throws {
        expectFails(try site.command(arguments).run(), 64, message)
    }

    // MARK: processes

    enum Killed: CaseIterable {
        case worker, driver, interrupted
    }

    /// Whoever is killed, none of the processes that a command has started is left.
    @Test(arguments: Killed.allCases) func nothingIsLeft(who: Killed) throws {
        let token = "98765\(getpid())\(who)".replacing(/[a-z]+/) { "\($0.output.count)" }
        let command = site.command([
            "--map", "cat >/dev/null; (sleep \(token) & sleep \(token)) | sleep \(token)", "--reduce", "cat", "small",
            "--max-attempts", "1", "--temporary-directory", site.directory.path,
        ])
        let running = try command.start()
        // The shell names it too.
        #expect(running.waitUntil { _ in processes(naming: "sleep\0\(token)").count == 3 })
        switch who {
        case .worker: kill(try #require(running.children.first), SIGKILL)
        case .driver: running.send(SIGKILL)
        case .interrupted: running.send(SIGINT, toGroup: true)
        }
        let result = try running.wait()
        switch who {
        case .worker: expectFails(result, 70, "map task 0 failed once", "was killed by SIGKILL")
        case .driver: #expect(result.ending == .killed(signal: SIGKILL))
        case .interrupted: expectFails(result, 130, "SIGINT: stopped")
        }
        expectEnded("sleep\0\(token)")
    }

    /// What a command leaves running in the background is gone with it, and does not hold the job up.
    @Test func backgroundProcesses() throws {
        let token = "87654\(getpid())"
        let result = try site.stream("--map", "sleep \(token) > /dev/null & cat", "small")
        expectPrints(result, "b a\nc a b\na\n")
        expectEnded("sleep\0\(token)")
    }

    /// None of the processes with this command line is left; what is left all the same is killed.
    private func expectEnded(_ line: String, _ sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(soon { processes(naming: line).isEmpty }, sourceLocation: sourceLocation)
        for pid in processes(naming: line) { kill(pid, SIGKILL) }
    }
}
