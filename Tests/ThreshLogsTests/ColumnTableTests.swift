import Testing
import Thresh

@testable import ThreshLogs

/// Tables as commands print them, and tables below a title.
@Suite("Columns and titles") struct ColumnTableTests {
    static func cells(_ text: String, _ names: [String]) throws -> (format: LogFormat, rows: [[String]])? {
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
        (
            """
              PART              READY  PHASE WHAT IT IS
              clock.part        yes    up    Keeps the time of all the others
            ● mail.part         yes    down  Sends what is written
              web.part          yes    up    Listens

            READY = whether it may begin at all, or has to wait for others.
            3 parts listed.
            """, ["column1", "PART", "PHASE", "WHAT_IT_IS"],
            [
                ["", "clock.part", "up", "Keeps the time of all the others"],
                ["●", "mail.part", "down", "Sends what is written"], ["", "web.part", "up", "Listens"],
            ]
        ),
        (
            """
            NAME STATE  AGE
            pod1 Active 5d
            pod2 Broken 3h
            pod3 Gone   1m
            """, ["NAME", "STATE", "AGE"],
            [["pod1", "Active", "5d"], ["pod2", "Broken", "3h"], ["pod3", "Gone", "1m"]]
        ),
        (
            """
            OWNER PID %CPU SIZE COMMAND
            root 1 0.0 49892 /bin/init --deep
            daemon 4711 12.5 0 [worker]
            """, ["OWNER", "SIZE", "COMMAND"], [["root", "49892", "/bin/init --deep"], ["daemon", "0", "[worker]"]]
        ),
        (
            """
            PART READY PHASE TEXT
            a.part loaded up Keeps the time
            b.part loaded up Sends
            c.part loaded down Listens to all
            """, ["PART", "TEXT"], [["a.part", "Keeps the time"], ["b.part", "Sends"], ["c.part", "Listens to all"]]
        ),
        (
            """
            ID     NAME   MEM USAGE / LIMIT     NET I/O          PIDS
            b95a   web    5.5MiB / 16GiB        916B / 0B        9
            67b2   db     1.7GiB / 16GiB        2.5kB / 1.1MB    52
            """, ["MEM_USAGE", "LIMIT", "NET_I", "NET_O", "PIDS"],
            [["5.5MiB", "16GiB", "916B", "0B", "9"], ["1.7GiB", "16GiB", "2.5kB", "1.1MB", "52"]]
        ),
        (
            """
            NEXT                        LEFT          UNIT
            Wed 2024-05-01 13:00:00 UTC 28min left    a.timer
            n/a                         n/a           b.timer

            2 timers listed.
            """, ["LEFT", "UNIT"], [["28min left", "a.timer"], ["n/a", "b.timer"]]
        ),
        (
            """
            State    In-Q  Out-Q     Near Address:Port   Far Address:Port   Process
            LISTEN   0     128            0.0.0.0:22         0.0.0.0:*      users:(("sshd"))
            ESTAB    0     36            10.0.0.5:22       192.0.2.7:53011  users:(("sshd"))
            """, ["State", "Near_Address_Port", "Far_Address_Port"],
            [["LISTEN", "0.0.0.0:22", "0.0.0.0:*"], ["ESTAB", "10.0.0.5:22", "192.0.2.7:53011"]]
        ),
    ]

    /// The longest cell of a column has blanks where others have ended.
    static let long: [(String, [String], [[String]])] = [
        (
            """
            STORE    MARK     STORE KEY   MADE                    WEIGHT
            one      latest   11371dd1a   Less than an hour ago   980kB
            two      16       b08c1c706   10 months ago           1.2GB
            three    7        0a78a0c5b   3 days ago              45MB
            four     7        0a78a0c5b   3 days ago              45MB
            five     7        0a78a0c5b   3 days ago              45MB
            six      7        0a78a0c5b   3 days ago              45MB
            """, ["STORE_KEY", "MADE", "WEIGHT"],
            [["11371dd1a", "Less than an hour ago", "980kB"], ["b08c1c706", "10 months ago", "1.2GB"]]
                + Array(repeating: ["0a78a0c5b", "3 days ago", "45MB"], count: 4)
        ),
        (
            """
            NAME    READY   AGAIN             AGE
            a-1     1/1     118 (2m31s ago)   50s
            a-2     1/1     0                 3d
            a-3     1/1     0                 4d
            a-4     1/1     0                 5d
            a-5     1/1     0                 5d
            a-6     1/1     0                 5d
            """, ["AGAIN", "AGE"],
            [["118 (2m31s ago)", "50s"], ["0", "3d"], ["0", "4d"], ["0", "5d"], ["0", "5d"], ["0", "5d"]]
        ),
    ]

    /// What values of columns are as numbers; nil of those that are none.
    static let units: [(String, String, [Double?])] = [
        (
            "NAME   TYPE   SIZE\na      disk   1.5K\nb      disk   20G\nc      part   512\n", "SIZE",
            [1536, 21_474_836_480, 512]
        ),
        ("NAME   CPU(cores)   MEM\na      250m         64Mi\nb      1            2Gi\n", "CPU_cores", [0.25, 1]),
        (
            "NAME   CPU(cores)   MEM\na      250m         64Mi\nb      1            2Gi\n", "MEM",
            [67_108_864, 2_147_483_648]
        ),
        ("NAME   STATE   AGE\na      up      5m\nb      up      12m\n", "AGE", [300, 720]),
        ("NAME   STATE   USED\na      up      5m\nb      up      12m\n", "USED", [5_242_880, 12_582_912]),
        ("NAME   STATE   USE%\na      up      5%\nb      up      12.5%\n", "USE", [5, 12.5]),
        (
            "PID  VIRT    RES   SHR CMD\n  1  1.8g   512m  1024 a\n  2   900   1000   512 b\n", "RES",
            [536_870_912, 1_024_000]
        ),
        (
            "NAME   HOUSE   TOWN\na      3d      x\nb      12      y\nc      14      y\nd      15      y\n", "HOUSE",
            [nil, 12, 14, 15]
        ),
    ]

    @Test("units are those that commands print", arguments: units)
    func numbers(text: String, name: String, values: [Double?]) throws {
        let found = try #require(try Self.cells(text, [name]))
        #expect(found.format.name == "columns")
        guard case .numeral(let numeral)? = found.format.type(of: name) else {
            Issue.record("\(name) is \(String(describing: found.format.type(of: name)))")
            return
        }
        #expect(found.rows.map { row in Array(row[0].utf8).withByteView { numeral.value(of: $0) } } == values)
    }

    @Test("columns that blanks divide", arguments: tables + long)
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
            "A B C D\nw x y z\nv u t s\nr q p o\n",
            "READ ME FIRST NOW\nit is all here\nyou may go on\nor stop here now\n",
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
