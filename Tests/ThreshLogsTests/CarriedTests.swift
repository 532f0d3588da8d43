import TestSupport
import Testing
import Thresh

@testable import ThreshLogs

/// Access lines and JSON that syslog carries, clients behind other words, and records that begin in several ways.
@Suite("What is before a line's own beginning", .timeLimit(.minutes(1)))
struct CarriedTests {
    private func detected(_ lines: [String]) throws -> DetectedFormat {
        try #require(FormatDetector.detect(Array((lines.joined(separator: "\n") + "\n").utf8)), "\(lines)")
    }

    private func name(_ lines: [String]) -> String { (try? detected(lines))?.format.name ?? "none" }

    private func texts(_ lines: [String], _ fields: [String]) throws -> [[String?]?] {
        let extractor = try FieldExtractor(try detected(lines).format, fields: fields, context: testContext)
        return lines.map { extractor.texts(of: Array($0.utf8)) }
    }

    private static let accesses = [
        #"203.0.113.5 - - [12/Mar/2024:06:25:24 +0100] "GET /a HTTP/1.1" 200 512 "-" "x""#,
        #"203.0.113.6 - bob [12/Mar/2024:06:25:25 +0100] "GET /b HTTP/1.1" 404 512 "-" "x""#,
    ]

    @Test(
        "an access line behind a header of syslog has its own client",
        arguments: [
            "Mar 12 06:25:24 web1 nginx: ", "2024-03-12T06:25:24+01:00 web1 nginx[12]: ",
            "<190>Mar 12 06:25:24 web1 nginx: ",
            "<190>1 2024-03-12T06:25:24Z web1 nginx 12 - - ", "Tue 2024-03-12 06:25:24 UTC web1 nginx[7]: ",
            "1710224724.000001 web1 nginx[7]: ",
        ])
    func carried(header: String) throws {
        let lines = CarriedTests.accesses.map { header + $0 }
        let values = try texts(lines, ["host", "app", "ip", "user", "status"])
        #expect(values[0] == ["web1", "nginx", "203.0.113.5", nil, "200"], "\(name(lines))")
        #expect(values[1] == ["web1", "nginx", "203.0.113.6", "bob", "404"])
        // Other programs' lines lack such fields, and have all of the header's.
        let mixed = lines + [header.replacing("nginx", with: "sshd") + "Accepted publickey for bob"]
        #expect(try texts(mixed, ["app"]) == [["nginx"], ["nginx"], ["sshd"]])
        #expect(try texts(mixed, ["ip"])[2] == nil)
        // Mostly others: what syslog says, and no more.
        let others = Array(repeating: mixed[2], count: 3) + lines
        let names = try detected(others).format.fieldNames
        #expect(!names.contains("status"))
    }

    @Test("JSON and pairs behind a header of syslog; text with values is text")
    func carriedJSON() throws {
        let json = [5, 7].map { #"Mar 12 06:25:2\#($0) web1 app[4]: {"ip":"192.0.2.\#($0)","status":200,"ms":\#($0)}"# }
        #expect(try texts(json, ["host", "ip", "ms"]) == [["web1", "192.0.2.5", "5"], ["web1", "192.0.2.7", "7"]])
        let pairs = [5, 7].map { "Mar 12 06:25:2\($0) web1 app[4]: level=info ms=\($0)" }
        #expect(try texts(pairs, ["host", "level", "ms"]) == [["web1", "info", "5"], ["web1", "info", "7"]])
        // In a container's lines too; its header is the message's own.
        let text = [5, 7].map { "Mar 12 06:25:2\($0) web1 app[4]: took ms=\($0)" }
        #expect(try detected(text).format.name == "syslog")
        let wrapped = CarriedTests.accesses.map {
            #"2024-03-12T06:25:24.000000000Z stdout F Mar 12 06:25:24 web1 nginx: "# + $0
        }
        #expect(try detected(wrapped).format.name == "cri+syslog+combined")
        let values = try texts(wrapped, ["time", "log.time", "stream", "app", "ip", "log", "log.log"])
        #expect(values[0]?[0] == "@1710224724000000000" && values[0]?[1] != nil && values[0]?[1] != values[0]?[0])
        #expect(
            values[1]?.suffix(5) == [
                "stdout", "nginx", "203.0.113.6", "Mar 12 06:25:24 web1 nginx: " + CarriedTests.accesses[1],
                CarriedTests.accesses[1],
            ])
    }

    private static let headers = [
        "Mar 12 06:25:24 web1 app[4]: ", "2024-03-12T06:25:24+01:00 web1 app[4]: ",
        "<13>1 2024-03-12T06:25:24Z web1 app 4 - - ", "Tue 2024-03-12 06:25:24 UTC web1 app[4]: ",
        "[12345.678901] web1 app[4]: ", "<13>",
    ]

    @Test("what syslog, the journal and a bare priority carry is in any format", arguments: headers)
    func anyFormat(header: String) throws {
        let kinds: [(lines: [String], fields: [String], values: [String?])] = [
            (["level=error msg=\"x y\" ms=5", "ms=7 level=error"], ["log.level", "ms"], ["error", "5"]),
            (
                ["2024-03-12 06:25:24,123 [main] ERROR a.b.C - no", "2024-03-12 06:25:25,001 [w-1] ERROR a.b - x"],
                ["log.level", "logger", "message"], ["ERROR", "a.b.C", "no"]
            ),
            (["ERROR: no such file", "WARN: retrying"], ["log.level", "message"], ["ERROR", "no such file"]),
            (
                [#"{"level":"error","status":500}"#, #"{"level":"info","status":200}"#], ["log.level", "status"],
                ["error", "500"]
            ),
            (
                [
                    #"date=2024-03-12 time=06:25:24 devname="fw" level="notice" srcip=192.0.2.1 action="deny""#,
                    #"date=2024-03-12 time=06:25:25 devname="fw" level="notice" srcip=192.0.2.2 action="accept""#,
                ], ["log.level", "srcip", "action"], ["notice", "192.0.2.1", "deny"]
            ),
            (
                [
                    "[UFW BLOCK] IN=eth0 OUT= MAC=00:01 SRC=192.0.2.1 DST=192.0.2.9 LEN=60 DF PROTO=TCP SPT=4000 DPT=22 SYN",
                    "[UFW ALLOW] IN=eth0 OUT= MAC=00:01 SRC=192.0.2.2 DST=192.0.2.9 LEN=60 PROTO=UDP SPT=4001 DPT=53",
                ], ["action", "IN", "OUT", "ip", "SRC", "port", "DPT", "protocol"],
                ["BLOCK", "eth0", nil, "192.0.2.1", "192.0.2.1", "4000", "22", "TCP"]
            ),
        ]
        for kind in kinds {
            let format = try detected(kind.lines.map { header + $0 }).format
            // Where a header has no level, that is the message's.
            let fields = format.lists(kind.fields[0]) ? kind.fields : ["level"] + kind.fields.dropFirst()
            let found = try texts(kind.lines.map { header + $0 }, fields)
            #expect(found[0] == kind.values, "\(format.name): \(kind.lines[0])")
            if !header.hasPrefix("<") {
                #expect(try texts(kind.lines.map { header + $0 }, ["app"]) == [["app"], ["app"]])
                if format.lists("log.level") {
                    #expect(try texts(kind.lines.map { header + $0 }, ["level"])[0] == [kind.values[0]])
                }
            }
        }
    }

    @Test("of a name that both have, the message's value stands where a line lacks the header's")
    func spare() throws {
        let lines = [
            #"<11>Mar 12 06:25:24 web1 app[4]: {"level":"debug","pid":77,"host":"a"}"#,
            #"Mar 12 06:25:25 web1 app: {"level":"debug","pid":78,"host":"b"}"#,
            "Mar 12 06:25:26 web1 cron[5]: (root) CMD (x)",
        ]
        #expect(
            try texts(lines, ["level", "pid", "host"]) == [
                ["err", "4", "web1"], ["debug", "78", "web1"], [nil, "5", "web1"],
            ])
        #expect(try texts(lines, ["log.level", "log.pid", "log.host"])[0] == ["debug", "77", "a"])
        // What only messages have rejects a line that has none.
        #expect(try texts(lines, ["log.level"])[2] == nil)
        // A message of no format is one all the same.
        let records = ["INFO: a", "WARN: b", "ERROR: c", "no level"].map { "Mar 12 06:25:24 web1 app: " + $0 }
        let sure = Array(repeating: records, count: 5).flatMap(\.self).filter { !$0.hasSuffix("no level") }
        #expect(
            try texts(sure + [records[3]], ["level", "message", "log"]).suffix(2) == [
                ["ERROR", "c", "ERROR: c"], [nil, "no level", "no level"],
            ])
    }

    @Test(
        "what stands before a container's lines",
        arguments: [
            "[pod/web-1/nginx] ", "web.1.abc123def@node1    | ", "web-1  | 2024-03-12T06:25:24.123456789Z ",
            "[pod/web-1/nginx] 2024-03-12T06:25:24.123456789Z ",
        ])
    func prefixes(before: String) throws {
        let lines = CarriedTests.accesses.map { before + $0 }
        #expect(
            try texts(lines, ["ip", "status"]) == [["203.0.113.5", "200"], ["203.0.113.6", "404"]], "\(name(lines))")
    }

    @Test("traces of a program do not hide the format of its lines", arguments: [0, 1])
    func tracesWithin(kind: Int) throws {
        let record = "2024-03-12 06:25:24,123 [main] ERROR a.b.C - no"
        let trace = ["java.lang.IllegalStateException: x"] + (1...12).map { "\tat a.b.C.d(C.java:\($0))" }
        let messages = Array(repeating: [record, record] + trace, count: 3).flatMap(\.self)
        let lines = messages.map { message in
            kind == 0
                ? "2024-03-12T06:25:24.1Z stdout F " + message
                : #"{"log":"\#(message.replacing("\t", with: "\\t"))\n","stream":"stdout","time":"2024-03-12T06:25:24.1Z"}"#
        }
        let values = try texts(lines, ["level", "message"])
        #expect(values.compactMap(\.self) == Array(repeating: ["ERROR", "no"], count: 6), "\(name(lines))")
    }

    @Test("Cisco's and Dovecot's lines behind other headers")
    func otherHeaders() throws {
        let lines = [
            "2024-04-30T23:50:07Z fw : %ASA-3-302013: Built x",
            "2024-04-30T23:50:07+00:00 10.0.0.1 %ASA-3-302013: Built y",
            "Apr 30 23:50:07 fw  %FTD-3-430003: z", "2024 Apr 30 23:50:07 sw1 %ETHPORT-3-IF_DOWN_NONE: x",
        ]
        for line in lines {
            #expect(try texts([line, line], ["level", "severity"])[0] == ["err", "3"], "\(line) \(name([line]))")
        }
        let mail = "2024-04-30 23:50:07 imap-login: Info: Login: user=<bob>"
        #expect(try texts([mail, mail], ["app", "level"])[0] == ["imap-login", "Info"])
    }

    @Test("formats within formats within formats")
    func nested() throws {
        let pairs = ["level=warn ms=5", "level=info ms=7"]
        let syslog = pairs.map { "Mar 12 06:25:24 web1 app[4]: " + $0 }
        let cri = syslog.map { "2024-03-12T06:25:24.000000000Z stdout F " + $0 }
        #expect(try detected(cri).format.name == "cri+syslog+logfmt")
        #expect(try texts(cri, ["level", "ms", "app", "stream"])[0] == ["warn", "5", "app", "stdout"])
        let docker = pairs.map {
            #"Mar 12 06:25:24 web1 dockerd: {"log":"\#($0)\n","stream":"stderr","time":"2024-03-12T06:25:24.1Z"}"#
        }
        #expect(try detected(docker).format.name == "syslog+docker+logfmt")
        #expect(try texts(docker, ["level", "ms", "app", "stream"])[1] == ["info", "7", "dockerd", "stderr"])
        let journal = syslog.map { #"{"__REALTIME_TIMESTAMP":"1710224724000000","MESSAGE":"\#($0)"}"# }
        #expect(try texts(journal, ["level", "ms", "host"])[0] == ["warn", "5", "web1"])
        // What systemd writes as bytes is read as the text that it is.
        let bytes = pairs.map { line in
            #"{"__REALTIME_TIMESTAMP":"1710224724000000","MESSAGE":[\#(line.utf8.map { "\($0)" }.joined(separator: ","))]}"#
        }
        #expect(try texts(bytes, ["level", "ms"]) == [["warn", "5"], ["info", "7"]])
        // As many as are looked for, and no more.
        let deep = Array(repeating: "<13>", count: 9).joined() + "ms=1 b=2"
        #expect(try detected([deep]).format.name == "syslog-bare+syslog-bare+syslog-bare+syslog-bare")
    }

    @Test("the client is the first that is known, and a user is no dash beside other words")
    func clients() throws {
        let request = #"[12/Mar/2024:06:25:24 +0100] "GET /a HTTP/1.1" 200 512"#
        for agents in [#" "-" "x""#, ""] {
            let lines = [
                "203.0.113.9 10.0.0.1 - - ", "- 10.0.0.1 - - ", "203.0.113.9, 198.51.100.7 10.0.0.1 - bob ",
                "unknown, 203.0.113.8 10.0.0.2 - - ", "2001:db8::1, 10.0.0.3 10.0.0.4 - - ",
            ].map { $0 + request + agents }
            let values = try texts(lines, ["ip", "ident", "user"])
            #expect(
                values == [
                    ["203.0.113.9", nil, nil], ["10.0.0.1", nil, nil], ["203.0.113.9", nil, "bob"],
                    ["203.0.113.8", nil, nil], ["2001:db8::1", nil, nil],
                ], "\(name(lines))")
        }
        let plain = CarriedTests.accesses + [CarriedTests.accesses[0].replacing("- -", with: "- jane doe")]
        #expect(try detected(plain).format.name == "combined")
        let hidden = ["127.0.0.1 example.com 203.0.113.5 - - ", "10.1.2.3 app 203.0.113.5 - bob "]
        for line in hidden {
            let found = FormatDetector.detect(Array("\(line)\(request) \"-\" \"x\"\n".utf8))
            #expect(found?.format.fieldNames.contains("user") != true, "\(found?.format.name ?? "")")
        }
    }

    @Test("a device is no host")
    func devices() throws {
        let kernel = [
            "[12345.678901] usb 1-1: new high-speed USB device", "[12345.700000] usb 1-1: New USB device found",
            "[12346.000000] eth0 link: up", "[    0.000000] Linux version 6.1.0",
        ]
        #expect(try detected(kernel).format.name == "dmesg")
        let journal = [
            "[12345.678901] web1 kernel: usb 1-1: new device", "[12345.700000] web1 systemd[1]: Started x.",
            "[12346.000000] web1 audit: x",
        ]
        #expect(try detected(journal).format.name == "journal-short")
    }

    @Test(
        "a trace belongs to the record before it",
        arguments: [
            [
                "12-Mar-2024 06:25:21.123 SEVERE [main] org.apache.X.y Servlet threw",
                "12-Mar-2024 06:25:22.123 INFO [b-2] o.Y.z ok",
            ],
            [
                "INFO  [main] 2024-03-12 06:25:21,123 Foo.java:12 - ok",
                "ERROR [Thrift:1] 2024-03-12 06:25:22,123 F.java:1 - bad",
            ],
            [
                "WARN  [Stage-2:7] 2024-03-12 06:25:21,123 Foo.java:12 - ok",
                "DEBUG [a b] 2024-03-12 06:25:22,123 F.java:1 - bad",
            ],
        ])
    func traces(records: [String]) throws {
        let trace = "java.lang.NullPointerException: null\n\tat a.b.c(D.java:1)"
        let format = try detected(records + [records[1] + "\n" + trace] + records).format
        let extractor = try FieldExtractor(format, fields: ["message"], context: testContext)
        for line in records { #expect(Array(line.utf8).withByteView { extractor.isFirstLine($0) }, "\(format.name)") }
        #expect(Array("java.lang.X: y".utf8).withByteView { !extractor.isFirstLine($0) })
        let outcome = Array("\(records[1])\n\(trace)".utf8).withByteView { record in
            let outcome = extractor.extract(record, firstLine: records[1].utf8.count)
            #expect(
                unsafe String(decoding: Array(extractor.fields(of: record)[0].bytes), as: UTF8.self).hasSuffix(trace))
            return outcome
        }
        #expect(outcome == .fields)
    }

    @Test("what a server writes before its first statement is none")
    func preamble() throws {
        let lines = [
            "/usr/sbin/mysqld, Version: 8.0.36 (GPL). started with:", "Tcp port: 3306  Unix socket: /run/mysqld.sock",
            "Time                 Id Command    Argument", "# Time: 2024-03-12T06:25:24.123456Z",
            "# User@Host: root[root] @ localhost []  Id:     8",
            "# Query_time: 2.000123  Lock_time: 0.000001 Rows_sent: 1  Rows_examined: 10", "SET timestamp=1710224724;",
            "SELECT * FROM a;",
        ]
        let format = try detected(lines).format
        #expect(format.name == "mysql-slow")
        let extractor = try FieldExtractor(format, fields: ["duration"], context: testContext)
        for (index, line) in lines.enumerated() {
            #expect(Array(line.utf8).withByteView { extractor.isBeforeRecords($0) } == (index < 4), "\(line)")
        }
    }

    @Test("uWSGI's times in thousandths and millionths")
    func micros() throws {
        let lines = ["12 msecs", "1200 micros"].map {
            "[pid: 12|app: 0|req: 2/2] 10.0.0.5 () {40 vars in 500 bytes} [Tue Mar 12 06:25:25 2024] POST /b => generated 0 "
                + "bytes in \($0) (HTTP/1.1 500) 2 headers in 80 bytes (1 switches on core 0)"
        }
        #expect(try detected(lines).description == "uwsgi")
        #expect(try texts(lines, ["duration"]) == [["12"], ["1200"]])
    }
}
