import Foundation
import Testing
import Thresh

@testable import ThreshLogs

/// Logs of real programs, against another way to read them.
@Suite(.timeLimit(.minutes(3)), .enabled(if: RealLogs.isThere, "needs logs in ../shared/data"))
struct RealLogTests {
    private func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: RealLogs.directory.appendingPathComponent(name)))
    }

    private func lines(_ name: String) throws -> [String] {
        try bytes(name).split(separator: 10).map { line in
            String(decoding: line.last == 13 ? line.dropLast() : line, as: UTF8.self)
        }
    }

    @Test(
        "recognised, and every line is read",
        arguments: [
            ("apache_access.log", "combined", 1), ("Apache_2k.log", "apache-error", 0), ("HDFS_2k.log", "hdfs", 0),
            ("Linux_2k.log", "syslog", 0), ("OpenSSH_2k.log", "syslog", 0), ("OpenStack_2k.log", "openstack", 0),
            ("Zookeeper_2k.log", "zookeeper", 0),
        ])
    func recognised(name: String, expected: String, badLines: Int) throws {
        let bytes = try bytes(name)
        let detected = try #require(FormatDetector.detect(Array(bytes.prefix(30000))))
        #expect(detected.format.name == expected)
        let extractor = try FormatDetector.wholeLineExtractor(detected.format)
        var (good, bad) = (0, 0)
        withView(bytes) { view in
            extractor.forEachLine(in: view) { _ in
                good += 1
            } malformed: { _, _ in
                bad += 1
            }
        }
        #expect(bad == badLines)
        #expect(good + bad == (try lines(name).count))
    }

    @Test("the access log against a regular expression")
    func accessLog() throws {
        let pattern = try NSRegularExpression(
            pattern:
                #"^(\S+) (\S+) (\S+) \[([^\]]+)\] "((?:[^"\\]|\\.)*)" (\d+) (\d+|-) "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)"$"#
        )
        let format = try FormatCatalog.format(named: "combined")
        let names = [
            "ip", "ident", "user", "time", "request", "status", "bytes", "referer", "agent", "method", "path",
            "protocol",
        ]
        let extractor = try FieldExtractor(format, fields: names, context: testContext)
        let dates = DateFormatter()
        dates.locale = Locale(identifier: "en_US_POSIX")
        dates.dateFormat = "dd/MMM/yyyy:HH:mm:ss Z"
        for line in try lines("apache_access.log") {
            let found = extractor.texts(of: Array(line.utf8))
            let whole = NSRange(line.startIndex..., in: line)
            guard let match = pattern.firstMatch(in: line, range: whole) else {
                #expect(found == nil, "\(line)")
                continue
            }
            var expected = (1...9).map { group -> String? in
                let text = String(line[Range(match.range(at: group), in: line)!])
                return text == "-" ? nil : text
            }
            let date = try #require(dates.date(from: expected[3]!))
            expected[3] = "@\(Int(date.timeIntervalSince1970) * 1_000_000_000)"
            let parts = expected[4]!.components(separatedBy: " ")
            expected += [parts[0], parts[1..<(parts.count - 1)].joined(separator: " "), parts.last!]
            #expect(found == expected, "\(line)")
        }
    }

    @Test("levels and programs, counted by cutting lines at blanks")
    func counts() throws {
        func counts(_ name: String, _ format: String, _ field: String) throws -> [String: Int] {
            let extractor = try FieldExtractor(
                try FormatCatalog.format(named: format), fields: [field], context: testContext)
            var counts: [String: Int] = [:]
            withView(try bytes(name)) { view in
                extractor.forEachLine(in: view) {
                    counts[corpusText($0[0]) ?? "-", default: 0] += 1
                } malformed: { _, _ in
                }
            }
            return counts
        }
        func cut(_ name: String, _ body: (String) -> String) throws -> [String: Int] {
            Dictionary(try lines(name).map { (body($0), 1) }, uniquingKeysWith: +)
        }
        #expect(try counts("HDFS_2k.log", "hdfs", "level") == cut("HDFS_2k.log") { $0.components(separatedBy: " ")[3] })
        #expect(
            try counts("Zookeeper_2k.log", "zookeeper", "level")
                == cut("Zookeeper_2k.log") { $0.components(separatedBy: " ")[3] })
        #expect(
            try counts("OpenSSH_2k.log", "syslog", "pid")
                == cut("OpenSSH_2k.log") { $0.components(separatedBy: "[")[1].components(separatedBy: "]")[0] })
        #expect(
            try counts("Apache_2k.log", "apache-error", "level")
                == cut("Apache_2k.log") { $0.components(separatedBy: "[")[2].components(separatedBy: "]")[0] })
        #expect(
            try counts("OpenStack_2k.log", "openstack", "pid")
                == cut("OpenStack_2k.log") { $0.components(separatedBy: " ")[3] })
    }
}

private enum RealLogs {
    static let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared/data")
    static let isThere = FileManager.default.fileExists(atPath: directory.path)
}
