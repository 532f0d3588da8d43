import Foundation
import TestSupport
import Testing

/// Signals to a whole command, whatever it does at the moment; and names of files that are not UTF-8.
@Suite(.serialized, .timeLimit(.minutes(2))) struct SignalTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        try FileManager.default.createDirectory(atPath: directory.path("tmp"), withIntermediateDirectories: true)
    }

    /// A command of two jobs, killed at places from its start to its end.
    @Test func aSignalLeavesNothingBehindWhereverItComes() throws {
        var random = SeededGenerator(seed: 3)
        let lines = (0..<20_000).map { second in
            let time = String(format: "%02d:%02d:%02d", second / 3600, second / 60 % 60, second % 60)
            let ip = "10.0.0.\(random.below(200))"
            return "\(ip) - - [05/Jan/2024:\(time) +0000] \"GET /p\(random.below(9)) HTTP/1.1\" 200 5 \"-\" \"x\"\n"
        }
        try directory.write(Array(lines.joined().utf8), to: "access.log")
        func command() throws -> RunningCommand {
            var command = Command.thresh(["sessions", "--by", "ip", "--gap", "10s", "access.log", "-j", "2"])
            command.directory = directory.path
            command.environment = ["TMPDIR": directory.path("tmp")]
            return try command.start()
        }
        let whole = try command().wait()
        #expect(whole.isSuccess, "\(whole)")
        var stopped = 0
        for round in 0..<12 {
            let (signal, code): (Int32, Int32) = [(SIGINT, 130), (SIGTERM, 143), (SIGHUP, 129)][round % 3]
            let running = try command()
            let share = whole.elapsed * round / 11
            usleep(UInt32(share.components.seconds * 1_000_000 + share.components.attoseconds / 1_000_000_000_000))
            running.send(signal, toGroup: round % 2 == 0)
            let result = try running.wait()
            #expect(try directory.list("tmp").isEmpty, "\(result)")
            if result.isSuccess { continue }
            // Before it has begun, the system ends it.
            if result.ending == .killed(signal: signal) { continue }
            stopped += 1
            #expect(result.exitCode == code && result.errors.contains(": stopped"), "\(result)")
        }
        #expect(stopped > 3)
    }

    @Test func whatIsIgnoredAtTheStartStaysIgnored() throws {
        try directory.write(Array("some\n".utf8), to: "words")
        let script = """
            trap '' HUP INT TERM; mkfifo gate
            thresh stream --map 'cat; cat gate' words -o out -j 1 & job=$!
            while children=$(cat /proc/$job/task/*/children) && [ -z "$children" ]; do sleep 0.01; done
            for signal in HUP INT TERM; do kill -$signal $job $children; done
            echo more >gate; wait $job && thresh verify out >/dev/null; echo $? $(cat out/part*)
            """
        expectPrints(try shell(script, in: directory.path), "0 some more\n")
    }

    @Test func aFileThatMayNotGrowIsAnErrorAtOnce() throws {
        var data = TestData(seed: 1)
        try directory.write(data.distinctWords(byteCount: 12_000_000), to: "words")
        let result = try shell("ulimit -f 6000; thresh sort words -o out --partitions 1 -j 1", in: directory.path)
        expectFails(result, 74, "File too large", "ulimit -f")
        #expect(!result.errors.contains("again"), "\(result)")
    }

    @Test func namesAreBytes() throws {
        let script = #"""
            name=$(printf 'caf\351\033[2J.log'); mkdir in; printf 'a b\nb\n' > "in/$name"; out=$(printf 'o\377ut')
            thresh wordcount in; thresh wordcount "in/$name" -o "$out"; thresh wordcount 'in/c*'
            thresh verify "$out"; thresh grep -H a in | od -An -c | tr -d ' \n'; echo
            thresh fields "in/$name"; thresh wordcount "$name" 2>&1; thresh verify "$name" "$name" 2>&1 | head -n 1
            """#
        let text = "a\t1\nb\t2\n"
        expectPrints(
            try shell(script, in: directory.path),
            text + text + #"""
                o\xffut: 1 part file, 2 records, 8 bytes: as written
                in/caf351033[2J.log:ab\n
                in/caf\xe9\x1b[2J.log: text
                  message  text  a b
                thresh: caf\xe9\x1b[2J.log: No such file or directory; check the path and its permissions
                Error: Unexpected argument 'caf\xe9\x1b[2J.log'

                """#)
    }
}
