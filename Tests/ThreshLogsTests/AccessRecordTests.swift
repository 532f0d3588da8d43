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
}

extension LogFormat {
    fileprivate init(named name: String) throws { self = try FormatCatalog.format(named: name) }
}
