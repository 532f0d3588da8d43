import TestSupport
import Testing
import Thresh

@testable import ThreshLogs

@Suite("Formats on their corpora", .timeLimit(.minutes(3)))
struct CorpusTests {
    @Test("a format is recognised by its lines", arguments: CorpusLine.names)
    func detection(name: String) throws {
        let lines = try CorpusLine.read(name)
        let detected = try #require(FormatDetector.detect(lines.file))
        let expected = CorpusLine.expected(name)
        #expect(detected.format.name == expected.format)
        #expect(detected.extraFieldCount == expected.extra)
        #expect(detected.fittingCount == detected.lineCount)
        #expect(lines.count >= 20)
    }

    @Test("one line or three are enough for most formats", arguments: CorpusLine.names)
    func detectionOfFewLines(name: String) throws {
        let lines = try CorpusLine.read(name)
        let expected = CorpusLine.expected(name)
        let count = ["csv", "tsv"].contains(name) ? 10 : name == "w3c" || name == "cloudfront" ? 6 : 3
        let detected = FormatDetector.detect(Array(lines.prefix(count)).file)
        #expect(detected?.format.name == expected.format)
    }

    @Test("damaged lines among good ones do not change the guess", arguments: CorpusLine.names)
    func detectionWithDamage(name: String) throws {
        let lines = try CorpusLine.read(name)
        let file = lines.file + Array("garbage\n\n-- marker --\n".utf8)
        #expect(FormatDetector.detect(file)?.format.name == CorpusLine.expected(name).format)
    }

    @Test("fields are where they are expected", arguments: CorpusLine.names)
    func fields(name: String) throws {
        let lines = try CorpusLine.read(name)
        let format = try lines.format(name)
        for line in lines {
            guard case .fields(let expected) = line.expectation else { continue }
            let extractor = try FieldExtractor(format, fields: expected.map(\.name), context: testContext)
            let found = extractor.texts(of: line.bytes)
            #expect(
                found == expected.map(\.value), "\(line.text)\n\(String(describing: extractor.fault(of: line.bytes)))")
        }
    }

    @Test("every field alone, and in a block, is what it is among all", arguments: CorpusLine.names)
    func subsets(name: String) throws {
        let lines = try CorpusLine.read(name)
        let format = try lines.format(name)
        let names = format.fieldNames
        let all = try FieldExtractor(format, fields: names, context: testContext)
        for (index, name) in names.enumerated() {
            let one = try FieldExtractor(format, fields: [name], context: testContext)
            var fromBlock: [String?] = []
            withView(lines.file) { block in
                one.forEachLine(in: block) {
                    fromBlock.append(corpusText($0[0]))
                } malformed: { _, _ in
                    fromBlock.append("?")
                }
            }
            var expected: [String?] = []
            for line in lines {
                guard case .fields = line.expectation else { continue }
                let texts = try #require(all.texts(of: line.bytes), "\(line.text)")
                expected.append(texts[index])
                #expect(one.texts(of: line.bytes) == [texts[index]], "\(name) of \(line.text)")
            }
            #expect(fromBlock == expected, "\(name)")
        }
    }

    @Test("bad lines are refused, with the place", arguments: CorpusLine.names)
    func faults(name: String) throws {
        let lines = try CorpusLine.read(name)
        let format = try lines.format(name)
        let extractor = try FormatDetector.wholeLineExtractor(format)
        for line in lines {
            guard case .fault(let column, let word) = line.expectation else { continue }
            #expect(extractor.outcome(of: line.bytes) == .malformed, "\(line.text)")
            let fault = try #require(extractor.fault(of: line.bytes), "\(line.text)")
            if column > 0 { #expect(fault.column == column, "\(fault) of \(line.text)") }
            #expect(word.isEmpty || fault.reason.contains(word), "\(fault) of \(line.text)")
            #expect((1...line.bytes.count + 1).contains(fault.column), "\(fault) of \(line.text)")
        }
    }

    @Test("no corpus is taken for a format of another", arguments: CorpusLine.names)
    func explanations(name: String) throws {
        let lines = try CorpusLine.read(name)
        for line in lines.filter({ if case .fields = $0.expectation { true } else { false } }).prefix(3) {
            let format = try lines.format(name)
            let explanation = try withView(line.bytes) { try LineExplanation($0, as: format) }
            #expect(explanation.fault == nil)
            #expect(!explanation.fields.isEmpty)
            #expect(explanation.description.hasPrefix(format.name))
        }
    }
}
