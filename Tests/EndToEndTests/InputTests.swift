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

    @Test("tables whose lines end with CR alone")
    func tablesOfOldMacs() throws {
        let rows = (1...40).map { "\($0);\"a\nb\($0 % 2)\"" }
        try directory.write(Array((["n;kind"] + rows).map { $0 + "\r" }.joined().utf8), to: "old.csv")
        let question = ["logs", "agg", "count, sum(n)", "--by", "length(kind)", "--chunk-size", "50", "-j", "2"]
        expectPrints(try thresh(question + ["old.csv"], in: directory), "4\t40\t820\n")
        expectPrints(try thresh(["run", "grep", "^7;", "old.csv"], in: directory), "7;\"a\n")
        #expect(try shell("gzip -k old.csv", in: directory.path).isSuccess)
        expectFails(try thresh(question + ["old.csv.gz"], in: directory), 65, "CR alone", "decompress it first")
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

    @Test("a second name of a file in a directory is read once, under the name that is no link")
    func links() throws {
        try directory.write(Array("x 1\nx 2\n".utf8), to: "logs/newest.log")
        let made = try shell(
            "ln -s newest.log logs/current.log; ln -s . logs/again; ln logs/newest.log logs/z", in: directory.path)
        #expect(made.isSuccess)
        for input in ["logs", "logs/*.log", "logs/z*"] {
            let result = try thresh(["count", "--format", "text", input], in: directory)
            #expect(result.isSuccess && result.text == "2\n", "\(result)")
            #expect(result.errors.contains("the same file as") == (input != "logs/z*"), "\(result)")
        }
        let found = try thresh(["grep", "-H", "1", "logs"], in: directory)
        #expect(found.text == "logs/newest.log:x 1\n", "\(found)")
        // Who names both has asked for both.
        expectPrints(
            try thresh(["run", "count", "--field", "1", "logs/current.log", "logs/newest.log"], in: directory), "x\t4\n"
        )
    }

    @Test("what a command writes, and what others keep, is no input of a directory")
    func ownFiles() throws {
        try directory.write(Array("b\na\n".utf8), to: "d/words")
        let sort = ["sort", "d", "-o", "d/out", "--overwrite", "--quiet"]
        for _ in 1...3 {
            expectPrints(try thresh(sort, in: directory), "")
            #expect(try shell("cat d/out/part*", in: directory.path).text == "a\nb\n")
        }
        try FileManager.default.removeItem(atPath: directory.path("d/out"))
        let count = ["count", "--format", "text", "--quiet", "d"]
        for _ in 1...3 { expectPrints(try thresh(count + ["--state", "d/st"], in: directory), "2\n") }
        for _ in 1...2 {
            expectPrints(try thresh(count + ["--html", "d/page.html", "--overwrite"], in: directory), "2\n")
        }
        try FileManager.default.removeItem(atPath: directory.path("d/page.html"))
        expectPrints(try thresh(["wordcount", "--quiet", "d"], in: directory), "a\t1\nb\t1\n")
    }

    @Test("files that hold no lines: told in a directory, refused by name with what makes lines of them")
    func foreignFiles() throws {
        try directory.write([0x50, 0x4B, 3, 4, 20, 0] + Array("foo\nfoo\n".utf8), to: "d/sheet.xlsx")
        try directory.write([4, 0x22, 0x4D, 0x18] + Array("foo\n".utf8), to: "d/old.lz4")
        try directory.write(Array("SQLite format 3\0foo\n".utf8), to: "d/it's.db")
        try directory.write(Array("foo 1\n".utf8), to: "d/app.log")
        let all = try thresh(["grep", "-c", "foo", "d"], in: directory)
        #expect(all.text.hasPrefix("d/app.log:1\n") && !all.text.contains(":2"), "\(all)")
        #expect(all.errors.contains("d/sheet.xlsx: a zip archive, which has no lines"), "\(all)")
        expectFails(try thresh(["count", "d/sheet.xlsx"], in: directory), 65, "unzip -p d/sheet.xlsx")
        expectFails(try thresh(["grep", "foo", "d/old.lz4"], in: directory), 65, "lz4 -dc d/old.lz4")
        expectFails(try thresh(["sort", "d/it's.db"], in: directory), 65, #"sqlite3 -csv -header 'd/it'\''s.db'"#)
        let tar = try shell("tar cf t.tar d/app.log && gzip -k t.tar && thresh count t.tar.gz", in: directory.path)
        expectFails(tar, 65, "a tar archive", "tar -xOf t.tar.gz")
        // What looks like one is a text.
        for text in ["PAR1,x\n", "ORCHESTRA\n", "PK\n", "%PD\n", "LZIPS\n"] {
            try directory.write(Array(text.utf8), to: "text")
            #expect(try thresh(["grep", "-c", "", "text"], in: directory).text == "1\n", "\(text)")
        }
    }

    @Test("named pipes and devices are read as standard input is")
    func namedPipes() throws {
        expectPrints(
            try shell("thresh grep -c x <(printf 'x\\ny\\n') <(printf 'x\\nx\\n') | cut -d: -f2", in: directory.path),
            "1\n2\n")
        expectPrints(try shell("printf 'x\\n' | thresh grep x /dev/stdin", in: directory.path), "x\n")
        expectPrints(
            try shell("thresh grep -n two texts/a.txt /dev/null", in: directory.path), "texts/a.txt:1:one two\n")
        let late = "mkfifo p; (sleep 0.2; printf 'a b\\n' >p) & thresh wordcount p; wait"
        expectPrints(try shell(late, in: directory.path), "a\t1\nb\t1\n")
        expectFails(try shell("printf x | thresh grep x - /dev/stdin", in: directory.path), 64, "named twice")
    }

    @Test("closed standard streams: an error at once that says so")
    func closedStreams() throws {
        for command in ["grep one -", "sort -", "count --format text -", "wordcount"] {
            let result = try shell("timeout 20 thresh \(command) <&-", in: directory.path)
            #expect([64, 66].contains(result.exitCode) && result.output.isEmpty, "\(result)")
        }
        expectFails(try shell("thresh sort - <&-", in: directory.path), 66, "standard input is closed")
        for command in [
            "count --format text texts", "count --format text texts --html page.html", "fields texts/a.txt", "formats",
            "jobs",
            "--help", "sort texts", "explain 'Jun 14 15:16:01 web sshd[19939]: check pass'",
        ] {
            let closed = try shell("thresh \(command) >&-", in: directory.path)
            #expect(closed.exitCode == 74, "\(closed)")
            let full = try shell("thresh \(command) >/dev/full", in: directory.path)
            #expect(full.exitCode == 74 && full.errors.contains("standard output"), "\(full)")
        }
        expectPrints(try shell("thresh formats | head -n 1 | wc -l", in: directory.path), "1\n")
        // What writes files needs none.
        #expect(try shell("thresh sort texts -o out >&- <&-", in: directory.path).isSuccess)
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

    @Test func aSocketIsNoFile() throws {
        let script = "python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind(\"s\")' && thresh wordcount s"
        expectFails(try shell(script, in: directory.path), 66, "s: not a regular file", "give - as the input")
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
