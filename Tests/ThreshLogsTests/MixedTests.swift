import TestSupport
import Testing
import Thresh

@testable import ThreshLogs

/// Files in which programs of two kinds write.
@Suite("Lines of two formats", .timeLimit(.minutes(1)))
struct MixedTests {
    private func good(_ name: String, _ count: Int) throws -> [[UInt8]] {
        let lines = try CorpusLine.read(name).filter { if case .fields = $0.expectation { true } else { false } }
        return lines.prefix(count).map(\.bytes)
    }

    private func detect(_ lines: [[UInt8]]) throws -> DetectedFormat {
        try #require(FormatDetector.detect(lines.flatMap { $0 + [10] }))
    }

    static let pairs = [
        ("nginx-proxy-manager", "nginx-error"), ("combined", "apache-error"), ("nginx-error", "combined"),
        ("alb", "nginx-error"), ("common", "php"), ("gin", "glog"), ("envoy", "glog"), ("laravel", "combined"),
        ("glog", "combined"), ("tomcat", "common"), ("mysql-error", "vhost-combined"), ("redis", "nginx-error"),
    ]

    @Test(
        "the format of most lines, with the other one told; no line belongs to a record of another kind",
        arguments: pairs)
    func most(name: String, other: String) throws {
        let lines = try good(name, 14)
        let others = try good(other, 6)
        // The others between the lines, at the end, and in front.
        for mixed in [Array(lines.prefix(7)) + others + Array(lines.dropFirst(7)), lines + others, others + lines] {
            let detected = try detect(mixed)
            #expect(detected.format.name == name)
            #expect(detected.lineCount == 20 && detected.fittingCount == 14)
            #expect(
                detected.note?.contains("6 of the 20 lines") == true && detected.note!.contains("--format \(other)"))
            let extractor = try FieldExtractor(detected.format, fields: ["time"], context: testContext)
            for line in others {
                #expect(withView(line) { extractor.isFirstLine($0) })
                #expect(extractor.outcome(of: line) == .malformed)
            }
        }
    }

    @Test("lines that begin with no time go on with the record before them, and nothing is told of them")
    func continuations() throws {
        for name in ["log4j", "nginx-error", "glog", "postgresql", "php"] {
            let lines = try good(name, 10).flatMap {
                [$0, Array("\tat a.B(C.java:1)".utf8), Array("select 12:30".utf8)]
            }
            let detected = try detect(lines)
            #expect(detected.format.name == name && detected.note == nil)
            #expect(detected.lineCount == 10)
            let extractor = try FieldExtractor(detected.format, fields: ["message"], context: testContext)
            #expect(
                withView(lines[1]) { !extractor.isFirstLine($0) } && withView(lines[2]) { !extractor.isFirstLine($0) })
        }
    }

    @Test("a strange line that no format fits is not told as one of a format")
    func strange() throws {
        let detected = try detect(good("combined", 10) + [Array("Server starting".utf8), Array("ok".utf8)])
        #expect(detected.format.name == "combined" && detected.note == nil)
    }
}
