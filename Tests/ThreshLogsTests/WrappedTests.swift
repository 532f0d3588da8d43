import Foundation
import TestSupport
import Testing
import Thresh

@testable import ThreshLogs

/// Lines of other formats in the files of container runtimes, against the same lines alone.
@Suite("Messages with a format of their own", .timeLimit(.minutes(2)))
struct WrappedTests {
    static let inner = CorpusLine.names.filter {
        !["cri", "docker", "compose", "kubectl", "csv", "tsv", "w3c", "cloudfront"].contains($0)
    }

    private static func wrapped(_ line: [UInt8], as wrapper: String, _ index: Int) -> [UInt8] {
        let time = "2025-05-01T10:00:00.\(100_000_000 + index)Z"
        let stream = index % 2 == 0 ? "stdout" : "stderr"
        if wrapper == "cri" { return Array("\(time) \(stream) F ".utf8) + line }
        var log: [UInt8] = []
        JSONLiteral.appendQuoted((line + [10])[...], &log)
        return Array(#"{"log":"#.utf8) + log + Array(#","stream":"\#(stream)","time":"\#(time)"}"#.utf8)
    }

    private func good(_ lines: [CorpusLine]) -> [CorpusLine] {
        lines.filter {
            if case .fields = $0.expectation { String(validating: $0.bytes, as: UTF8.self) != nil } else { false }
        }
    }

    private func file(_ lines: [[UInt8]]) -> [UInt8] {
        var file: [UInt8] = []
        for line in lines { file += line + [10] }
        return file
    }

    /// The names of the wrapper's fields, or of the message's.
    private func names(of format: LogFormat, inMessage: Bool) -> [String] {
        var names: [String] = []
        for field in format.fields {
            if case .inner = field.source, inMessage { names.append(field.name) }
            if case .outer = field.source, !inMessage { names.append(field.name) }
        }
        return names
    }

    @Test("fields of the message and of the wrapper", arguments: ["cri", "docker"], inner)
    func fields(wrapper: String, name: String) throws {
        let lines = try good(CorpusLine.read(name))
        let alone = try lines.format(name)
        let wrapped = lines.enumerated().map { WrappedTests.wrapped($1.bytes, as: wrapper, $0) }
        let block = file(wrapped)
        let format = try #require(FormatDetector.detect(block)).format
        #expect(format.name == "\(wrapper)+\(alone.name)")
        let outerNames = names(of: format, inMessage: false)
        #expect(outerNames == (wrapper == "cri" ? ["time", "stream", "tag", "log"] : ["time", "stream", "log"]))
        let names = alone.fieldNames
        let wrappedNames = names.map { outerNames.contains($0) ? "log.\($0)" : $0 }
        let oracle = try FieldExtractor(alone, fields: names, context: testContext)
        let extractor = try FieldExtractor(format, fields: wrappedNames + ["stream", "log"], context: testContext)
        for (index, line) in lines.enumerated() {
            let expected = try #require(oracle.texts(of: line.bytes))
            let stream = index % 2 == 0 ? "stdout" : "stderr"
            #expect(extractor.texts(of: wrapped[index]) == expected + [stream, line.text], "\(line.text)")
        }
        // As blocks of a file, and one field of each alone.
        for (number, name) in wrappedNames.enumerated().prefix(6) {
            let one = try FieldExtractor(format, fields: ["time", name], context: testContext)
            var found: [String?] = []
            withView(block) { block in
                one.forEachLine(in: block) {
                    found.append(corpusText($0[1]))
                    #expect(corpusText($0[0]) == "@\(1_746_093_600_100_000_000 + found.count - 1)")
                } malformed: { _, _ in
                    found.append("?")
                }
            }
            #expect(found == lines.map { oracle.texts(of: $0.bytes)?[number] }, "\(name)")
        }
    }

    @Test(
        "faults are told at their place in the whole line", arguments: ["cri", "docker"],
        ["json", "combined", "logfmt"])
    func faults(wrapper: String, name: String) throws {
        let lines = try CorpusLine.read(name)
        let block = file(good(lines).enumerated().map { WrappedTests.wrapped($1.bytes, as: wrapper, $0) })
        let format = try #require(FormatDetector.detect(block)).format
        guard case .wrapped(_, let inner) = format.layout else {
            Issue.record("no wrapper")
            return
        }
        let wanted = names(of: format, inMessage: true)
        let extractor = try FieldExtractor(format, fields: wanted, context: testContext, isWholeLine: true)
        let oracle = try FormatDetector.wholeLineExtractor(inner)
        for line in lines {
            guard case .fault = line.expectation, let alone = oracle.fault(of: line.bytes) else { continue }
            let wrapped = WrappedTests.wrapped(line.bytes, as: wrapper, 0)
            #expect(extractor.outcome(of: wrapped) == .malformed)
            let fault = try #require(extractor.fault(of: wrapped))
            // What comes before it, escaped or not, is what comes before it in the line alone.
            let start = wrapper == "cri" ? 40 : 8
            let before = Array(wrapped[start..<fault.column - 1])
            let text = wrapper == "cri" ? before : decoded(before)
            #expect(text == Array(line.bytes.prefix(alone.column - 1)), "\(line.text) \(fault)")
            #expect(fault.reason.hasPrefix("in the message: "))
            // A question about the wrapper takes the line as it is.
            let streams = try FieldExtractor(format, fields: ["stream"], context: testContext)
            #expect(streams.texts(of: wrapped) == ["stdout"])
        }
    }

    private func decoded(_ json: [UInt8]) -> [UInt8] {
        var buffer = ByteBuffer()
        withView(json) { Escapes.appendJSON($0, to: &buffer) }
        return Array(buffer.view)
    }

    @Test("a part of a line is called one")
    func parts() throws {
        let cri = try withView([]) { try FormatDetector.format(named: "cri+json", for: $0) }
        let docker = try withView([]) { try FormatDetector.format(named: "docker+json", for: $0) }
        let lines = [
            (cri, #"2025-05-01T10:00:00Z stdout P {"a":"#, true), (cri, #"2025-05-01T10:00:00Z stdout F {"a":"#, false),
            (docker, #"{"log":"{\"a\":","stream":"stdout","time":"2025-05-01T10:00:00Z"}"#, true),
            (docker, #"{"log":"{\"a\":\n","stream":"stdout","time":"2025-05-01T10:00:00Z"}"#, false),
        ]
        for (format, line, isPart) in lines {
            let extractor = try FieldExtractor(format, fields: ["a"], context: testContext)
            let fault = try #require(extractor.fault(of: Array(line.utf8)))
            #expect(fault.reason.contains("a part of a longer line") == isPart, "\(fault)")
        }
    }
}
