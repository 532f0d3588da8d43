import TestSupport
import Testing

/// Beside GNU grep, with blocks of a few lines that several processes read.
@Suite(.timeLimit(.minutes(2))) struct GrepTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        var generator = SeededGenerator(seed: 5)
        let words = [
            "ab", "a", "b", "error", "Error 5", "foo_bar", "foo", "bar", "ä", "fooä", "äb", "ab ab", "a.b", "(x)", "",
        ]
        for (name, count) in [("one", 300), ("two", 3), ("empty", 0), ("long", 700)] {
            let lines = (0..<count).map { _ in
                (0..<Int.random(in: 0...4, using: &generator)).map { _ in words.randomElement(using: &generator)! }
                    .joined(separator: " ")
            }
            try directory.write(Array(lines.joined(separator: "\n").utf8) + (name == "two" ? [] : [10]), to: name)
        }
    }

    @Test(arguments: [
        "-n error one", "-n -A3 'foo$' long", "-n -B2 'x' one two long", "-C 4 -v '[a-z]' long",
        "-n -C1 -m3 error one long",
        "-A0 -n '^$' one", "-n -v -m 5 a one empty two", "-c error one empty two", "-c -m4 b long",
        "-l '5$' one empty two",
        "-L '5$' one empty two", "-o 'a|bar' one", "-on 'a[b.]+' two long", "-oh ab one two", "-w foo one",
        "-wn 'a|b' one",
        "-x 'ab ab' long one", "-e error -e 'bar$' -n one", "-F '(x)' -n one", "-Fw -e a.b -e '(x)' one",
        "-i -o error long",
        "-iv ERROR one", "-H foo one", "-h foo one long", "-q error one", "-q nowhere one", "nowhere one two",
        "-c nowhere one",
        "-v -o a one", "-A 2 -B 1 ä one", "-n '' two empty", "-rn x one", "-vx 'a*' two",
    ])
    func theAnswerIsThatOfGrep(options: String) throws {
        let syntax = options.contains("-F") ? "" : "-E"
        let expected = try shell("LC_ALL=C.UTF-8 grep \(syntax) \(options)", in: directory.path)
        for chunk in ["60", "700", "1M"] {
            let ours = try shell("thresh grep --chunk-size \(chunk) -j 2 \(options)", in: directory.path)
            #expect(ours.text == expected.text && ours.exitCode == expected.exitCode, "\(options) \(chunk): \(ours)")
        }
    }

    @Test func patternsComeFromFiles() throws {
        try directory.write(Array("error\nfoo_\n".utf8), to: "patterns")
        expectPrints(
            try shell("thresh grep -f patterns -e '^b$' -n one", in: directory.path),
            try shell("grep -f patterns -e '^b$' -n one", in: directory.path).text)
        expectFails(try shell("thresh grep -f nowhere one", in: directory.path), 66, "nowhere: No such file")
        // Files of patterns are read as inputs are: marks and the CR of a line's end are no part of what is looked for.
        let patterns = Array("ä\r\nError 5\r\n".utf8)
        let units = "ä\r\nError 5\r\n".utf16
        try directory.write([0xEF, 0xBB, 0xBF] + patterns, to: "marked")
        try directory.write([0xFF, 0xFE] + units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }, to: "little")
        try directory.write([0xFE, 0xFF] + units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }, to: "big")
        let expected = try shell("LC_ALL=C.UTF-8 grep -n -e ä -e 'Error 5' long", in: directory.path).text
        for file in ["marked", "little", "big"] {
            expectPrints(try shell("thresh grep -n -f \(file) long", in: directory.path), expected)
            expectPrints(try shell("thresh grep -n -F -f \(file) long", in: directory.path), expected)
        }
    }

    @Test(arguments: [
        #"-F $'caf\xe9' latin"#, #"-n -e foo -e $'\xe9' latin"#, #"-o -e $'f\xe9*' -e 'o' latin"#,
        #"-c -x $'caf\xe9' latin utf"#, #"-vn $'[\x80-\xff]$' latin"#, "-F -f bytes -n latin", #"-i $'CAF\xe9' latin"#,
        "-L -m 0 foo latin utf", "-l -m 0 foo latin utf",
    ])
    func bytesAreBytes(options: String) throws {
        let latin: [UInt8] = [0x66, 0xE9, 0xE9, 10, 0x63, 0x61, 0x66, 0xE9, 10]
        try directory.write(Array("caf\u{FFFD}\nfoo\n".utf8) + latin, to: "latin")
        try directory.write(Array("café\nfoo\n".utf8), to: "utf")
        try directory.write([0x63, 0x61, 0x66, 0xE9, 10], to: "bytes")
        let expected = try shell("grep -a \(options)", in: directory.path)
        let ours = try shell("thresh grep \(options)", in: directory.path)
        // With -L the exit code says whether a file is listed.
        #expect(ours.output == expected.output && ours.exitCode == expected.exitCode, "\(options): \(ours)")
    }

    @Test func filesAreChosenByName() throws {
        let tree = "mkdir -p d/old d/new && cp one d/a.log && cp two d/new/b.txt && gzip -c one > d/old/c.log.gz"
        #expect(try shell(tree, in: directory.path).isSuccess)
        expectPrints(try shell("thresh grep -l . d", in: directory.path), "d/a.log\nd/new/b.txt\nd/old/c.log.gz\n")
        expectPrints(try shell("thresh grep -l --include '*.log' . d", in: directory.path), "d/a.log\n")
        expectPrints(
            try shell("thresh grep -l --exclude '*.txt' --exclude-dir old . d", in: directory.path), "d/a.log\n")
        expectPrints(
            try shell("thresh grep -l --exclude '*.txt' --exclude-dir=old/ . d", in: directory.path), "d/a.log\n")
        let none = try shell("thresh grep -c --include '*.none' . d", in: directory.path)
        #expect(none.exitCode == 1 && none.text.isEmpty && none.errors.isEmpty, "\(none)")
        // What is compressed has the numbers of its lines.
        expectPrints(
            try shell("thresh grep -hn -A1 error d/old/c.log.gz", in: directory.path),
            try shell("grep -n -A1 error one", in: directory.path).text)
    }

    @Test(
        "letters in one word, of which the last has a value",
        arguments: [
            "-nA1 error one", "-ncm1 error one", "-hnC 1 error one two", "-nie ERROR one", "-vcf one two",
            "-e -nA1 one",
        ])
    func lettersInOneWord(arguments: String) throws {
        let ours = try shell("thresh grep \(arguments)", in: directory.path)
        let theirs = try shell("grep \(arguments)", in: directory.path)
        #expect(ours.text == theirs.text && ours.exitCode == theirs.exitCode, "\(ours)")
    }

    @Test func standardInputHasAName() throws {
        expectPrints(try shell("printf 'a\\nb\\n' | thresh grep -Hn b", in: directory.path), "(standard input):2:b\n")
        expectPrints(try shell("printf 'a\\nb\\n' | thresh grep -c b -", in: directory.path), "1\n")
    }

    @Test func coloursMarkWhatMatches() throws {
        expectPrints(
            try shell("printf 'xaby\\n' | thresh grep -Hn --color always 'a|b'", in: directory.path),
            "\u{1B}[35m(standard input)\u{1B}[m\u{1B}[36m:\u{1B}[m\u{1B}[32m1\u{1B}[m\u{1B}[36m:\u{1B}[m"
                + "x\u{1B}[1;31ma\u{1B}[m\u{1B}[1;31mb\u{1B}[my\n")
    }

    @Test func countsAreRowsWhereAFormatIsNamed() throws {
        expectPrints(
            try shell("thresh grep -c --output-format json foo empty two", in: directory.path),
            try shell(
                "printf '[\\n{\"file\":\"empty\",\"lines\":0},\\n{\"file\":\"two\",\"lines\":%d}\\n]\\n' $(grep -c foo two)",
                in: directory.path
            ).text)
    }

    @Test(arguments: [
        ("-l -L a one", 64, "-l and -L exclude each other"), ("-n a one --output x", 64, "redirect them instead"),
        ("", 64, "Missing pattern"), ("-m -1 a one", 64, "-m"), ("'a(' one", 64, "missing closing parenthesis"),
        ("a one --output-format json", 64, "--output-format is for -c"), ("a nowhere", 66, "nowhere: No such file"),
    ])
    func wrongUse(arguments: String, code: Int32, message: String) throws {
        expectFails(try shell("thresh grep \(arguments) </dev/null", in: directory.path), code, message)
    }
}
