import TestSupport
import Testing
import Thresh

@testable import ThreshLogs

/// What formats share: levels, clients, headers, records of several lines.
@Suite("The catalogue", .timeLimit(.minutes(1)))
struct CatalogueTests {
    private func detect(_ text: String) throws -> LogFormat {
        try #require(FormatDetector.detect(Array(text.utf8))).format
    }

    private func texts(_ format: LogFormat, _ fields: [String], _ line: String) throws -> [String?]? {
        try FieldExtractor(format, fields: fields, context: testContext).texts(of: Array(line.utf8))
    }

    @Test(
        "levels of numbers, letters and marks are words",
        arguments: [
            (FieldPart.syslogLevel, "3", "err"), (.priorityLevel, "30", "info"), (.priorityLevel, "191", "debug"),
            (.tensLevel, "50", "error"), (.telemetryLevel, "1", "TRACE"), (.telemetryLevel, "12", "INFO"),
            (.telemetryLevel, "24", "FATAL"), (.letterLevel, "W", "WARN"), (.letterLevel, "D3", "DEBUG"),
            (.markLevel, "#", "warning"),
        ])
    func levels(part: FieldPart, text: String, word: String) {
        #expect(Array(text.utf8).withLineBytes { LevelScale.word(part, $0) }?.description == word)
    }

    @Test(
        "what is no level of a scale has no word",
        arguments: [
            (FieldPart.syslogLevel, "8"), (.syslogLevel, "-1"), (.priorityLevel, "192"), (.tensLevel, "35"),
            (.telemetryLevel, "0"), (.telemetryLevel, "25"), (.letterLevel, "X"), (.markLevel, "+"),
            (.tensLevel, "info"),
        ])
    func noLevels(part: FieldPart, text: String) {
        #expect(Array(text.utf8).withLineBytes { LevelScale.word(part, $0) } == nil)
    }

    @Test(
        "a port that always follows is divided from addresses of both kinds",
        arguments: [
            ("192.0.2.1:80", "192.0.2.1", "80"), ("2001:db8::1:39759", "2001:db8::1", "39759"),
            ("2001:db8::1:443", "2001:db8::1", "443"), ("[2001:db8::1]:443", "2001:db8::1", "443"),
            ("::1:8080", "::1", "8080"),
        ])
    func endpoints(text: String, address: String, port: String) throws {
        let template = FormatTemplate(["{ip:endpoint} x"])
        let format = LogFormat("test", "", fields: template.fields, layout: .steps(template.variants))
        #expect(try texts(format, ["ip", "port"], "\(text) x") == [address, port])
    }

    @Test(
        "a port that may be missing is only where the address is none with it",
        arguments: [
            ("192.0.2.1", "192.0.2.1", nil), ("2001:db8::1", "2001:db8::1", nil),
            ("2001:db8::1:39759", "2001:db8::1", "39759"),
            ("::1", "::1", nil), ("[::1]", "::1", nil),
        ] as [(String, String, String?)])
    func addresses(text: String, address: String, port: String?) throws {
        let template = FormatTemplate(["{ip:address} x"])
        let format = LogFormat("test", "", fields: template.fields, layout: .steps(template.variants))
        #expect(try texts(format, ["ip", "port"], "\(text) x") == [address, port])
    }

    private static let access = #"- - [17/May/2015:10:05:03 +0000] "GET /a HTTP/1.1" 200 15 "-" "curl/8""#

    @Test("ports behind most clients of a server make a field")
    func clientPorts() throws {
        let format = try detect("192.0.2.1:4711 \(Self.access)\n2001:db8::1:50123 \(Self.access)\n")
        #expect(format.name == "combined")
        #expect(try texts(format, ["ip", "port"], "192.0.2.1:4711 \(Self.access)") == ["192.0.2.1", "4711"])
        #expect(try texts(format, ["ip", "port"], "2001:db8::1:50123 \(Self.access)") == ["2001:db8::1", "50123"])
        #expect(try detect("2001:db8::1 \(Self.access)\n::1 \(Self.access)\n").type(of: "port") == nil)
    }

    @Test("a list of clients is never one client")
    func lists() throws {
        let combined = try detect("192.0.2.1 \(Self.access)\n")
        #expect(try texts(combined, ["ip"], "192.0.2.1, 10.0.0.1 \(Self.access)") == nil)
        let listed = try detect(
            "192.0.2.1, 10.0.0.1 \(Self.access)\n192.0.2.2 \(Self.access)\n192.0.2.3, unknown \(Self.access)\n")
        #expect(
            try texts(listed, ["ip", "forwarded_for"], "192.0.2.3, unknown \(Self.access)") == [
                "192.0.2.3", "192.0.2.3, unknown",
            ])
    }

    @Test("labels name fields, though they are other fields' aliases; equal names get numbers")
    func labels() throws {
        let format = try detect(
            "192.0.2.1 \(Self.access) host=\"a.example\" status=9\n192.0.2.1 \(Self.access) host=\"b\" status=8\n")
        let line = "192.0.2.1 \(Self.access) host=\"a.example\" status=9"
        #expect(
            try texts(format, ["host", "status", "status_2", "ip"], line) == ["a.example", "200", "9", "192.0.2.1"])
    }

    @Test("Zeek's tables and flow logs have the fields of their headers")
    func headers() throws {
        let zeek = try detect(
            "#separator \\x09\n#path\thttp\n#fields\tts\tuid\tid.orig_h\tstatus_code\tuser_agent\n#types\ttime\tstring\taddr\tcount\tstring\n1714566600.5\tC1\t192.0.2.7\t200\tcurl/8 x\n#close\t2024\n"
        )
        #expect(zeek.name == "zeek")
        #expect(
            try texts(
                zeek, ["time", "id.orig_h", "ip", "status", "agent"], "1714566600.5\tC1\t192.0.2.7\t200\tcurl/8 x")
                == ["@1714566600500000000", "192.0.2.7", "192.0.2.7", "200", "curl/8 x"])
        let flow = try detect("srcaddr dstaddr bytes start flow-direction\n192.0.2.7 10.0.0.1 512 1714566600 ingress\n")
        #expect(
            try texts(flow, ["ip", "bytes", "time", "flow_direction"], "192.0.2.7 10.0.0.1 512 1714566600 ingress")
                == ["192.0.2.7", "512", "@1714566600000000000", "ingress"])
    }

    @Test(
        "records that are always several lines",
        arguments: [
            (
                "mysql-slow",
                "# User@Host: app[app] @ web1 [192.0.2.7]  Id:     9\n# Query_time: 0.500000  Lock_time: 0.000010 Rows_sent: 1  Rows_examined: 7\nuse shop;\nSET timestamp=1714566600;\nselect 1,\n  2;\n# Time: 2024-05-01T12:31:00.123456Z",
                [
                    "user": "app", "ip": "192.0.2.7", "thread": "9", "duration": "0.500000", "rows_examined": "7",
                    "database": "shop", "time": "@1714566600000000000", "message": "select 1,\n  2;",
                ]
            ),
            (
                "java-logging", "May 01, 2024 12:30:00 PM org.a.Catalina start\nINFO: Server startup in 12 ms\n\tat x",
                [
                    "time": "@1714566600000000000", "logger": "org.a.Catalina", "function": "start", "level": "INFO",
                    "message": "Server startup in 12 ms\n\tat x",
                ]
            ),
            (
                "rails",
                "Started GET \"/a?b=1\" for 192.0.2.7 at 2024-05-01 12:30:00 +0000\nProcessing by A#b as HTML\nCompleted 200 OK in 12ms (Views: 1.0ms)",
                [
                    "method": "GET", "path": "/a?b=1", "ip": "192.0.2.7", "time": "@1714566600000000000",
                    "status": "200", "duration": "12ms",
                ]
            ),
            (
                "php-fpm-slow",
                "[01-May-2024 12:30:00]  [pool www] pid 7\nscript_filename = /a.php\n[0x7] f() /a.php:1",
                [
                    "time": "@1714566600000000000", "pool": "www", "pid": "7", "path": "/a.php",
                    "message": "[0x7] f() /a.php:1",
                ]
            ),
            (
                "dotnet", "fail: A.B[3]\n      it failed\n      again",
                ["level": "fail", "logger": "A.B", "event_id": "3", "message": "it failed\n      again"]
            ),
            (
                "ossec",
                "** Alert 1714566600.250: mail  - syslog,sshd,\n2024 May 01 12:30:00 web1->/var/log/auth.log\nRule: 5710 (level 5) -> 'Attempt to login'\nSrc IP: 192.0.2.7\nSrc Port: 4711\nUser: bob\nMay  1 12:30:00 web1 sshd[7]: Invalid user bob",
                [
                    "time": "@1714566600250000000", "path": "/var/log/auth.log", "rule": "5710", "severity": "5",
                    "name": "Attempt to login", "ip": "192.0.2.7", "port": "4711", "user": "bob",
                    "message": "May  1 12:30:00 web1 sshd[7]: Invalid user bob", "target": nil,
                ]
            ),
            (
                "ossec",
                "** Alert 1714566600.7: - syslog,\n2024 May 01 12:30:00 (web2) 10.0.0.9->journald\nRule: 1002 (level 2) -> 'Unknown problem somewhere in the system.'\nMay  1 12:30:00 web2 app: error",
                [
                    "time": "@1714566600700000000", "file": "journald", "code": "1002", "ip": nil, "user": nil,
                    "message": "May  1 12:30:00 web2 app: error",
                ]
            ),
            (
                "snort-full",
                "[**] [1:2010935:2] ET SCAN inbound [x] [**]\n[Classification: Potentially Bad Traffic] [Priority: 2] \n04/30-23:50:07.123456 192.0.2.7:50000 -> 198.51.100.1:1433\nTCP TTL:64 TOS:0x0 ID:1234 IpLen:20 DgmLen:60 DF\n******S* Seq: 0x1  Ack: 0x0\n[Xref => http://a.example/2010935]",
                [
                    "time": "@1746057007123456000", "code": "1:2010935:2", "message": "ET SCAN inbound [x]",
                    "classification": "Potentially Bad Traffic", "priority": "2", "ip": "192.0.2.7", "port": "50000",
                    "target": "198.51.100.1", "target_port": "1433", "protocol": "TCP",
                ]
            ),
            (
                "snort-full",
                "[**] [116:434:1] (snort_decoder) WARNING: ICMP PING NMAP [**]\n[Priority: 3] \n04/30/24-23:50:07.123456 2001:db8::1 -> 2001:db8::2\nICMP TTL:64 TOS:0x0",
                [
                    "time": "@1714521007123456000", "code": "116:434:1", "classification": nil, "priority": "3",
                    "ip": "2001:db8::1", "port": nil, "target": "2001:db8::2", "details": "TTL:64 TOS:0x0",
                ]
            ),
            (
                "apt-history",
                "Start-Date: 2024-05-01  12:30:00\nCommandline: apt-get install curl\nRequested-By: bob (1000)\nInstall: curl:amd64 (8.5.0), libcurl4:amd64 (8.5.0, automatic)\nEnd-Date: 2024-05-01  12:30:07",
                [
                    "time": "@1714566600000000000", "end": "@1714566607000000000", "command": "apt-get install curl",
                    "message": "apt-get install curl", "user": "bob", "uid": "1000",
                    "install": "curl:amd64 (8.5.0), libcurl4:amd64 (8.5.0, automatic)", "upgrade": nil,
                ]
            ),
            (
                "apt-history",
                "Start-Date: 2024-05-01  12:30:00\nCommandline: /usr/bin/unattended-upgrade\nUpgrade: a:amd64 (1, 2)\nPurge: b:all (3)\nError: Sub-process /usr/bin/dpkg returned an error code (1)\nEnd-Date: 2024-05-01  12:30:00",
                [
                    "time": "@1714566600000000000", "upgrade": "a:amd64 (1, 2)", "purge": "b:all (3)",
                    "error": "Sub-process /usr/bin/dpkg returned an error code (1)", "user": nil, "remove": nil,
                ]
            ),
            (
                "apt-term",
                "Log started: 2024-05-01  12:30:00\nSetting up curl (8.5.0) ...\nProcessing triggers ...\nLog ended: 2024-05-01  12:30:07",
                [
                    "time": "@1714566600000000000", "end": "@1714566607000000000",
                    "message": "Setting up curl (8.5.0) ...\nProcessing triggers ...",
                ]
            ),
            (
                "erlang",
                "=ERROR REPORT==== 1-May-2024::12:30:00 ===\nConnection attempt from disallowed node\n  x",
                [
                    "level": "ERROR", "time": "@1714566600000000000",
                    "message": "Connection attempt from disallowed node\n  x",
                ]
            ),
            (
                "erlang", "=INFO REPORT==== 01-May-2024::12:30:00.250000 ===\n    application: mnesia",
                ["level": "INFO", "time": "@1714566600250000000", "message": "    application: mnesia"]
            ),
            (
                "erlang", "=CRASH REPORT==== 1-May-2024::12:30:00 ===\n  crasher:",
                ["report": "CRASH", "level": nil, "time": "@1714566600000000000", "message": "  crasher:"]
            ),
            (
                "oracle-alert",
                "2024-05-01T14:30:00.250123+02:00\nThread 1 advanced to log sequence 7 (LGWR switch)\n  Current log# 1",
                [
                    "time": "@1714566600250123000",
                    "message": "Thread 1 advanced to log sequence 7 (LGWR switch)\n  Current log# 1",
                ]
            ),
            (
                "oracle-alert-old",
                "Wed May 01 12:30:00 2024\nORA-1555 caused by SQL statement below\nselect 1",
                ["time": "@1714566600000000000", "message": "ORA-1555 caused by SQL statement below\nselect 1"]
            ),
        ] as [(String, String, [String: String?])])
    func records(name: String, record: String, expected: [String: String?]) throws {
        let format = try FormatCatalog.format(named: name)
        let shape = try #require(format.recordStart)
        #expect(
            record.split(separator: "\n").map { Array($0.utf8).withLineBytes { shape.begins($0) } }.filter { $0 }.count
                == 1)
        let names = expected.keys.sorted()
        let extractor = try FieldExtractor(format, fields: names, context: testContext)
        let found = withView(Array(record.utf8)) { view -> [String?]? in
            guard extractor.extract(view, firstLine: record.utf8.prefix { $0 != 10 }.count) == .fields else {
                return nil
            }
            let fields = unsafe extractor.fields(of: view)
            return (0..<fields.count).map { corpusText(fields[$0]) }
        }
        #expect(found == names.map { expected[$0] ?? nil })
        let file = record + "\n" + record + "\n"
        #expect(try detect(file).name == name)
    }
}
