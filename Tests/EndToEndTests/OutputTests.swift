import Foundation
import TestSupport
import Testing

/// Where rows go: part files, standard output.
@Suite(.timeLimit(.minutes(1))) struct OutputTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        try directory.write(Array("one two\ntwo 3,\"x\" <a|b>\n".utf8), to: "in")
        try directory.write(Array("other\n".utf8), to: "in2")
    }

    private func run(_ arguments: String...) throws -> CommandResult {
        try thresh(["run", "wordcount"] + arguments, in: directory)
    }

    // MARK: directories

    @Test func partFilesAndAManifest() throws {
        expectPrints(try run("in", "-o", "out"), "")
        #expect(try directory.list("out") == ["_SUCCESS", "part-r-00000"])
        #expect(
            String(decoding: try directory.read("out/part-r-00000"), as: UTF8.self)
                == "3,\"x\"\t1\n<a|b>\t1\none\t1\ntwo\t2\n")
        #expect(try directory.list() == ["in", "in2", "out"])
    }

    @Test func anExistingOutputIsRefused() throws {
        expectPrints(try run("in", "-o", "out"), "")
        let before = try directory.read("out/part-r-00000")
        expectFails(
            try run("in2", "-o", "out"), 73, "out: the output exists already", "choose another -o, or add --overwrite")
        expectFails(try run("in2", "-o", "out/"), 73, "out: the output exists already")
        #expect(try directory.read("out/part-r-00000") == before)
    }

    @Test func overwriteReplaces() throws {
        expectPrints(try run("in", "-o", "out", "--partitions", "5"), "")
        expectPrints(try run("in2", "-o", "out", "--overwrite"), "")
        #expect(try directory.list("out") == ["_SUCCESS", "part-r-00000"])
        #expect(try directory.read("out/part-r-00000") == Array("other\t1\n".utf8))
        // Also what is not there yet, and an empty directory.
        expectPrints(try run("in2", "-o", "new", "--overwrite"), "")
        try FileManager.default.createDirectory(atPath: directory.path("empty"), withIntermediateDirectories: true)
        expectPrints(try run("in2", "-o", "empty", "--overwrite"), "")
        #expect(try directory.list() == ["empty", "in", "in2", "new", "out"])
    }

    @Test func overwriteKeepsTheOldOutputWhenTheJobFails() throws {
        expectPrints(try run("in", "-o", "out"), "")
        expectFails(try run("missing", "-o", "out", "--overwrite"), 66, "missing")
        expectPrints(
            try thresh(["verify", "out"], in: directory), "out: 1 part file, 4 records, 28 bytes: as written\n")
        #expect(try directory.list() == ["in", "in2", "out"])
    }

    @Test func overwriteReplacesOnlyOutputs() throws {
        try directory.write(Array("precious".utf8), to: "mine/thesis.txt")
        for path in ["mine", "in", "."] {
            expectFails(
                try run("in", "-o", path, "--overwrite"), 73,
                path == "in" ? "in: it is no directory" : "\(path): there are files in it that no job wrote",
                "choose another -o")
        }
        #expect(try directory.read("mine/thesis.txt") == Array("precious".utf8))
        #expect(try directory.list() == ["in", "in2", "mine"])
    }

    @Test(arguments: ["no/such/out", "in/out"]) func theDirectoryAboveIsMissing(path: String) throws {
        expectFails(try run("in", "-o", path), 73, "\(path): cannot create the output", "check the directory above it")
    }

    @Test func aTemporaryDirectoryThatIsMissing() throws {
        expectFails(
            try run("in", "--temporary-directory", "nowhere"), 73, "nowhere: cannot create a working directory",
            "choose another with --temporary-directory")
    }

    @Test func durableOutput() throws {
        for job in ["wordcount in", "sort in", "grep o in", "wordcount --top 1 in"] {
            let result = try shell(
                "thresh run \(job) --output out --durable --overwrite && thresh verify out >/dev/null",
                in: directory.path)
            expectPrints(result, "")
        }
    }

    @Test func verboseTellsWhatWasDone() throws {
        let result = try run("in", "-o", "out", "--verbose")
        #expect(result.isSuccess && result.output.isEmpty)
        for word in ["out: 4 records in 1 part file", "read    2 records", "map ", "reduce ", "commit "] {
            #expect(result.errors.contains(word), "\(result)")
        }
    }

    // MARK: verify

    @Test func verifyFindsWhatIsWrong() throws {
        expectPrints(try run("in", "-o", "out", "--partitions", "2"), "")
        let good = try directory.read("out/part-r-00000")
        func verify() throws -> CommandResult { try thresh(["verify", "out"], in: directory) }
        expectPrints(try verify(), "out: 2 part files, 4 records, 28 bytes: as written\n")
        try directory.write(Array(good.dropLast()) + [11], to: "out/part-r-00000")
        expectFails(try verify(), 65, "out/part-r-00000: was changed", "run the job again")
        try directory.write(Array(good.dropLast()), to: "out/part-r-00000")
        expectFails(try verify(), 65, "out/part-r-00000: has \(good.count - 1) bytes, the job wrote \(good.count)")
        try FileManager.default.removeItem(atPath: directory.path("out/part-r-00000"))
        expectFails(try verify(), 65, "out/part-r-00000: missing")
        try directory.write(good, to: "out/part-r-00000")
        try directory.write(good, to: "out/part-r-00002")
        expectFails(try verify(), 65, "out/part-r-00002: not in the manifest")
        try FileManager.default.removeItem(atPath: directory.path("out/part-r-00002"))
        #expect(try verify().isSuccess)
        let manifest = String(decoding: try directory.read("out/_SUCCESS"), as: UTF8.self)
        func replacing(_ old: String, _ new: String) -> [UInt8] {
            Array(manifest.replacingOccurrences(of: old, with: new).utf8)
        }
        try directory.write(replacing("\"input_records\": 2", "\"input_records\": 3"), to: "out/_SUCCESS")
        expectFails(try verify(), 65, "out/_SUCCESS: was changed since the job wrote it")
        let old = manifest[..<manifest.range(of: ",\n  \"xxh3\"", options: .backwards)!.lowerBound] + "\n}\n"
        try directory.write(Array(old.utf8), to: "out/_SUCCESS")
        let verified = try verify()
        #expect(verified.isSuccess && verified.errors.contains("has no checksum of itself"), "\(verified)")
        let totals = old.replacingOccurrences(of: "\"output_bytes\": 28", with: "\"output_bytes\": 29")
        try directory.write(Array(totals.utf8), to: "out/_SUCCESS")
        expectFails(try verify(), 65, "counts 4 records and 29 bytes, and its parts 4 and 28")
        try directory.write(Array(manifest.utf8.dropLast(30)), to: "out/_SUCCESS")
        expectFails(try verify(), 65, "out/_SUCCESS: the manifest is damaged")
        try directory.write(Array("{}".utf8), to: "out/_SUCCESS")
        expectFails(try verify(), 65, "out/_SUCCESS: the manifest is damaged")
        try FileManager.default.removeItem(atPath: directory.path("out/_SUCCESS"))
        expectFails(try verify(), 66, "out: not the output of a finished job")
        expectFails(try thresh(["verify", "nowhere"], in: directory), 66, "nowhere: not the output")
    }

    // MARK: standard output

    private struct Row: Codable, Equatable {
        let word: String
        let count: Int
    }

    private let rows = [Row(word: "two", count: 2), Row(word: "3,\"x\"", count: 1), Row(word: "<a|b>", count: 1)]

    @Test func everyFormat() throws {
        func printed(_ format: String) throws -> CommandResult {
            try run("in", "--top", "3", "--output-format", format)
        }
        expectPrints(try printed("tsv"), "two\t2\n3,\"x\"\t1\n<a|b>\t1\n")
        expectPrints(try printed("csv"), "word,count\ntwo,2\n\"3,\"\"x\"\"\",1\n<a|b>,1\n")
        expectPrints(try printed("table"), "word   count\ntwo        2\n3,\"x\"      1\n<a|b>      1\n")
        let json = try printed("json")
        #expect(try JSONDecoder().decode([Row].self, from: Data(json.output)) == rows)
        let lines = try printed("ndjson").text.split(separator: "\n")
        #expect(try lines.map { try JSONDecoder().decode(Row.self, from: Data($0.utf8)) } == rows)
        let markdown = try printed("markdown").text.split(separator: "\n")
        #expect(markdown[0] == "| word | count |" && markdown[1] == "| --- | ---: |" && markdown.count == 5)
        #expect(markdown[4].contains("\\|"), "\(markdown)")
    }

    @Test func emptyResultsAreWellFormed() throws {
        try directory.write([], to: "empty")
        #expect(
            try JSONDecoder().decode([Row].self, from: Data(run("empty", "--output-format", "json").output)).isEmpty)
        expectPrints(try run("empty", "--output-format", "csv"), "word,count\n")
        expectPrints(try run("empty", "--output-format", "ndjson"), "")
    }

    @Test(arguments: ["wordcount", "sort", "index", "grep .", "count --field 1 --output-format json"])
    func aClosedPipeEndsQuietly(job: String) throws {
        var data = TestData(seed: 1)
        try directory.write(data.distinctWords(byteCount: 3_000_000), to: "big")
        let result = try shell(
            "thresh run \(job) big --chunk-size 200K | head -n 1 | wc -l; echo ${PIPESTATUS[0]}", in: directory.path)
        expectPrints(result, "1\n0\n")
    }

    @Test func aClosedStandardOutputIsToldAs74() throws {
        expectFails(
            try shell("thresh run wordcount in >&-", in: directory.path), 74,
            "standard output is closed; redirect it, or give -o")
    }

    @Test func standardErrorIsQuietWithoutATerminal() throws {
        var data = TestData(seed: 1)
        try directory.write(data.words(byteCount: 3_000_000), to: "big")
        expectPrints(try run("big", "-o", "out"), "")
    }

    @Test("--overwrite writes where a link leads, and leaves the link")
    func linkedOutputs() throws {
        let script = """
            mkdir big; printf '1\\n2\\n' > a; thresh sort a -o big/res; ln -s big/res res
            thresh sort -r a -o res --overwrite && readlink res && cat big/res/part*
            thresh count --format text a -o big/x.db --output-format sqlite; ln -s big/x.db x.db
            thresh count --format text a -o x.db --output-format sqlite --overwrite && readlink x.db; ls -A big
            """
        expectPrints(try shell(script, in: directory.path), "big/res\n2\n1\nbig/x.db\nres\nx.db\n")
    }
}
