import TestSupport
import Testing
import Thresh

@testable import ThreshLogs

/// What a process keeps of the formats that it tried.
@Suite("Trials that are kept", .timeLimit(.minutes(5)))
struct FormatTrialTests {
    private func detect(_ text: [UInt8]) -> DetectedFormat? {
        text.withByteView { FormatDetector.detectOrText($0, isCut: false) }
    }

    @Test("a file's format does not depend on the files before it, nor on whether trials are kept")
    func independent() throws {
        let texts = try CorpusLine.names.map { name in
            Array(try CorpusLine.read(name).prefix(3).map { Array($0.text.utf8) + [10] }.joined())
        }
        // Nothing is kept within: the kept ones are in use.
        let alone = texts.map { text in FormatTrials.with { _ in detect(text) } }
        var random = SeededGenerator(seed: 11)
        for place in texts.indices.shuffled(using: &random) {
            let (found, wanted) = (detect(texts[place]), alone[place])
            #expect(
                found?.format == wanted?.format && found?.fittingCount == wanted?.fittingCount
                    && found?.points == wanted?.points && found?.note == wanted?.note,
                "\(String(decoding: texts[place].prefix(200), as: UTF8.self))")
        }
    }
}
