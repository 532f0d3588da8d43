import Testing
import Thresh

@testable import ThreshQueries

/// Questions about columns that not all values agree with.
@Suite("Answers about columns", .timeLimit(.minutes(1)))
struct ColumnAnswerTests {
    private func ask(
        _ aggregates: String, by groups: String? = nil, where filter: String? = nil, sort: String? = nil,
        having: String? = nil, hasDecimalComma: Bool = false, _ text: String
    ) throws -> (rows: [String], notes: [String]) {
        var query = Query(aggregates)
        query.groups = groups
        query.filter = filter
        query.order = sort
        query.having = having
        if hasDecimalComma { query.format = LogReaders.ofTables + "decimal-comma" }
        let (rows, answer) = try ThreshQueriesTests.ask(query, text)
        return (rows, answer.summary.notes)
    }

    @Test(
        "lines without the time of a record are none, whatever is asked",
        arguments: [
            ("combined", #"10.0.0.1 - - [01/May/2024:10:00:00 +0000] "GET /a HTTP/1.1" 200 12 "-" "curl/8""#, "ip"),
            ("squid", "1714557600.000     12 10.0.0.1 TCP_MISS/200 1234 GET http://a/ - DIRECT/10.0.0.2 text/html", ""),
            (
                "s3",
                #"own buck [06/Feb/2024:00:00:38 +0000] 192.0.2.3 own 3E5 REST.GET.X - "GET /b HTTP/1.1" 200 - 113 - 7 - "-" "S3/0.4" -"#,
                "bucket_owner"
            ),
            (
                "traefik",
                #"10.0.0.1 - - [01/May/2024:10:00:00 +0000] "GET / HTTP/1.1" 200 12 "-" "-" 1 "r@d" "http://b" 3ms"#,
                "ip"
            ),
        ])
    func strayLines(format: String, record: String, first: String) throws {
        let strays = [
            "Traceback (most recent call last):", "starting 4 workers, threads and a listener on port 80", "x",
        ]
        var query = Query("count")
        query.format = format
        let text = (strays + [record, record] + strays).joined(separator: "\n") + "\n"
        #expect(try ThreshQueriesTests.ask(query, text).rows == ["2"])
        if first.isEmpty { return }
        query.groups = first
        #expect(try ThreshQueriesTests.ask(query, text).rows.count == 1)
    }

    @Test("a table whose lines end with CR alone is refused, not taken for one line; one line of text is none")
    func carriageReturns() throws {
        let tables: [(String, String?)] = [("a.csv", nil), ("A.TSV.gz", nil), ("a.log", "csv;"), ("-", "tsv")]
        let texts = [
            "a;b\tc,d\r1;2\t3,4\r", "a;b\tc,d\r1;2\t3,4\r5;6\t7,8", "a;b\tc,d\r1;2\t3,4\r5;6\t7,8\n",
        ]
        for (name, format) in tables {
            for text in texts {
                let error = #expect(throws: ThreshError.self) {
                    try LogReaders.format(of: Array(text.utf8), name: name, forced: format)
                }
                let remedy = name.hasSuffix(".gz") ? "decompress it first" : #"tr '\r' '\n'"#
                #expect(error?.kind == .badData && error?.message.contains(remedy) == true, "\(name)")
            }
        }
        let others = [
            ("a.csv", "a,b\r\n1,2\r\n"), ("a.csv", "a,b\n\"1\r2\r3\r4\",2"), ("a.csv", "a,b\r"),
            ("a.log", "10 %\r20 %\r30 %"),
        ]
        for (name, text) in others {
            #expect(throws: Never.self) { try LogReaders.format(of: Array(text.utf8), name: name, forced: nil) }
        }
    }

    @Test(
        "sums of decimals have all digits",
        arguments: [
            "v\n48.533950959211598578\n1.000000000000000001\n-9.000000000000000009\n",
            "id=1 v=48.533950959211598578\nid=2 v=1.000000000000000001\nid=3 v=-9.000000000000000009\n",
            "{\"v\":48.533950959211598578}\n{\"v\":1.000000000000000001}\n{\"v\":-9.000000000000000009}\n",
        ])
    func longDecimals(text: String) throws {
        #expect(
            try ask("sum(v), mean(v * 0 + 1)", text).rows == ["40.53395095921159857\t1"])
    }

    // MARK: decimal commas

    private let sales = "Kunde;PLZ;Umsatz\nA;01234;1.234,50\nB;00034;1.000\nC;1234;99,90\nD;1234;12.345\nE;1;1.5\n"

    @Test("numbers with a comma are added, compared and sorted as such")
    func amounts() throws {
        let (rows, notes) = try ask("count, sum(Umsatz), max(Umsatz)", hasDecimalComma: true, sales)
        #expect(rows == ["5\t14679.4\t12345"])
        #expect(
            notes.contains { $0.contains("sum(Umsatz)") && $0.contains("1 of 5 values is no number, the first '1.5'") })
        #expect(try ask("count", where: "Umsatz > 1000", hasDecimalComma: true, sales).rows == ["2"])
        #expect(try ask("count", where: "Umsatz >= '1.000'", hasDecimalComma: true, sales).rows == ["3"])
        let order = try ask("count", by: "Umsatz", sort: "-Umsatz", hasDecimalComma: true, sales).rows
        #expect(order == ["1.5\t1", "12.345\t1", "1.234,50\t1", "1.000\t1", "99,90\t1"])
        let having = try ask("count", by: "Umsatz", having: "Umsatz > 1000", hasDecimalComma: true, sales).rows
        #expect(having == ["1.234,50\t1", "12.345\t1"])
        #expect(try ask("sum(Umsatz * 2)", where: "Kunde != 'E'", hasDecimalComma: true, sales).rows == ["29358.8"])
    }

    @Test("files that differ in a column's type too")
    func differentFiles() throws {
        var query = Query("count, max(v)")
        query.format = LogReaders.ofTables + "decimal-comma"
        query.groups = "v"
        query.order = "-v"
        query.having = "v > 11"
        let rows = try ThreshQueriesTests.ask(query, "k;v\na;12\nb;7\n", "k;v\na;12\nb;1.000\nc;11,5\n").rows
        #expect(rows == ["1.000\t1\t1000", "12\t2\t12", "11,5\t1\t11.5"])
    }

    @Test("what is grouped is as it was written")
    func identity() throws {
        #expect(
            try ask("sum(Umsatz)", by: "PLZ", where: "Kunde != 'E'", hasDecimalComma: true, sales).rows
                == ["00034\t1000", "01234\t1234.5", "1234\t12444.9"])
        #expect(try ask("count", where: "PLZ = '01234'", hasDecimalComma: true, sales).rows == ["1"])
        #expect(try ask("distinct(PLZ), distinct(Umsatz)", hasDecimalComma: true, sales).rows == ["4\t5"])
        let versions = "ver\tv\n1.10\t1,5\n1.1\t2,5\n1.9\t2\n"
        #expect(
            try ask("sum(v)", by: "ver", hasDecimalComma: true, versions).rows == ["1.1\t2.5", "1.10\t1.5", "1.9\t2"])
    }

    @Test("what is no table is read as without the option")
    func others() throws {
        let json = "{\"a\":\"1,5\",\"k\":\"x\"}\n{\"a\":\"2,5\",\"k\":\"x\"}\n{\"a\":\"3,5\",\"k\":\"y\"}\n"
        #expect(try ask("count", by: "k", hasDecimalComma: true, json).rows == ["x\t2", "y\t1"])
        let access = (1...4).map {
            "203.0.113.\($0) - - [12/Mar/2024:06:25:24 +0100] \"GET /a HTTP/1.1\" 200 5 \"-\" \"a, b\"\n"
        }.joined()
        #expect(try ask("count, sum(bytes)", hasDecimalComma: true, access).rows == ["4\t20"])
        let prose = "Connection lost, retrying\nConnection lost, retrying\nConnection up\n"
        #expect(try ask("count", hasDecimalComma: true, prose).rows == ["3"])
        let pairs = "a=1.5, k=x\na=2.5, k=y\n"
        #expect(try ask("sum(a)", hasDecimalComma: true, pairs).rows == ["4"])
    }

    // MARK: units

    @Test(
        "a unit among plain numbers is told",
        arguments: [
            ("x,y\n10,a\n12,a\n14,b\n3d,b\n", "14\t36", "1 of 4 values is no number, the first '3d'"),
            (
                "{\"x\":\"10\"}\n{\"x\":\"20\"}\n{\"x\":\"31\"}\n{\"x\":\"1d\"}\n{\"x\":\"5d3\"}\n", "31\t61",
                "2 of 5 values are no numbers, the first '1d'"
            ),
            ("x=1 y=a\nx=8k y=a\nx=2 y=b\nx=9 y=c\n", "9\t12", "1 of 4 values is no number, the first '8k'"),
        ])
    func strayUnits(text: String, row: String, told: String) throws {
        let (rows, notes) = try ask("max(x), sum(x)", text)
        #expect(rows == [row] && notes.contains { $0.contains(told) }, "\(notes)")
        #expect(try ask("count", where: "x > 1000", text).rows == ["0"])
    }

    @Test("where half have one, it counts")
    func unitColumns() throws {
        #expect(try ask("sum(x)", "x,y\n0,a\n0,a\n15 ms,b\n1.5s,b\n").rows.first?.hasPrefix("1.515") == true)
        #expect(try ask("max(x)", "x=512 y=a\nx=2K y=a\nx=1K y=a\n").rows == ["2048"])
    }

    @Test(
        "letters alone are powers of 1024 in every format, which is told where they are used",
        arguments: [
            ("sum(message)", "12K\n4.0K\n1.1G\n0\n", "1181132390.4"),
            ("sum(message)", "1,5K\n22,5G\n4K\n", "24159196672"),
            ("sum(x)", "k,x\na,7.5G\nb,512M\nc,100\n", "8589934692"),
            ("sum(x)", "k=1 x=5M\nk=2 x=1T\n", "1099516870656"),
            ("sum(x)", #"{"x":"2P"}"# + "\n" + #"{"x":"3Ki"}"# + "\n" + #"{"x":"1E"}"# + "\n", "1155173304420535296"),
        ])
    func lettersAlone(aggregates: String, text: String, sum: String) throws {
        let (rows, notes) = try ask(aggregates, text)
        #expect(rows == [sum])
        #expect(notes.contains { $0.contains("are read as powers of 1024") }, "\(notes)")
        #expect(try ask("count", text).notes.contains { $0.contains("1024") } == false)
    }

    @Test("sizes with B and lengths of time in words")
    func wordsOfUnits() throws {
        let (rows, notes) = try ask("sum(x)", "k,x\na,7.5GB\nb,512KiB\n")
        #expect(rows == ["7500524288"] && notes.isEmpty)
        #expect(
            try ask("sum(x)", "k=1 x=\"3 seconds\"\nk=2 x=\"2 hours 5 mins\"\nk=3 x=\"7 msec\"\n").rows == ["7503.007"])
        #expect(try ask("sum(x)", "k,x\na,1 day\nb,90 minutes\n").rows == ["91800"])
    }

    @Test("shares of a hundred are numbers where all have the sign")
    func percents() throws {
        #expect(try ask("max(x), sum(x)", "x;y\n9%;a\n12.5%;b\n100%;c\n").rows == ["100\t121.5"])
        #expect(try ask("count", by: "x", sort: "x", "x;y\n100%;c\n9%;a\n").rows == ["9%\t1", "100%\t1"])
    }

    @Test("the units of printed tables, and what is told of them")
    func printedUnits() throws {
        let table = "NAME   SIZE   CPU(cores)\na      1.5K   250m\nb      2G     1\nc      512    12m\n"
        let (rows, notes) = try ask("sum(SIZE), sum(CPU_cores)", table)
        #expect(rows == ["2147485696\t1.262"])
        #expect(
            notes.contains {
                $0.hasSuffix(
                    "K, M, G and T in SIZE are read as powers of 1024, m in CPU_cores is read as a thousandth of a processor"
                )
            }, "\(notes)")
        #expect(try ask("count", table).notes.isEmpty)
        let top = "PID  VIRT    RES   SHR CMD\n  1  1.8g   512m  1024 a\n  2   900   1000   512 b\n"
        #expect(try ask("sum(RES)", top).rows == ["537894912"])
        #expect(try ask("sum(SHR)", top).rows == ["1536"])
    }

    // MARK: orders

    @Test(
        "an order of texts among which are numbers is told",
        arguments: [
            ("id,ms\n1,9\n2,x\n3,100\n4,y\n5,z\n", "z\t100", "2 of 5 values begin with a number, the first '9'"),
            (
                "id;ms\n1;5 C\n2;10 C\n3;9 C\n4;100 C\n", "9 C\t10 C",
                "4 of 4 values begin with a number, the first '5 C'"
            ),
            ("{\"ms\":\"9 EUR\"}\n{\"ms\":\"a\"}\n{\"ms\":\"b\"}\n", "b\t9 EUR", "1 of 3 values begins with a number"),
            ("ms=9:59 y=a\nms=10:05 y=b\nms=8:00 y=c\n", "9:59\t10:05", "3 of 3 values begin with a number"),
        ])
    func orders(text: String, row: String, told: String) throws {
        let (rows, notes) = try ask("max(ms), min(ms)", text)
        #expect(rows == [row])
        #expect(notes.contains { $0.hasPrefix("max(ms), min(ms): ordered as texts, though \(told)") }, "\(notes)")
        let sorted = try ask("count", by: "ms", sort: "-ms", text).notes
        #expect(sorted.contains { $0.hasPrefix("sort by ms: ordered as texts, though ") }, "\(sorted)")
    }

    @Test("an order of names, and of what a format says is a text, is not")
    func silentOrders() throws {
        #expect(try ask("max(x)", by: "x", sort: "x", "x,y\na-1,2\nv1.2,2\n2024-x,3\n").notes.isEmpty)
        let access = "10.0.0.1 - 12 [01/May/2024:10:00:00 +0000] \"GET /a HTTP/1.1\" 200 100 \"-\" \"curl/8\"\n"
        #expect(try ask("max(user), min(ip)", access).notes.isEmpty)
    }

    @Test("dates that may be day or month first have no order")
    func dates() {
        let text = "id,d\n1,01/02/2024\n2,12/11/2023\n3,02/01/2022\n"
        for question in [{ try ask("max(d)", text) }, { try ask("count", by: "d", sort: "-d", text) }] {
            #expect(usage { _ = try question() }?.contains("1 February 2024 or 2 January 2024") == true)
        }
    }

    // MARK: no value

    @Test(
        "a mark of no value among times is none",
        arguments: [
            "id,at\n1,2024-03-12 06:25:24\n2,NULL\n3,2024-03-13 06:25:24\n4,\\N\n5,N/A\n",
            "id=1 at=2024-03-12T06:25:24Z\nid=2 at=-\nid=3 at=2024-03-13T06:25:24Z\nid=4 at=none\nid=5 at=\"\"\n",
            "{\"at\":\"2024-03-12T06:25:24Z\"}\n{\"at\":\"\"}\n{\"at\":\"-\"}\n{\"at\":null}\n{\"at\":\"2024-03-13T06:25:24Z\"}\n",
            "id;at\n1;12.03.2024\n2;none\n3;13.03.2024\n4;-\n5;\n",
            "id\tat\n1\t1710224724\n2\tNULL\n3\t1710311124\n4\t-\n5\tN/A\n",
        ])
    func noTimes(text: String) throws {
        #expect(try ask("count, count(at)", text).rows == ["5\t2"])
        #expect(try ask("count", where: "at is null", text).rows == ["3"])
        #expect(try ask("count", by: "day(at)", text).rows.count == 3)
    }

    // MARK: names

    @Test(
        "no two columns have the same name",
        arguments: [
            ("count as g", "g", ["g", "g_2"]), ("count, count, sum(x)", "g", ["g", "count", "count_2", "sum(x)"]),
            ("sum(x) as s, max(x) as s", nil, ["s", "s_2"]), ("count", "#1, #2", ["g", "x", "count"]),
            ("count", "#1 as first", ["first", "count"]),
        ] as [(String, String?, [String])])
    func names(aggregates: String, groups: String?, expected: [String]) throws {
        var query = Query(aggregates)
        query.groups = groups
        let (rows, answer) = try ThreshQueriesTests.ask(query, "g,x\na,1\na,1\n")
        #expect(answer.columns.map(\.name) == expected)
        #expect(rows.count == 1 && rows[0].split(separator: "\t").count == expected.count)
    }

    @Test("a column that is called count is a group, and the aggregate of that name orders groups")
    func countIsAName() throws {
        let words = "word,count\na,3\nb,3\nc,1\n"
        #expect(try ask("count", by: "count", sort: "-count", words).rows == ["3\t2", "1\t1"])
        #expect(try ask("count", by: "`count`", having: "count > 1", words).rows == ["3\t2"])
        #expect(try ask("sum(count)", by: "count as n", sort: "-n", words).rows == ["3\t6", "1\t1"])
        #expect(
            usage { _ = try ask("count", by: "count", "word,n\na,3\nb,4\n") }?.contains("'count' is an aggregate")
                == true)
    }

    @Test("patterns are of characters")
    func patterns() throws {
        let words = "s,n\naéb,1\nbc,2\nÉB,3\nxéy,4\n"
        for (pattern, count) in [
            ("x[éè]y", 1), ("é?b", 2), ("(?i)éb", 2), ("^...$", 2), ("^[^é]*$", 2), (#"^\W"#, 1), ("^b", 1),
            ("[[:^ascii:]]b", 1),
        ] {
            #expect(try ask("count", where: "s ~ '\(pattern)'", words).rows == ["\(count)"], "\(pattern)")
            #expect(try ask("count", where: "s !~ '\(pattern)'", words).rows == ["\(4 - count)"], "\(pattern)")
        }
        #expect(try ask("count", by: "extract(s, 'x(.)y')", words).rows == ["\t3", "é\t1"])
        #expect(try ask("count", by: "extract(s, '(.)b') as c", having: "c is not null", words).rows == ["é\t1"])
    }

    @Test("what is the same for every line is no question about lines, and a network that is none is no member")
    func constants() throws {
        let orders = "Order ID,ip\nA-2,10.0.0.1\nA-1,10.0.0.2\n"
        for ask in [
            { try self.ask("count", by: "\"Order ID\"", orders) }, { try self.ask("distinct('Order ID')", orders) },
            { try self.ask("count", where: "\"Order ID\" = 'A-1'", orders) },
            { try self.ask("count", by: "ip", sort: "'Order ID'", orders) },
        ] {
            #expect(usage { _ = try ask() }?.contains("written in backquotes: `Order ID`") == true)
        }
        #expect(try self.ask("count", where: "`Order ID` = 'A-1'", orders).rows == ["1"])
        for network in ["10.0.0.0/33", "10.0.0/8", "10.0.0.0/ 8", "2001:db8::/129"] {
            #expect(
                usage { _ = try self.ask("count", where: "ip in ('\(network)')", orders) }?.contains("is no network")
                    == true)
        }
        #expect(try self.ask("count", where: "ip not in ('10.0.0.0/8', '10.0.0.1')", orders).rows == ["0"])
    }
}
