import Foundation
import TestSupport
import Testing

/// Where lines come from: files, directories, patterns, standard input.
@Suite(.timeLimit(.minutes(1))) struct InputTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        try directory.write(Array("one two\n".utf8), to: "texts/a.txt")
        try directory.write(Array("two three\n".utf8), to: "texts/deep/er/b.txt")
        try directory.write(Array("hidden\n".utf8), to: "texts/.hidden.txt")
        try directory.write(Array("hidden\n".utf8), to: "texts/.git/c.txt")
    }

    @Test("text in UTF-16 with a byte order mark, as it is and from standard input", arguments: [true, false])
    func wideText(isBigEndian: Bool) throws {
        let table = "Größe;Art\r\n" + (1...40).map { "\($0);😀\($0 % 2)\r\n" }.joined()
        let bytes = ([0xFEFF] + Array(table.utf16)).flatMap { unit -> [UInt8] in
            isBigEndian ? [UInt8(unit >> 8), UInt8(unit & 0xFF)] : [UInt8(unit & 0xFF), UInt8(unit >> 8)]
        }
        try directory.write(bytes, to: "table.csv")
        let question = ["logs", "agg", "count, sum(`Größe`)", "--by", "Art", "--chunk-size", "50", "-j", "2"]
        expectPrints(try thresh(question + ["table.csv"], in: directory), "😀0\t20\t420\n😀1\t20\t400\n")
        expectPrints(try thresh(question + ["-"], in: directory, input: .bytes(bytes)), "😀0\t20\t420\n😀1\t20\t400\n")
        expectPrints(try thresh(["run", "grep", "^7;", "table.csv"], in: directory), "7;😀1\r\n")
        let packed = try shell("gzip -k table.csv", in: directory.path)
        #expect(packed.isSuccess)
        expectFails(try thresh(question + ["table.csv.gz"], in: directory), 65, "UTF-16", "decompress it first")
    }

    @Test func aDirectoryIsReadWithoutHiddenFiles() throws {
        expectPrints(try thresh(["run", "wordcount", "texts"], in: directory), "one\t1\nthree\t1\ntwo\t2\n")
        expectPrints(try thresh(["run", "wordcount", "texts/"], in: directory), "one\t1\nthree\t1\ntwo\t2\n")
    }

    @Test func aPatternIsExpanded() throws {
        expectPrints(
            try thresh(["run", "wordcount", "texts/*.txt", "texts/[d]eep"], in: directory), "one\t1\nthree\t1\ntwo\t2\n"
        )
    }

    @Test func aFileWithTheNameOfAPatternIsAFile() throws {
        try directory.write(Array("star\n".utf8), to: "texts/*.txt")
        expectPrints(try thresh(["run", "wordcount", "texts/*.txt"], in: directory), "star\t1\n")
    }

    @Test(arguments: ["missing.txt", "texts/missing/a.txt", "texts/a.txt/b", "mis*ng"])
    func aMissingFile(path: String) throws {
        expectFails(
            try thresh(["run", "wordcount", "texts", path], in: directory), 66, "thresh: \(path): ", "check the path")
    }

    @Test func aMissingFileLeavesNoOutput() throws {
        expectFails(
            try thresh(["run", "wordcount", "missing", "-o", "out"], in: directory), 66, "missing: No such file")
        #expect(try directory.list() == ["texts"])
    }

    @Test func anUnreadableFile() throws {
        let path = directory.path("texts/a.txt")
        chmod(path, 0)
        chmod(directory.path, 0o755)
        guard getuid() == 0 else {
            return expectFails(
                try thresh(["run", "wordcount", path]), 66, "\(path): Permission denied", "its permissions")
        }
        // Permissions do not bind root.
        let lookup = try shell("command -v setpriv", in: directory.path)
        let arguments = ["--reuid", "65534", "--regid", "65534", "--clear-groups"]
        let binary = Command.thresh([]).executable
        let probe = try Command("setpriv", arguments + [binary, "--version"]).run()
        guard lookup.isSuccess, probe.isSuccess else {
            return print("skipped: needs setpriv, and a build that others may run")
        }
        let result = try Command("setpriv", arguments + [binary, "run", "wordcount", path]).run()
        expectFails(result, 66, "\(path): Permission denied", "its permissions")
    }

    @Test(arguments: ["wordcount", "sort", "index", "count --field 1", "grep x"])
    func emptyInputs(job: String) throws {
        try directory.write([], to: "empty")
        try FileManager.default.createDirectory(atPath: directory.path("none"), withIntermediateDirectories: true)
        for input in ["empty", "none", "- </dev/null"] {
            let result = try shell("thresh run \(job) \(input)", in: directory.path)
            #expect(
                result.exitCode == (job == "grep x" ? 1 : 0) && result.text == "" && result.errors == "", "\(result)")
        }
        let result = try shell(
            "thresh run \(job) empty none --output out; thresh verify out", in: directory.path)
        #expect(result.isSuccess && result.text.contains(" 0 records"), "\(result)")
        try FileManager.default.removeItem(atPath: directory.path("out"))
    }

    @Test func aDeviceIsNoFile() throws {
        expectFails(
            try thresh(["run", "wordcount", "/dev/null"]), 66, "/dev/null: not a regular file", "give - as the input")
    }

    @Test func standardInput() throws {
        expectPrints(try thresh(["run", "wordcount", "-"], input: .bytes(Array("b a b".utf8))), "a\t1\nb\t2\n")
        let file = directory.path("texts/a.txt")
        expectPrints(try thresh(["run", "wordcount", "-"], input: .file(file)), "one\t1\ntwo\t1\n")
        expectPrints(try thresh(["run", "wordcount", "-", file], input: .file(file)), "one\t2\ntwo\t2\n")
        expectPrints(try thresh(["run", "index", "-"], input: .file(file)), "one\t-:1\ntwo\t-:1\n")
        expectPrints(
            try shell("cat texts/a.txt | gzip | thresh run wordcount -", in: directory.path), "one\t1\ntwo\t1\n")
        expectFails(
            try shell("thresh run wordcount - <texts", in: directory.path), 66,
            "standard input is a directory; redirect a file")
    }

    @Test(arguments: ["gzip", "zstd", "bzip2", "xz"]) func compressedFiles(tool: String) throws {
        let script =
            "\(tool) -c texts/a.txt >packed; \(tool) -c texts/deep/er/b.txt >>packed; thresh run wordcount packed texts/a.txt"
        expectPrints(try shell(script, in: directory.path), "one\t2\nthree\t1\ntwo\t3\n")
    }

    @Test func standardInputIsReadFromWhereItStands() throws {
        let directory = try TemporaryDirectory()
        try directory.write(Array("one\ntwo\nthree\n".utf8), to: "file")
        let result = try shell("{ read first; thresh run grep '' -; } < file", in: directory.path)
        expectPrints(result, "two\nthree\n")
    }

    @Test func aKilobyte() throws {
        let text = String(repeating: "a few words\n", count: 85)
        try directory.write(Array(text.utf8), to: "small")
        expectPrints(try thresh(["run", "wordcount", "small"], in: directory), "a\t85\nfew\t85\nwords\t85\n")
    }

    @Test func aLineThatIsTooLong() throws {
        try directory.write([UInt8](repeating: 97, count: 5_000_000), to: "long")
        let result = try thresh(["run", "sort", "long", "--max-record-size", "1M"], in: directory)
        expectFails(result, 65, "long: the line at byte 0 is longer than 1048576 bytes", "--max-record-size")
        #expect(try thresh(["run", "sort", "long"], in: directory).output.count == 5_000_001)
    }
}
