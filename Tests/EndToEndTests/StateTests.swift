import Foundation
import TestSupport
import Testing

/// Answers that go on with what was read before, as typed.
@Suite("States", .timeLimit(.minutes(3)))
struct StateTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        var generator = SeededGenerator(seed: 31)
        func write(_ name: String, _ count: Int, day: Int) throws {
            let lines = (0..<count).map { number in
                """
                10.0.0.\(generator.below(60)) - - [\(day)/May/2015:\(10 + number / 100):00:01 +0000] "GET \
                /p\(generator.below(9)) HTTP/1.1" \(number % 40 == 0 ? 500 : 200) \(generator.below(90000))\n
                """
            }
            try directory.write(Array((lines.joined() + "no line of a log\n").utf8), to: name)
        }
        try write("mon", 900, day: 17)
        try write("tue", 300, day: 18)
    }

    /// A run in the middle of a line, then a rotation; the answer is that of the whole text.
    @Test(arguments: [
        "agg 'count, p99(bytes), distinct(ip)' --by status", "rate --every 1h", "top 3 --by path", "stats --of bytes",
        "wordcount", "sort -k 2", "index", "templates --example", "templates --split 2015-05-18T11:00 --all",
    ])
    func questions(command: String) throws {
        let result = try shell(
            """
            set -e
            mkdir logs; cp mon logs/app.log; head -c 9000 tue >> logs/app.log
            thresh \(command) logs --state s --quiet > first
            tail -c +9001 tue >> logs/app.log; mv logs/app.log logs/app.log.1; gzip logs/app.log.1
            head -n 50 tue > logs/app.log; cat mon tue > one; cp logs/app.log two
            thresh \(command) logs --state s --quiet > again
            thresh \(command) \(command == "index" ? "logs" : "one two") --quiet > whole
            cmp again whole
            """, in: directory.path)
        expectPrints(result, "")
    }

    @Test func partFilesAndWhatIsTold() throws {
        let result = try shell(
            """
            set -e
            cp mon log; thresh wordcount log --state s -o out; cp log mon.1
            cat tue >> log; thresh wordcount log --state s -o out --overwrite; thresh verify out > /dev/null
            mv log log.1; thresh wordcount log log.1 --state s > again; thresh wordcount log.1 | cmp - again
            thresh wordcount log.1 | cmp - out/part-r-00000
            """, in: directory.path)
        #expect(result.isSuccess, "\(result)")
        let told = result.errors.split(separator: "\n").map { $0.drop { $0 != ":" }.dropFirst(2) }
        #expect(told.count == 3 && told.allSatisfy { $0.hasPrefix("state: ") }, "\(told)")
        #expect(
            told.last?.hasPrefix("state: 1 file, ") == true && told.last?.contains("nothing new; 1 renamed") == true)
    }

    @Test func oneAtATime() throws {
        let result = try shell(
            """
            thresh wordcount mon --state s > /dev/null 2>&1
            exec 9>>s/lock; flock 9
            thresh wordcount mon --state s 9>&-
            """, in: directory.path)
        expectFails(result, 73, "another process has this state")
    }

    @Test func wrongUse() throws {
        func expect(_ command: String, _ code: Int32, _ words: String) throws {
            expectFails(try shell("thresh \(command)", in: directory.path), code, words)
        }
        _ = try shell("thresh wordcount mon --state s; thresh wordcount mon --partial p", in: directory.path)
        try expect(
            "count --by status mon --state s", 65, "is the state of `wordcount`, and what is asked is `count --by")
        try expect("wordcount --ignore-case mon --state s", 65, "`wordcount --ignore-case`")
        try expect("wordcount mon --state p", 65, "p: is a partial and no state")
        try expect("merge s", 65, "s: is a state")
        try expect("wordcount - --state s < mon", 64, "cannot be found again")
        try expect("wordcount mon --forget-missing", 64, "--forget-missing needs --state")
        try expect("wordcount mon --state s --partial p", 64, "leave out --partial")
        try expect("templates mon --baseline tue --state t", 64, "leave out --state")
        try expect(
            "sessions --by ip mon --state t", 64, "stats, templates, top and wordcount can be); leave out --state")
        try expect("fields mon --state t", 64, "leave out --state")
        try expect("count --since -2h mon --state u", 64, "counts from now")
    }

    /// A column of numbers in which texts come is read as in one run over all.
    @Test func readingThatChanges() throws {
        let result = try shell(
            """
            printf 'id,v\\n1,2\\n2,3\\n' > t.csv; thresh agg 'sum(v)' t.csv --state s > /dev/null 2>&1
            printf '3,x y\\n4,z\\n5,w\\n6,a\\n' >> t.csv; thresh agg 'sum(v)' t.csv --state s --quiet
            """, in: directory.path)
        expectPrints(result, "5\n")
        expectPrints(
            try shell("thresh agg 'sum(v)' t.csv --state s 2>&1 >/dev/null", in: directory.path),
            """
            thresh: state: 1 file, 30 B known; nothing new
            sum(v): 4 of 6 values are no numbers, the first 'x y' at t.csv:4

            """)
    }

    @Test func programsOfOnesOwn() throws {
        let probe = Command.productsDirectory + "/command-probe"
        let result = try shell(
            """
            set -e
            cp mon log; \(probe) --least 3 log --state s --quiet > /dev/null
            cat tue >> log; mv log log.1; \(probe) --least 3 log.1 --state s --quiet > again
            \(probe) --least 3 log.1 | cmp - again
            """, in: directory.path)
        expectPrints(result, "")
    }
}
