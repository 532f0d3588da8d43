import Foundation
import TestSupport
import Testing
import Thresh

@testable import ThreshLogs

/// Lines of the shapes that people bring to forums since their log analyser refuses them.
@Suite("Explanations of lines", .timeLimit(.minutes(1)))
struct ExplanationTests {
    /// Pairs of lines: `+` and the format that the second is in; or `-`, the column and the reason of its fault, and fields
    /// that the proposed format must find.
    private func corpus() throws -> [(expectation: [String], line: String)] {
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "Corpus/explained.txt")
        let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map(String.init)
        return stride(from: 0, to: lines.count - 1, by: 2).map { index in
            (lines[index].split(separator: "\t").map(String.init), lines[index + 1])
        }
    }

    private func explanation(_ line: String) -> LineExplanation? {
        withView(Array(line.utf8)) { LineExplanation.best(for: $0) }
    }

    @Test("each is recognised, or refused at the right place with a format that fits")
    func lines() throws {
        let corpus = try self.corpus()
        #expect(corpus.count >= 40)
        for (expectation, line) in corpus {
            let explanation = try #require(self.explanation(line), "\(line)")
            if expectation[0] == "+" {
                #expect(explanation.fault == nil && explanation.format.name == expectation[1], "\(explanation)")
                #expect(explanation.description.hasSuffix("force it with --format \(expectation[1])"))
                continue
            }
            let fault = try #require(explanation.fault, "\(explanation)")
            #expect("\(fault.column)" == expectation[1] && fault.reason.hasPrefix(expectation[2]), "\(explanation)")
            let fields = expectation.dropFirst(3)
            guard !fields.isEmpty else {
                // Cut off: nothing would fit other lines.
                #expect(explanation.proposal == nil, "\(explanation)")
                continue
            }
            let proposal = try #require(explanation.proposal, "\(explanation)")
            #expect(explanation.description.contains("--format '\(proposal)'"))
            try withView(Array(line.utf8)) { view in
                let format = try FormatDetector.typed(try ServerConfiguration.format(ofString: proposal), by: view)
                let found = try LineExplanation(view, as: format)
                #expect(found.fault == nil, "\(found)")
                for field in fields {
                    let parts = field.split(separator: "=", maxSplits: 1).map(String.init)
                    #expect(found.fields.first { $0.name == parts[0] }?.value == parts[1], "\(field) \(found)")
                }
            }
        }
    }

    @Test("what is proposed for a line fits others of its kind")
    func otherLines() throws {
        var random = SeededGenerator(seed: 11)
        for (expectation, line) in try corpus() where expectation[0] == "-" && expectation.count > 3 {
            guard let proposal = explanation(line)?.proposal else { continue }
            let format = try ServerConfiguration.format(ofString: proposal)
            guard let target = line.range(of: #" /[a-z]"#, options: .regularExpression) else { continue }
            for _ in 0..<20 {
                // Another request, whose path has no blank in it.
                var other = line
                let piece = ["x\(random.below(1000))/", "a%20b", "-", "ü", "q?a=b&c=", "("][random.below(6)]
                if piece == "(", proposal.contains("$request_uri ") { continue }
                other.insert(contentsOf: piece, at: line.index(before: target.upperBound))
                let found = try withView(Array(other.utf8)) { try LineExplanation($0, as: format) }
                #expect(found.fault == nil, "\(found)")
            }
        }
    }

    @Test("no proposal for what has nothing to recognise, or would not read it back")
    func nothing() {
        for line in ["", "hello", "a b c", "price $5 at 10.0.0.1", "\u{1}\u{2}"] {
            #expect(withView(Array(line.utf8)) { FormatProposal.format(for: $0) } == nil, "\(line)")
        }
    }

    @Test("proposals of damaged lines are well-formed or absent")
    func fuzz() throws {
        var random = SeededGenerator(seed: 4)
        let corpus = try self.corpus()
        for _ in 0..<300 {
            var bytes = Array(corpus[random.below(corpus.count)].line.utf8)
            for _ in 0..<1 + random.below(4) {
                let index = random.below(bytes.count)
                switch random.below(3) {
                case 0: bytes[index] = UInt8(truncatingIfNeeded: random.below(256))
                case 1: bytes.remove(at: index)
                default: bytes.insert(Array("\"[] -|=:'\\".utf8)[random.below(10)], at: index)
                }
                if bytes.isEmpty { bytes = [32] }
            }
            withView(bytes) { view in
                guard let explanation = LineExplanation.best(for: view), let proposal = explanation.proposal else {
                    return
                }
                let format = try? ServerConfiguration.format(ofString: proposal)
                let fault = format.flatMap { try? LineExplanation(view, as: $0) }?.fault
                #expect(format != nil && fault == nil, "\(explanation)")
                if let place = explanation.fault?.column { #expect((1...bytes.count + 1).contains(place)) }
            }
        }
    }

    @Test("times of formats of one's own are found")
    func times() throws {
        let line = "198.51.100.5 Wed, 15 Sep 2021 09:59:09 GMT 7"
        try withView(Array(line.utf8)) { view in
            let string = try ServerConfiguration.format(ofString: "$remote_addr $time $size")
            #expect(try FormatDetector.typed(string, by: view).type(of: "time") == .time(.dayMonthYear))
            #expect(try FormatDetector.typed(string, by: view).type(of: "size") == .number)
            let pattern = try LogFormat.pattern(#"^(?<ip>\S+) (?<when>.*GMT) (?<n>\d+)$"#)
            let typed = try FormatDetector.typed(pattern, by: view)
            #expect(typed.type(of: "ip") == .ip && typed.type(of: "n") == .number)
            #expect(typed.type(of: "time") == .time(.dayMonthYear))
        }
    }
}
