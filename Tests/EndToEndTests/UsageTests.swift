import Foundation
import TestSupport
import Testing

/// Wrong arguments: exit code 64 and a message that says what to do.
@Suite(.timeLimit(.minutes(1))) struct UsageTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        try directory.write(Array("a b\nc\n".utf8), to: "in")
    }

    static let mistakes: [([String], String)] = [
        (["nope"], "There is no command 'nope'; thresh --help lists them"),
        (["no\u{1B}[31mpe"], #"There is no command 'no\x1b[31mpe'"#),
        (["run", "no\u{9B}31mpe\u{202E}"], #"There is no job 'no\u{9b}31mpe\u{202e}'"#),
        (["wordcount", "in", "--\u{1B}[31m"], #"Unknown option '--\x1b[31m'"#),
        (["fields", "in", "-o", "out"], "fields"),
        (["run", "nope"], "There is no job 'nope'; thresh run --help lists them"),
        (["run", "wordcount"], "Missing input: name files or directories"),
        (
            ["count", "in", "--where", "a = 1", "--where=b = 2"],
            "--where is given twice, and has one value; give both at once"
        ),
        (["agg", "count", "--by", "a", "--by", "b", "in"], "as in --by '…, …'"),
        (["sort", "--by", "a", "in", "--by", "b"], "--by is given twice"),
        (["wordcount", "in", "-o", "-"], "leave it out to print to standard output"),
        (["run", "wordcount", "in", "--nope"], "Unknown option '--nope'"),
        (["run", "wordcount", "in", "--overwite"], "--overwrite"),
        (["run", "wordcount", "in", "--top", "0"], "--top 0 prints nothing; give at least 1"),
        (["run", "wordcount", "in", "--top", "many"], "'many' is invalid for '--top"),
        (["run", "wordcount", "in", "-j", "0"], "-j 0 is out of range; give 1 to 4096"),
        (["run", "wordcount", "in", "-j", "5000"], "-j 5000 is out of range"),
        (["run", "wordcount", "in", "--partitions", "0"], "--partitions 0 is out of range; give 1 to 65536"),
        (
            ["run", "wordcount", "in", "--compression-level", "20"],
            "--compression-level 20 is out of range; give -50 to 19"
        ),
        (["run", "wordcount", "in", "--max-attempts", "0"], "--max-attempts 0 is out of range"),
        (["run", "wordcount", "in", "--chunk-size", "0"], "--chunk-size 0 would never end"),
        (["run", "wordcount", "in", "--chunk-size", "big"], "'big' is invalid for '--chunk-size"),
        (["run", "wordcount", "in", "--max-record-size", "0"], "--max-record-size must be from 1 byte to 2 GiB"),
        (["run", "wordcount", "in", "--max-record-size", "3G"], "--max-record-size must be from 1 byte to 2 GiB"),
        (["run", "wordcount", "in", "--memory", "lots"], "'lots' is invalid for '--memory"),
        (
            ["run", "wordcount", "in", "--memory", "1M", "-j", "2"],
            "--memory 1M is too little for 2 workers, which need "
        ),
        (["run", "wordcount", "in", "--quiet", "--verbose"], "--quiet and --verbose exclude each other"),
        (["run", "wordcount", "in", "-o", ""], "-o needs the name of a directory"),
        (["run", "wordcount", "in", "--overwrite"], "--overwrite needs -o"),
        (["run", "wordcount", "in", "--durable"], "--durable needs -o"),
        (["run", "wordcount", "in", "-o", "out", "--output-format", "json"], "leave out -o to print as json"),
        (
            ["run", "wordcount", "in", "--output-format", "sqlite"],
            "--output-format sqlite writes a file; name it with -o, as in -o answer.db"
        ),
        (["logs", "count", "in", "-o", "a.db"], "count prints its rows in order and writes no part files"),
        (["run", "wordcount", "in", "--table", "t"], "--table needs --output-format sqlite"),
        (
            ["run", "wordcount", "in", "--output-format", "sqlite", "-o", "a.db", "--table", "sqlite_x"],
            "--table 'sqlite_x' is no name that SQLite takes"
        ),
        (
            ["run", "sort", "in", "--output-format", "sqlite", "-o", "a.db"],
            "sort prints lines as they are, so --output-format sqlite does not apply; leave it out"
        ),
        (["run", "wordcount", "in", "--html", ""], "--html needs the name of a file"),
        (["run", "wordcount", "in", "--html", "a.html", "-o", "out"], "--html makes a page of what is printed"),
        (["run", "wordcount", "in", "--html", "a.html", "--check"], "--check has no answer for a page"),
        (["run", "grep", "a", "in", "--html", "a.html"], "Unknown option '--html'"),
        (["run", "wordcount", "in", "--output-format", "xml"], "'xml' is invalid for '--output-format"),
        (["run", "wordcount", "-", "-"], "standard input (-) is named twice"),
        (["run", "count", "in"], "Missing expected argument '--field <n>'"),
        (["run", "count", "in", "--field", "0"], "--field counts from 1"),
        (["run", "count", "in", "--field", "1", "--top", "-1"], "--top"),
        (
            ["run", "count", "in", "--field", "1", "--separator", "ab"],
            "--separator 'ab' must be one ASCII character, or \\t"
        ),
        (["run", "count", "in", "--field", "1", "--separator", "é"], "must be one ASCII character"),
        (["run", "sort", "in", "--key", "0"], "--key counts from 1"),
        (
            ["run", "sort", "in", "--output-format", "json"],
            "sort prints lines as they are, so --output-format json does not apply; leave it out"
        ),
        (["run", "grep", "in"], "Missing input: name files or directories"),
        (["run", "grep", "a[", "in"], "bad pattern: missing terminating ]"),
        (["run", "grep", "(", "in"], "bad pattern"),
        (["verify"], "Missing expected argument '<directory>'"),
    ]

    @Test(arguments: mistakes) func wrongArguments(arguments: [String], message: String) throws {
        let result = try thresh(arguments, in: directory)
        expectFails(result, 64, message)
        #expect(try directory.list() == ["in"])
    }

    /// grep has the letters of every grep; it did not start in debug builds while -v was an option of all jobs too.
    @Test func theLettersOfGrepAreFree() throws {
        expectPrints(try thresh(["run", "grep", "-v", "c", "in"], in: directory), "a b\n")
        expectPrints(try thresh(["run", "grep", "-i", "C", "in"], in: directory), "c\n")
        expectFails(try thresh(["run", "grep", "-F", ".", "in"], in: directory), 1)
        expectPrints(try thresh(["run", "grep", "-c", "a", "in"], in: directory), "1\n")
    }

    /// These trapped.
    @Test(arguments: [
        ["--chunk-size", "10000P"], ["--memory", "15000P"], ["--chunk-size", "1"], ["--partitions", "300"],
    ])
    func extremeValuesWork(options: [String]) throws {
        for job in ["wordcount", "sort", "index"] {
            let result = try thresh(["run", job, "in", "-o", "out"] + options, in: directory)
            #expect(result.isSuccess, "\(result)")
            #expect(try thresh(["verify", "out"], in: directory).isSuccess)
            try FileManager.default.removeItem(atPath: directory.path("out"))
        }
    }
}
