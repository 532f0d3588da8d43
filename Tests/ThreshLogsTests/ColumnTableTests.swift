import Testing
import Thresh

@testable import ThreshLogs

/// Tables as commands print them, and tables below a title.
@Suite("Columns and titles") struct ColumnTableTests {
    private static func cells(_ text: String, _ names: [String]) throws -> (format: LogFormat, rows: [[String]])? {
        guard let detected = try withView(text, { FormatDetector.detect($0, isCut: false) }) else { return nil }
        let format = detected.format
        let extractor = try FieldExtractor(format, fields: names, context: FormatDetector.sampleContext)
        var rows: [[String]] = []
        for line in text.split(separator: "\n") {
            Array(line.utf8).withByteView { view in
                guard extractor.extract(view) == .fields else { return }
                let fields = unsafe extractor.fields(of: view)
                rows.append(
                    names.indices.map { index in
                        var text = ByteBuffer()
                        fields[index].appendText(to: &text)
                        return String(text.view)
                    })
            }
        }
        return (format, rows)
    }

    private static func withView<R>(_ text: String, _ body: (ByteView) throws -> R) throws -> R {
        try Array(text.utf8).withByteView { try body($0) }
    }

    static let tables: [(String, [String], [[String]])] = [
        (
            """
            OWNER      PID %CPU   SIZE STARTED COMMAND
            root         1  0.0  49892 Nov27   /bin/init --deep
            daemon    4711 12.5      0 10:02   [worker]
            """, ["OWNER", "PID", "SIZE", "COMMAND"],
            [["root", "1", "49892", "/bin/init --deep"], ["daemon", "4711", "0", "[worker]"]]
        ),
        (
            """
            BOX ID    IMAGE     COMMAND      CREATED       PORTS    NAMES
            4f5a1c    web:1     "/run -x…"   2 hours ago   80/tcp   front
            a1b2c3    db        "serve …"    3 days ago             back end
            """, ["COMMAND", "CREATED", "PORTS", "NAMES"],
            [[#""/run -x…""#, "2 hours ago", "80/tcp", "front"], [#""serve …""#, "3 days ago", "", "back end"]]
        ),
        (
            """
            Volume       Blocks   Used  Free Put on
            rootfs      1000000  20000   98% /
            none            500      7    1% /run/some where
            """, ["Volume", "Used", "Put on"], [["rootfs", "20000", "/"], ["none", "7", "/run/some where"]]
        ),
        (
            """
            Open connections (all of them)
            Proto In-Q Out-Q Near Address      Far Address        State
            tcp      0     0 127.0.0.1:5432    0.0.0.0:*          LISTEN
            tcp      0    36 10.0.0.5:22       192.0.2.7:53011    UP
            udp      0     0 0.0.0.0:68        0.0.0.0:*
            """, ["Near Address", "State"],
            [["127.0.0.1:5432", "LISTEN"], ["10.0.0.5:22", "UP"], ["0.0.0.0:68", ""]]
        ),
        (
            """
                        total        used        free
            Mem:      2468408     3198316     6588960
            Swap:           0           0           0
            """, ["column1", "used"], [["Mem:", "3198316"], ["Swap:", "0"]]
        ),
        (
            """
            NAME      TYPE   OUTER-IP   AGE
            gateway   Node   <none>     93d
            """, ["NAME", "OUTER-IP", "AGE"], [["gateway", "<none>", "93d"]]
        ),
    ]

    @Test("columns that blanks divide", arguments: tables)
    func columns(text: String, names: [String], rows: [[String]]) throws {
        let found = try #require(try Self.cells(text, names))
        #expect(found.format.name == "columns")
        #expect(found.rows == rows)
    }

    @Test(
        "text and logs are no such tables",
        arguments: [
            "the quick brown fox\njumps over the lazy\ndog and more of it\n",
            "BEGIN\nSELECT A FROM B\nWHERE C IS D\nCOMMIT\n",
            "GET  /a   200  OK\nGET  /b   404  NO\nPUT  /c   200  OK\n",
            "Jan  5 10:00:01 host a: started\nJan  5 10:00:02 host b: stopped\n",
            "USAGE: tool [OPTIONS] FILE\n  -a   do all\n  -b   do more\n",
            "starting up now\nretry 1 of 3\nretry 2 of 3\n", "A B C\nx y z\n", "1 2 3\n4 5 6\n7 8 9\n",
        ])
    func others(text: String) throws {
        #expect(try Self.withView(text) { FormatDetector.detect($0, isCut: false)?.format.name } != "columns")
    }

    static let reports: [(String, [String], [[String]])] = [
        (
            "Report of sales\nMade 2024-01-01\n\nregion,amount\nnorth,5\nsouth,6\n", ["region", "amount"],
            [["north", "5"], ["south", "6"]]
        ),
        (
            "Account;DE12\nPeriod;May 2024\n\nDay;Text;Amount;Currency\n02.05.2024;rent;-500,00;EUR\n03.05.2024;pay;2000,00;EUR\n",
            ["Text", "Amount"], [["rent", "-500,00"], ["pay", "2000,00"]]
        ),
        (
            "Stock\t\t\nitem\tcount\tplace\nnut\t5\tA1\nbolt\t7\tA2\n", ["item", "place"],
            [["nut", "A1"], ["bolt", "A2"]]
        ),
        (
            "Weekly figures,,\n,,\nteam,won,lost\nred,5,1\nblue,2,4\nSum: 12\n", ["team", "won"],
            [["red", "5"], ["blue", "2"]]
        ),
    ]

    @Test("a title before the names is passed over", arguments: reports)
    func titles(text: String, names: [String], rows: [[String]]) throws {
        let found = try #require(try Self.cells(text, names))
        #expect(["csv", "tsv"].contains(found.format.name))
        #expect(found.rows == rows)
        #expect(found.format.notes.contains { $0.contains("title") })
    }

    @Test(
        "lines with a comma now and then are no report",
        arguments: [
            "starting\nconnected to a, then to b\nfailed to read a, b\nwent on with c, d\n",
            "Dear all,\nhere is what we did, and more\nyours, me\n", "a\nb,c\nd\ne,f\n",
        ])
    func prose(text: String) throws {
        let name = try Self.withView(text) { FormatDetector.detect($0, isCut: false)?.format.name }
        #expect(name != "csv" && name != "columns")
    }
}
