import TestSupport
import Testing

/// `--inline`: a job in one process, for a debugger.
@Suite(.timeLimit(.minutes(2))) struct InlineTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        try directory.write(Array("a b\nb\nc a b\n".utf8), to: "words")
        try directory.write(Array("yes\nno\nyes\n".utf8), to: "lines")
        try directory.write(Array("yes\nnever\n".utf8), to: "keys")
        try directory.write(Array("path,ms\n/a,3\n/b,4\n/a,5\n".utf8), to: "t.csv")
    }

    @Test(arguments: [
        ["wordcount", "words", "--chunk-size", "3"], ["sort", "words", "--chunk-size", "3"], ["index", "words"],
        ["agg", "count, p50(ms)", "--by", "path", "t.csv"], ["stream", "--map", "cat", "--reduce", "cat", "words"],
        ["sort", "--by", "ms desc", "t.csv"], ["join", "--on", "path", "t.csv", "t.csv"],
    ])
    func printsTheSame(arguments: [String]) throws {
        let usual = try thresh(arguments, in: directory)
        let inline = try thresh(arguments + ["--inline"], in: directory)
        #expect(usual.isSuccess && inline.isSuccess && inline.output == usual.output, "\(usual)\n\(inline)")
    }

    @Test func whatTheJobThrowsHasItsPlace() throws {
        func picky(_ file: String) throws -> CommandResult {
            var command = Command.product("command-probe", ["--picky", "--inline", file])
            command.directory = directory.path
            return try command.run()
        }
        let map = try picky("lines")
        #expect(map.exitCode == 65, "\(map)")
        for part in ["lines at byte 4: the job failed: nobody wants it", "line 2, the record \"no\""] {
            #expect(map.errors.contains(part), "\(map)")
        }
        let reduce = try picky("keys")
        #expect(
            reduce.exitCode == 65 && reduce.errors.contains("at the key \"never\": the job failed: nor that"),
            "\(reduce)")
        #expect(try directory.list() == ["keys", "lines", "t.csv", "words"])
    }

    @Test func whatNeedsWorkersIsRefused() throws {
        expectFails(try thresh(["wordcount", "words", "--inline", "-j", "2"], in: directory), 64, "leave out -j")
        expectFails(
            try thresh(["wordcount", "words", "--inline", "--task-timeout", "3s"], in: directory), 64,
            "leave out --task-timeout")
    }
}
