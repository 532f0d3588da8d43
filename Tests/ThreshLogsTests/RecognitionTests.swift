import TestSupport
import Testing
import Thresh

@testable import ThreshLogs

/// What files are taken for whose lines have a usual format in an unusual writing.
@Suite struct RecognitionTests {
    private func detected(_ text: String) -> DetectedFormat? {
        withView(Array(text.utf8)) { FormatDetector.detectOrText($0, isCut: false) }
    }

    /// The values of some fields in each line, `?` for a line that is rejected.
    private func values(_ fields: [String], _ text: String) throws -> [[String?]] {
        let format = try #require(detected(text)).format
        let extractor = try FieldExtractor(format, fields: fields, context: testContext)
        var values: [[String?]] = []
        withView(Array(text.utf8)) { block in
            extractor.forEachLine(in: block) { line in
                values.append(fields.indices.map { corpusText(line[$0]) })
            } malformed: { _, _ in
                values.append(["?"])
            }
        }
        return values
    }

    // MARK: syslog

    @Test(
        "a facility and a level before the program are what they are",
        arguments: [
            ("Mar 12 06:25:24 web1 daemon.info dnsmasq[123]: x", ["web1", "daemon", "info", "dnsmasq", "123"]),
            ("<30>2024-03-12T06:25:24Z web1 local7.warning app: x", ["web1", "local7", "warning", "app", nil]),
            ("Tue Mar 12 06:25:24 2024 authpriv.err dropbear[9]: x", [nil, "authpriv", "err", "dropbear", "9"]),
            ("Mar 12 06:25:24 kern.crit kernel: x", [nil, "kern", "crit", "kernel", nil]),
            ("Mar 12 06:25:24 web1 systemd[1]: x", ["web1", nil, nil, "systemd", "1"]),
        ] as [(String, [String?])])
    func facilities(line: String, fields: [String?]) throws {
        let text = "\(line)1\n\(line)2\n"
        #expect(detected(text)?.format.name == "syslog")
        #expect(try values(["host", "facility", "level", "app", "pid"], text) == [fields, fields])
        #expect(try values(["message"], text) == [["x1"], ["x2"]])
    }

    @Test("a level is no program, and audit is one")
    func levelsOfSyslog() throws {
        let text = """
            Mar 12 06:25:24 INFO: a
            Mar 12 06:25:25 web1 ERROR: b
            Mar 12 06:25:26 web1 audit: c
            Mar 12 06:25:27 web1 my.conf reload: d

            """
        #expect(
            try values(["host", "level", "app", "message"], text) == [
                [nil, "INFO", nil, "a"], ["web1", "ERROR", nil, "b"], ["web1", nil, "audit", "c"],
                ["web1", nil, nil, "my.conf reload: d"],
            ])
    }

    private static let proxied =
        #"10.0.1.2:33317 [12/Mar/2024:06:25:24.655] in static/srv1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 "GET /a HTTP/1.1""#

    @Test(
        "HAProxy's lines are its own behind every header of syslog",
        arguments: [
            ("", [nil, nil, nil, nil]), ("Mar 12 06:25:24 lb1 haproxy[12]: ", ["lb1", "haproxy", "12", nil]),
            ("<134>Mar 12 06:25:24 lb1 haproxy[12]: ", ["lb1", "haproxy", "12", "info"]),
            ("<131>Mar 12 06:25:24 haproxy[12]: ", [nil, "haproxy", "12", "err"]),
            ("<134>1 2024-03-12T06:25:24Z lb1 haproxy 12 - - ", ["lb1", "haproxy", "12", "info"]),
            ("<134>1 2024-03-12T06:25:24.5+01:00 - haproxy - - [a@1 b=\"c d\"] ", [nil, "haproxy", nil, "info"]),
            ("<134>2024-03-12T06:25:24+01:00 lb1 haproxy[12]: ", ["lb1", "haproxy", "12", "info"]),
            ("Mar 12 06:25:24 haproxy: ", [nil, "haproxy", nil, nil]),
            ("Mar 12 06:25:24 lb1 haproxy: ", ["lb1", "haproxy", nil, nil]),
            ("Mar 12 06:25:24 lb1 local0.notice haproxy[12]: ", ["lb1", "haproxy", "12", "notice"]),
        ] as [(String, [String?])])
    func proxies(header: String, fields: [String?]) throws {
        let line = header + Self.proxied
        let text = "\(line)\n\(line)\n"
        #expect(detected(text)?.format.name == "haproxy")
        #expect(try values(["host", "app", "pid", "level"], text) == [fields, fields], "\(header)")
        #expect(try values(["ip", "status", "duration", "method"], text)[1] == ["10.0.1.2", "200", "109", "GET"])
    }

    // MARK: rows

    @Test("statements of several lines in PostgreSQL's rows hide neither them nor other records", arguments: [1, 2, 3])
    func statements(each: Int) throws {
        var rows: [String] = []
        for row in 0..<150 {
            let statement = "SELECT \"\"a\"\",\n2024-03-12 05:25:20.123 is a time\n, FROM b"
            let message = row % each == 0 ? "\"\(statement)\"" : "ok"
            rows.append(
                "2024-03-12 05:25:2\(row % 10).123 UTC,\"bob\",\"shop\",1234,\"10.0.0.5:4711\",65ef.4d2,\(row),\"SELECT\","
                    + "2024-03-12 05:20:00 UTC,3/12,0,LOG,00000,\(message),,,,,,,,,\"psql\",\"client backend\",,0")
        }
        let found = try #require(detected(rows.joined(separator: "\n") + "\n"))
        #expect(found.format.name == "postgresql-csv" && found.fittingCount == found.lineCount)
        if case .csv = found.format.records {} else { Issue.record("no rows: \(found.format.records)") }
        let extractor = try FieldExtractor(found.format, fields: ["level", "pid", "app"], context: testContext)
        for row in rows { #expect(extractor.texts(of: Array(row.utf8)) == ["LOG", "1234", "psql"]) }
    }

    // MARK: access logs

    @Test(
        "the time of an access line may be in another writing",
        arguments: [
            ("12/Mar/2024:06:25:24.123 +0100", 1_710_221_124_123), ("2024-03-12T06:25:24+01:00", 1_710_221_124_000),
            ("12/Mar/2024:06:25:24", 1_710_224_724_000), ("12/Mär/2024:06:25:24 +0100", 1_710_221_124_000),
            ("1710221124.5", 1_710_221_124_500), ("Tue Mar 12 06:25:24 2024", 1_710_224_724_000),
        ])
    func accessTimes(written: String, milliseconds: Int64) throws {
        let request = #""GET /a HTTP/1.1" 404 5"#
        let lines = [
            "combined": "::1 - bob [\(written)] \(request) \"-\" \"curl/8\"",
            "common": "192.0.2.1 - bob [\(written)] \(request)",
            "vhost-combined": "a.example:80 192.0.2.1 - bob [\(written)] \(request) \"-\" \"curl/8\"",
        ]
        for (name, line) in lines {
            let text = "\(line)\n\(line)\n\(line)\n"
            #expect(detected(text)?.format.name == name)
            #expect(
                try values(["time", "user", "status"], text)[2] == ["@\(milliseconds * 1_000_000)", "bob", "404"])
            let extended = "\(line) 0.5\n\(line) 0.25\n"
            #expect(try values(["status", "extra1"], extended) == [["404", "0.5"], ["404", "0.25"]], "\(name)")
            let format = try withView(Array(text.utf8)) { try FormatDetector.format(named: name, for: $0) }
            #expect(
                try FieldExtractor(format, fields: ["status"], context: testContext).texts(of: Array(line.utf8)) == [
                    "404"
                ])
        }
    }

    // MARK: learned layouts

    @Test(
        "lines that begin with a clock have a level behind it",
        arguments: [
            ("[06:25:24 @] hi", "INF", "ERR", "hi"), ("[06:25:24] [Server thread/@]: Done", "INFO", "WARN", "Done"),
            ("06:25:24.123 [worker 1:@] a b", "DEBUG", "ERROR", "a b"),
            ("[06:25:24.5] [main @] x y", "WRN", "INF", "x y"),
        ])
    func clocks(line: String, level: String, other: String, message: String) throws {
        func written(_ level: String) -> String { line.split(separator: "@").joined(separator: level) }
        let text = "\(written(level))\n\(written(other))\n\(written(level))\n"
        #expect(
            try values(["level", "message"], text) == [[level, message], [other, message], [level, message]],
            "\(String(describing: detected(text)?.note))")
    }

    // MARK: line ends

    @Test(
        "records of several lines have no CR in their fields, and are what they are",
        arguments: [
            ["info: A.B[0]", "      hi", "      there"],
            ["2024-03-12 06:25:24,000 ERROR [main] a.B - hi", "  at c", "  at d"],
            ["Mar 12, 2024 6:25:24 AM a.B c", "INFO: hi", "there"],
        ])
    func returns(lines: [String]) throws {
        let one = lines.joined(separator: "\r\n")
        let found = try #require(detected("\(one)\r\n\(one)\r\n\(one)\r\n"))
        let fields = ["message", "level"]
        let extractor = try FieldExtractor(found.format, fields: fields, context: testContext)
        let plain = lines.joined(separator: "\n")
        for (record, isPlain) in [(one, false), (plain, true), (one, false)] {
            withView(Array(record.utf8)) { view in
                #expect(extractor.extract(view, firstLine: lines[0].utf8.count) == .fields)
                let values = unsafe extractor.fields(of: view)
                let message = corpusText(values[0]) ?? ""
                let level = corpusText(values[1])
                let line = String(decoding: Array(values.line), as: UTF8.self)
                #expect(message.hasPrefix("hi\n") && !message.utf8.contains(13))
                #expect(["info", "INFO", "ERROR"].contains(level) && line == (isPlain ? plain : one))
            }
        }
        // What was read last says nothing of a block of lines.
        withView(Array("\(lines[0])\n".utf8)) { block in
            extractor.forEachLine(in: block) {
                let line = String(decoding: Array($0.line), as: UTF8.self)
                #expect(line == lines[0])
            } malformed: { line, _ in
                let count = line.count
                #expect(count == lines[0].utf8.count)
            }
        }
    }

    // MARK: holes

    @Test(
        "NUL bytes before a line are passed, and none of the line",
        arguments: [
            (
                "combined", #"192.0.2.1 - - [12/Mar/2024:06:25:24 +0100] "GET /a HTTP/1.1" 200 5 "-" "x""#, "ip",
                "192.0.2.1"
            ),
            ("json", #"{"a":1,"b":"x"}"#, "b", "x"), ("logfmt", "level=info a=1", "level", "info"),
            ("syslog", "Mar 12 06:25:24 web1 app: x", "host", "web1"),
        ])
    func holes(name: String, line: String, field: String, value: String) throws {
        let hole = String(repeating: "\0", count: 40)
        let text = "\(line)\n\(hole)\(line)\n\(line)\r\n\(hole)\n\(hole)\(line)"
        #expect(detected(text)?.format.name == name)
        #expect(try values([field], text) == Array(repeating: [value], count: 4))
        let few = "\(line)\n\0\0\(line)\n" + String(repeating: "\(line)\n", count: 20)
        #expect(try values([field], few)[1] != [value], "fewer bytes are of the line")
    }

    @Test("the names of a table are counted wherever they stand")
    func names() throws {
        let text = "a,b\n1,2\na,b\n3,4\n5,6\na,b\n"
        let format = try #require(detected(text)).format
        let extractor = try FieldExtractor(format, fields: ["a"], context: testContext)
        withView(Array(text.utf8)) { block in
            extractor.forEachLine(in: block) { _ in
            } malformed: { _, _ in
            }
        }
        #expect(extractor.namesCount == 3)
    }
}
