import Testing
import Thresh
import ThreshLogs

@testable import ThreshQueries

/// Numbers one a line, and numbers with commas between thousands.
@Suite("Numbers as they are written", .timeLimit(.minutes(1)))
struct WrittenNumberTests {
    @Test(
        "the field of text is what its lines show",
        arguments: [
            ("1\n2\n12\n", "sum(message), max(#1)", "15\t12"),
            ("15 ms\n3 s\n", "sum(message), max(message)", "3.015\t3"),
            ("10 KB\n3 MB\n", "sum(message)", "3010000"), ("5.50\n007\nx\n", "sum(message)", "12.5"),
            ("1,234\n1,234,567\n8\n", "sum(message)", "1235809"),
            ("-3\n4\n-\n", "min(message), count(message)", "-3\t2"),
        ])
    func lines(text: String, aggregates: String, row: String) throws {
        var query = Query(aggregates)
        query.format = "text"
        #expect(try ask(query, text).rows == [row])
        #expect(try ask(Query(aggregates), text).rows == [row])
    }

    @Test("times one a line have an order and hours")
    func times() throws {
        var query = Query("count")
        query.format = "text"
        query.groups = "hour(time)"
        #expect(
            try ask(query, "02.01.2024 03:04\n13.01.2024 03:05\n").rows
                == ["2024-01-02T03:00:00Z\t1", "2024-01-13T03:00:00Z\t1"])
    }

    @Test(
        "lines of a log stay texts",
        arguments: ["starting\n12 apples\nstopped: 5\n", "5\nerror\nfailed\nretry 3\n", "a 1\nb 2\n"])
    func logs(text: String) throws {
        var query = Query("sum(message)")
        query.format = "text"
        #expect(usage { _ = try ask(query, text) }?.contains("is a text") == true)
    }

    @Test(
        "commas between thousands are told by the values",
        arguments: [
            ("k,a\nx,\"1,000\"\ny,\"2,500\"\nz,12\n", "csv", "3512"),
            ("k;a\nx;1,200,000\ny;2,500\nz;12\n", "csv;", "1202512"),
            ("k\ta\nx\t1'000\ny\t2'500.5\n", "tsv", "3500.5"), ("k\ta\nx\t1,000\ny\t0.5\nz\t-2,000\n", "tsv", "-999.5"),
            (#"{"a":"1,234.56"}"# + "\n" + #"{"a":"7"}"# + "\n", "json", "1241.56"),
            ("k=1 a=12,34,567\nk=2 a=3\n", "logfmt", "1234570"), ("k|a\nx|1’000’000\ny|1\n", "csv|", "1000001"),
        ])
    func thousands(text: String, format: String, sum: String) throws {
        var query = Query("sum(a)")
        query.format = format
        #expect(try ask(query, text).rows == [sum])
    }

    @Test(
        "points between thousands are told by the values",
        arguments: [
            ("k;a\nx;1.000\ny;12.345.678\nz;7\n", "csv;", "12346685"),
            ("k;a\nx;1.234,56\ny;12,50\nz;1.000\n", "csv;", "2247.06"),
            ("k,a\nx,\"-1.234,5\"\ny,2\n", "csv", "-1232.5"), ("k\ta\nx\t1.000\ny\t1.000.000\n", "tsv", "1001000"),
            ("k=1 a=1.000\nk=2 a=2.000.000\n", "logfmt", "2001000"),
            (#"{"a":"1.500"}"# + "\n" + #"{"a":"1.000.500"}"# + "\n", "json", "1002000"),
            ("k;a\nx;1.000 KB\ny;2.000.000 KB\n", "csv;", "2001000000"),
            ("k;a\nx;1.000,5 ms\ny;2 ms\n", "csv;", "1.0025"),
        ])
    func pointsOfThousands(text: String, format: String, sum: String) throws {
        var query = Query("sum(a)")
        query.format = format
        let (rows, answer) = try ask(query, text)
        #expect(rows == [sum])
        #expect(answer.summary.notes.isEmpty)
    }

    @Test(
        "points of fractions, addresses and versions divide no thousands, unless a value shows them to be no such",
        arguments: [
            ("a\n1.000\n12.345.678\n1.5\n", "sum(a)", "2.5"), ("k;a\nx;1.234,5\ny;0.125\nz;1.000\n", "sum(a)", "1.125"),
            ("k;version\nx;1.000\ny;1.100.200\nz;1.200\n", "sum(version)", "2.2"),
            ("k;version\nx;1.234,5\ny;1.000\n", "sum(version)", "2234.5"),
            ("k;v\nx;1.000\ny;12.345.678\n", "sum(v)", "12346678"),
        ])
    func pointsOfFractions(text: String, aggregates: String, sum: String) throws {
        var query = Query(aggregates)
        query.format = text.hasPrefix("k;") ? "csv;" : "csv"
        #expect(try ask(query, text).rows == [sum])
    }

    @Test(
        "what is said of commas holds for columns and for values one a line",
        arguments: [
            (
                "NAME    SIZE   USED\na       1,5K   22,5%\nb       2,0M   1%\nc         10   3%\n",
                "max(SIZE), sum(USED)", "2097152\t26.5"
            ),
            ("1,5\n1.000\n2\n", "sum(message)", "1003.5"), ("1,500\n2\n", "sum(message)", "3.5"),
            ("1,5 ms\n2 ms\n", "sum(message)", "0.0035"),
        ])
    func saidOfLines(text: String, aggregates: String, decimal: String) throws {
        var query = Query(aggregates)
        query.format = LogReaders.ofTables + "decimal-comma"
        #expect(try ask(query, text).rows == [decimal])
        query.format = (text.hasPrefix("NAME") ? "columns" : "text") + " decimal-comma"
        #expect(try ask(query, text).rows == [decimal])
    }

    @Test("a comma of thousands is said of values one a line")
    func saidThousands() throws {
        var query = Query("sum(message)")
        query.format = "text thousands-comma"
        #expect(try ask(query, "1,500\n2\n").rows == ["1502"])
    }

    @Test(
        "what may be either is told, and said",
        arguments: [
            ("csv;", "k;a\nx;1,000\ny;2,500\nz;12\n", "12", "3512", "15.5"),
            ("tsv", "k\ta\nx\t7,125\ny\t2\n", "2", "7127", "9.125"),
            ("csv|", "k|a\nx|-1,500\ny|1\nz|2\n", "3", "-1497", "1.5"),
        ])
    func either(format: String, text: String, sum: String, thousands: String, fraction: String) throws {
        var query = Query("sum(a)")
        query.format = format
        let (rows, answer) = try ask(query, text)
        #expect(rows == [sum])
        #expect(answer.summary.notes.contains { $0.contains("--thousands-comma") && $0.contains("--decimal-comma") })
        query.format = format + " thousands-comma"
        #expect(try ask(query, text).rows == [thousands])
        query.format = format + " decimal-comma"
        let decimal = try ask(query, text)
        #expect(decimal.rows == [fraction])
        #expect(decimal.answer.summary.notes.contains { $0.contains("--thousands-comma") })
    }

    @Test(
        "commas before fractions divide no thousands",
        arguments: ["k;a\nx;1,5\ny;2,25\n", "k;a\nx;1,000\ny;0,125\nz;12,5\n", "k;a\nx;0,125\ny;0,250\n"])
    func fractions(text: String) throws {
        let (_, answer) = try ask(Query("count(a)"), text)
        #expect(answer.summary.notes.contains { $0.contains("--decimal-comma reads 1,5") })
        #expect(!answer.summary.notes.contains { $0.contains("--thousands-comma") })
    }

    @Test(
        "points that may stand between thousands are told",
        arguments: [
            ("k;a\nx;1.000\ny;2.500\nz;12\n", true), ("a;k\n-7.125;x\n+812.000;y\n3;z\n", true),
            ("k;a\nx;1.000\ny;0.125\n", false), ("k;a\nx;1.000\ny;2.5\n", false), ("k;a\nx;1.000\ny;2000.500\n", false),
            ("k,a\nx,1.000\ny,2.500\n", false), ("k\ta\nx\t1.000\ny\t2.500\n", false),
        ])
    func points(text: String, isTold: Bool) throws {
        let (_, answer) = try ask(Query("sum(a)"), text)
        #expect(answer.summary.notes.contains { $0.contains("--decimal-comma reads 1.000 as a thousand") } == isTold)
    }
}
