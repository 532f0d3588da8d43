import Foundation
import TestSupport
import Testing

/// What reads bytes from outside reads all inputs of the corpus: those that were made by hand, and those that once ended a run of
/// `make fuzz`.
@Suite("Inputs of fuzzers", .timeLimit(.minutes(2))) struct FuzzTests {
    private static let corpus = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fuzz/Corpus").path

    private static let probe = Command.productsDirectory + "/fuzz-probe"

    private static func inputs(_ target: String) throws -> [String] {
        let folder = corpus + "/" + target
        return try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { folder + "/" + $0 }
    }

    @Test func eachTargetHasInputs() throws {
        let usage = try Command(FuzzTests.probe, []).run().errors
        let targets = try #require(usage.components(separatedBy: "the targets are ").last)
        let folders = try FileManager.default.contentsOfDirectory(atPath: FuzzTests.corpus).sorted()
        #expect(folders == targets.split(whereSeparator: \.isWhitespace).map(String.init))
        for folder in folders { #expect(try !FuzzTests.inputs(folder).isEmpty) }
    }

    @Test func replays() throws {
        for target in try FileManager.default.contentsOfDirectory(atPath: FuzzTests.corpus).sorted() {
            let inputs = try FuzzTests.inputs(target)
            let result = try Command(FuzzTests.probe, [target] + inputs).run()
            #expect(result.isSuccess && result.text == "\(target): \(inputs.count) inputs\n", "\(result)")
        }
    }
}
