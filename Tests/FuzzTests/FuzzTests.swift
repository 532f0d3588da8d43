import Foundation
import TestSupport
import Testing

/// What reads bytes from outside reads all inputs of the corpus: those that were made by hand, and those that once ended a run of
/// `make fuzz`.
@Suite("Inputs of fuzzers", .timeLimit(.minutes(2))) struct FuzzTests {
    private static let corpus = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fuzz/Corpus").path

    @Test func replays() throws {
        let probe = Command.productsDirectory + "/fuzz-probe"
        let targets = try Command(probe, ["--list"]).run().text.split(separator: "\n").map(String.init)
        let folders = try FileManager.default.contentsOfDirectory(atPath: FuzzTests.corpus).sorted()
        #expect(folders == targets, "each target has inputs, and no other")
        for target in targets {
            let folder = FuzzTests.corpus + "/" + target
            let inputs = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            let result = try Command(probe, [target] + inputs.map { folder + "/" + $0 }).run()
            #expect(result.isSuccess && result.text == "\(target): \(inputs.count) inputs\n", "\(result)")
            #expect(!inputs.isEmpty)
        }
    }
}
