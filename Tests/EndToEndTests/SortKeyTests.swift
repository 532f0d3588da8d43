import TestSupport
import Testing

/// Keys of sort beside those of coreutils, whose keys of one field are written `2,2`.
@Suite(.timeLimit(.minutes(2))) struct SortKeyTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        var generator = SeededGenerator(seed: 7)
        let words = [
            "a", "B", "ab", "Ab", "", "-3", "20", "3", "2.5", "1e3", "007", "2K", "1.5K", "900k", "10M", "-1K", "1.9",
            "1.10",
            "1.0~rc1", "1.0", "1.0.1", "b2", "b10", "a-1.2.tar", "  x", "x", "f-8.txt", "f-8.2.txt",
            "f-8.10.txt", "f.tgz", "f1.tgz", ".f", "..", ".", ".f2", "~", "f~", "f-8.txt~", "f-08.txt", "1.0.tar.gz",
            "f.a1.b~",
        ]
        let lines = (0..<400).map { _ in
            (0..<Int.random(in: 1...3, using: &generator))
                .map { _ in words.randomElement(using: &generator)! }.joined(separator: ",")
        }
        try directory.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: "in")
    }

    @Test(arguments: [
        "-t, -k2,2n -k1,1", "-t, -k1,1r -k2,2nr", "-t , -k 3,3h -k 2,2hr", "-t, -k1,1V", "-t, -k1,2Vr -r",
        "-t, -k2,3f -k1b,1 -n", "-t, -k2,3 -k3,3r", "-n -r", "-f", "-V -r", "-t, -k1,1fr -k2,2 -r", "-t, -k4,4 -r",
        "-t, -nrk2,2", "-rnt, -k2,2", "-rk2,2 -t,", "-Vt, -sk 1,1", "-V", "-rVs",
    ])
    func theOrderIsThatOfCoreutils(options: String) throws {
        // Several mappers and reducers.
        let ours = try shell(
            "thresh sort \(options) --chunk-size 500 --partitions 3 in -o out && cat out/part-*", in: directory.path)
        expectPrints(ours, try shell("LC_ALL=C sort \(options) in", in: directory.path).text)
    }

    @Test func aKeyIsOneField() throws {
        expectPrints(
            try shell("printf 'b 1 z\\na 2 y\\nc 1 a\\n' | thresh sort -k 2 -k 1r", in: directory.path),
            "c 1 a\nb 1 z\na 2 y\n")
        expectPrints(
            try shell("printf 'b 1\\na 1\\nc 2\\n' | thresh sort --key 2 --unique", in: directory.path), "a 1\nc 2\n")
    }

    @Test(arguments: ["-s -t, -k2,2n", "-s -t, -k1,1r", "-s -u -t, -k2,2", "-s -t, -k1,1 -r", "-s -t, -k2,2h -k1,1V"])
    func equalLinesStayInTheirOrder(options: String) throws {
        let ours = try shell(
            "thresh sort \(options) --chunk-size 500 --partitions 3 in -o out && cat out/part-*", in: directory.path)
        expectPrints(ours, try shell("LC_ALL=C sort \(options) in", in: directory.path).text)
    }

    @Test(arguments: [
        "", "-t, -n", "-t, -u", "-t, -k2,2n", "-t, -k1,1 -s", "-r", "-t, -k2,2 -u", "-V", "-t, -k1,1h -r",
    ])
    func theFirstLineOutOfOrderIsThatOfCoreutils(options: String) throws {
        for (index, made) in ["cat in", "sort \(options) in", "sort \(options) in | sed '300s/^/~/'"].enumerated() {
            _ = try shell("export LC_ALL=C; \(made) > x\(index)", in: directory.path)
            let theirs = try shell(
                "LC_ALL=C sort -c \(options) x\(index) 2>&1 | sed 's/^sort/thresh: sort/'", in: directory.path
            ).text
            let ours = try shell("thresh sort -c \(options) --chunk-size 300 x\(index)", in: directory.path)
            #expect(ours.errors == theirs && ours.exitCode == (theirs.isEmpty ? 0 : 1), "\(options) of \(made)")
        }
    }

    @Test func tablesAreSortedByTheirColumns() throws {
        try directory.write(Array("name,amount\nb,10\na,9\nc,10\nd,\n\"x\ny\",2.5\n".utf8), to: "t.csv")
        let sorted = "name,amount\nb,10\nc,10\na,9\n\"x\ny\",2.5\nd,\n"
        expectPrints(try shell("thresh sort --by 'amount desc, name' t.csv", in: directory.path), sorted)
        expectPrints(
            try shell(
                "thresh sort --by '-amount,name' t.csv -o s --chunk-size 9 --partitions 3 && cat s/part-*",
                in: directory.path), sorted)
        expectPrints(try shell("thresh sort -s --by -amount t.csv", in: directory.path), sorted)
        expectPrints(
            try shell("printf '{\"n\":10}\\n{\"n\":9}\\n' | thresh sort --by n", in: directory.path),
            "{\"n\":9}\n{\"n\":10}\n")
        expectFails(try shell("thresh sort --by nope t.csv", in: directory.path), 64, "has no field 'nope'")
        expectFails(try shell("thresh sort --by amount -n t.csv", in: directory.path), 64, "leave out --numeric")
        // A row that does not fit is not lost in silence.
        let left = try shell("printf 'a,b\\n1,2\\n3\\n4,5\\n6,7\\n' | thresh sort --by b", in: directory.path)
        #expect(left.exitCode == 65 && left.errors.contains("1 of 5 lines fit no format"), "\(left)")
    }

    @Test(arguments: [
        ("-t , -t : -k 2", "give one"), ("-k x", "--key 'x' is no key"), ("-k 2q", "'q' is none of n (number)"),
        ("-k 3,2", "ends before it begins"),
        ("-k 2nV", "compared in two ways"), ("-k 1 -k 0", "--key counts from 1"),
        ("--numeric --version-sort", "exclude each other"),
    ])
    func wrongKeys(options: String, message: String) throws {
        expectFails(try shell("thresh sort \(options) in", in: directory.path), 64, message)
    }
}
