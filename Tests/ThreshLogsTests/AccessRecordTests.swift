import Testing
import Thresh

@testable import ThreshLogs

@Suite("Records of access logs", .timeLimit(.minutes(1)))
struct AccessRecordTests {
    private func describe(_ format: LogFormat, _ text: String) throws -> [String] {
        let reader = try AccessLogReader(format, context: testContext)
        var rows: [String] = []
        withView(Array(text.utf8)) { block in
            reader.forEachRecord(in: block) { record in
                let texts = [String(record.ip), String(record.method), String(record.path), String(record.agent)]
                let numbers = [record.status, record.bytes, record.time.map { Int($0.seconds) }]
                rows.append((texts + numbers.map { $0.map(String.init) ?? "-" }).joined(separator: "|"))
            } malformed: { line, offset in
                rows.append("malformed at \(offset)")
            }
        }
        return rows
    }

    @Test("of several formats")
    func records() throws {
        let combined = """
            1.2.3.4 - - [17/May/2015:10:05:03 +0000] "GET /a?b HTTP/1.1" 200 15 "-" "curl/8"
            garbage
            ::1 - - [17/May/2015:10:05:04 +0000] "-" 408 - "-" "-"

            """
        #expect(
            try describe(.init(named: "combined"), combined) == [
                "1.2.3.4|GET|/a?b|curl/8|200|15|1431857103", "malformed at 81", "::1||||408|-|1431857104",
            ])
        #expect(
            try describe(
                .init(named: "squid"), "1431857103.5  7 10.0.0.1 TCP_HIT/200 9 GET http://x/ - NONE/- text/html\n")
                == ["10.0.0.1|GET|http://x/||200|9|1431857103"])
        #expect(throws: ThreshError.self) { try AccessLogReader(.init(named: "glog"), context: testContext) }
    }

    /// How long a request took is in seconds, whatever a format calls it and counts it in.
    @Test(
        "durations, and fields that were asked for by name",
        arguments: [
            ("squid", "user", "1431857103.5  7 10.0.0.1 TCP_HIT/200 9 GET http://x/ ann NONE/- text/html", "0.007|ann"),
            (
                "nginx", "request_id",
                #"1.2.3.4 [17/May/2015:10:05:03 +0000] "GET /a HTTP/1.1" 200 15 1.250 a7"#, "1.25|a7"
            ),
            (
                "apache", "vhost",
                #"www.example.org 1.2.3.4 - - [17/May/2015:10:05:03 +0000] "GET /a HTTP/1.1" 200 15 2500"#,
                "0.0025|www.example.org"
            ),
            (
                "combined", "user", #"1.2.3.4 - ann [17/May/2015:10:05:03 +0000] "GET /a HTTP/1.1" 200 15 "-" "-""#,
                "-|ann"
            ),
        ])
    func durationsAndExtras(name: String, extra: String, line: String, expected: String) throws {
        let format: LogFormat =
            switch name {
            case "nginx":
                try LogFormat.nginx(
                    #"$remote_addr [$time_local] "$request" $status $body_bytes_sent $request_time $request_id"#)
            case "apache": try LogFormat.apache(#"%v %h %l %u %t "%r" %>s %b %D"#)
            default: try .init(named: name)
            }
        let reader = try AccessLogReader(format, extras: [extra], context: testContext)
        var rows: [String] = []
        withView(Array((line + "\n").utf8)) { block in
            reader.forEachRecord(in: block) { record in
                rows.append("\(record.duration.map { "\($0)" } ?? "-")|\(String(record.extra(0).bytes))")
            } malformed: { _, _ in
                rows.append("malformed")
            }
        }
        #expect(rows == [expected])
        #expect(throws: ThreshError.self) { try AccessLogReader(format, extras: ["no_such"], context: testContext) }
    }
}

extension LogFormat {
    fileprivate init(named name: String) throws { self = try FormatCatalog.format(named: name) }
}
