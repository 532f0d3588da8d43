import Foundation
import TestSupport
import Testing

/// Answers as databases: `--output-format sqlite -o FILE`, read by SQLite's own shell.
@Suite(.serialized, .timeLimit(.minutes(2))) struct SQLiteTests {
    private let log: GeneratedLog

    init() throws { log = try GeneratedLog(lineCount: 600) }

    private func run(_ script: String) throws -> CommandResult { try shell(script, in: log.directory.path) }

    private func query(_ sql: String, _ database: String = "a.db") throws -> String {
        let result = try run("sqlite3 -batch -noheader -separator '\t' \(database) \"\(sql)\"")
        #expect(result.isSuccess && result.errors.isEmpty, "\(result)")
        return result.text
    }

    /// Cells are the same, or the same number to the digits that the shell prints.
    private func expectSameRows(_ rows: String, _ expected: String, _ question: String) {
        let (a, b) = (rows.split(separator: "\n"), expected.split(separator: "\n"))
        #expect(a.count == b.count && !b.isEmpty, "\(question): \(rows)\n\(expected)")
        for (row, other) in zip(a, b) {
            let cells = row.split(separator: "\t", omittingEmptySubsequences: false)
            let others = other.split(separator: "\t", omittingEmptySubsequences: false)
            let isSame =
                cells.count == others.count
                && zip(cells, others).allSatisfy { cell, other in
                    if cell == other { return true }
                    guard let x = Double(cell), let y = Double(other) else { return false }
                    return abs(x - y) <= 1e-12 * max(abs(x), abs(y))
                }
            #expect(isSame, "\(question): \(row) is not \(other)")
        }
    }

    @Test(
        arguments: [
            "logs agg 'count, sum(bytes), mean(bytes), p90(extra1), max(path), max(time)' --by 'status, method'",
            "logs count", "logs top 7 --by path", "logs stats --of bytes --by status",
            "logs rate --every 10m --by method",
            "logs grep --where 'status = 404' --fields 'time, ip, bytes, path, status_class' --chunk-size 4K",
            "run count --field 9", "run wordcount --top 5 --ignore-case",
        ])
    func rowsAreThoseOfTSV(question: String) throws {
        let expected = try run("thresh \(question) access.log")
        let made = try run("thresh \(question) access.log -j 2 --output-format sqlite -o a.db --overwrite --table rows")
        expectPrints(made, "")
        expectSameRows(try query("SELECT * FROM rows"), expected.text, question)
        #expect(try query("PRAGMA integrity_check") == "ok\n")
        #expect(try log.directory.list() == ["a.db", "access.log", "table"])
    }

    @Test func columnsHaveTypes() throws {
        let question = "thresh logs agg 'count, sum(bytes), mean(bytes) as m, max(time)' --by 'status, path' access.log"
        expectPrints(try run("\(question) --output-format sqlite -o a.db"), "")
        #expect(
            try query("SELECT name, type FROM pragma_table_info('agg')")
                == "status\tINTEGER\npath\tTEXT\ncount\tINTEGER\nsum(bytes)\tINTEGER\nm\t\nmax(time)\tTEXT\n")
        #expect(
            try query(
                "SELECT DISTINCT typeof(status), typeof(path), typeof(count), typeof(m), typeof(\\\"max(time)\\\") FROM agg"
            ) == "integer\ttext\tinteger\treal\ttext\n")
        #expect(try query("SELECT sum(count) FROM agg") == "600\n")
        #expect(try query("SELECT count(*) FROM agg WHERE datetime(\\\"max(time)\\\") IS NULL") == "0\n")
    }

    /// Names that SQLite takes for the same, empty cells, and texts that would be something else in SQL or in TSV.
    @Test func valuesArriveAsTheyAre() throws {
        try log.write(
            [
                #"{"a": "x\ty\nz\\", "n": 1.5}"#, #"{"a": "'); DROP TABLE t; --", "n": null}"#,
                #"{"a": "é \u0001\"", "n": 2}"#,
            ], to: "x.json")
        let made = try run(
            "thresh logs agg 'max(n) as A, min(n) as N' --by a x.json --output-format sqlite -o a.db --table 'od\"d; x'"
        )
        expectPrints(made, "")
        let table = "\\\"od\\\"\\\"d; x\\\""
        #expect(
            try query("SELECT hex(a), a_2, typeof(a_2), N FROM \(table) ORDER BY rowid")
                == "27293B2044524F50205441424C4520743B202D2D\t\tnull\t\n7809790A7A5C\t1.5\treal\t1.5\nC3A9200122\t2\tinteger\t2\n"
        )
    }

    /// Integers with more digits than a double has, and a quote that a mark makes another character.
    @Test func digitsAndQuotesStay() throws {
        try log.write(
            [
                "id,v", "1234567890123456789,1", "1234567890123456788,0.5", "9007199254740993,2",
            ], to: "x.csv")
        expectPrints(try run("thresh count --by id x.csv --output-format sqlite -o a.db --table 'a\"\u{301}; b'"), "")
        #expect(
            try query("SELECT id FROM \\\"a\\\"\\\"\u{301}; b\\\" ORDER BY id")
                == "9007199254740993\n1234567890123456788\n1234567890123456789\n")
    }

    @Test func anEmptyAnswerIsATableWithoutRows() throws {
        expectPrints(
            try run("thresh logs count --by path --where 'status = 1' access.log --output-format sqlite -o a.db"), "")
        #expect(try query("SELECT count(*), (SELECT count(*) FROM pragma_table_info('count')) FROM count") == "0\t2\n")
    }

    @Test func onlyDatabasesOfThreshAreReplaced() throws {
        try log.write(["precious"], to: "thesis")
        let old = try run(
            "sqlite3 mine.db 'CREATE TABLE t (a); INSERT INTO t VALUES (1)'; mkdir dir; cp mine.db old.db")
        #expect(old.isSuccess, "\(old)")
        let count = "thresh logs count access.log --output-format sqlite -o"
        expectFails(
            try run("\(count) mine.db"), 73,
            "mine.db: the file exists already; give -o another name, or add --overwrite")
        for name in ["mine.db", "thesis"] {
            expectFails(try run("\(count) \(name) --overwrite"), 73, "\(name): thresh did not write it, so --overwrite")
        }
        expectFails(try run("\(count) dir --overwrite"), 73, "dir: it is no file")
        expectFails(
            try run("\(count) no/such/a.db"), 73, "no/such/a.db: cannot create the file", "check the directory above it"
        )
        expectFails(try run("\(count) new/"), 73, "new/: this names a directory")
        #expect(try run("cmp mine.db old.db && cat thesis").text == "precious\n")
        expectPrints(try run("\(count) a.db && \(count) a.db --overwrite --table other --durable"), "")
        #expect(try query("SELECT * FROM other") == "600\n")
        // A job that fails leaves the old one.
        expectFails(
            try run("thresh logs count missing.log --output-format sqlite -o a.db --overwrite"), 66, "missing.log")
        #expect(try query("SELECT * FROM other") == "600\n")
        #expect(try log.directory.list() == ["a.db", "access.log", "dir", "mine.db", "old.db", "table", "thesis"])
    }

    /// Its input never ends, so it is ended while it runs.
    @Test(arguments: ["TERM", "KILL"]) func anEndedRunLeavesNoFile(signal: String) throws {
        let script = """
            mkfifo in; exec 3<>in
            thresh run count --field 1 --output-format sqlite -o a.db - <in 2>/dev/null &
            until ls -A | grep -q '^.a.db.thresh-'; do sleep 0.02; done
            sleep 0.1; kill -\(signal) $!; wait $!; echo $?; ls
            """
        #expect(try run(script).text == (signal == "TERM" ? "143" : "137") + "\naccess.log\nin\ntable\n")
        expectPrints(try run("thresh run count --field 1 --output-format sqlite -o a.db access.log"), "")
        // What a killed one could not remove, the next one did.
        #expect(try log.directory.list() == ["a.db", "access.log", "in", "table"])
    }
}
