import Testing
import Thresh

@testable import ThreshLogs

@Suite("What lines of a format must have", .timeLimit(.minutes(2)))
struct SieveTests {
    @Test("a line that a format fits passes its sieve, whatever log it is of")
    func passes() throws {
        let lines = try CorpusLine.names.flatMap { try CorpusLine.read($0).prefix(4).map(\.bytes) }.filter {
            !$0.isEmpty
        }
        #expect(lines.count > 200)
        var fitting = 0
        for (entry, sieve) in FormatCatalog.sieves {
            let extractor = try FormatDetector.wholeLineExtractor(entry.format)
            for line in lines where line.withByteView({ extractor.extract($0) }) == .fields {
                fitting += 1
                #expect(
                    line.withLineBytes { sieve.passes($0, BytePairs(line)) },
                    "\(entry.name): \(String(decoding: line, as: UTF8.self))")
            }
        }
        #expect(fitting > 300)
    }

    @Test("what begins otherwise, or lacks what stands between the fields, does not")
    func rejects() {
        func passes(_ template: String, _ line: String) -> Bool {
            let line = Array(line.utf8)
            return line.withLineBytes { LineSieve([template]).passes($0, BytePairs(line)) }
        }
        #expect(passes("[{time:iso}] {level:level}: {message}", "[2024-05-01 12:30:00] INFO: x"))
        #expect(!passes("[{time:iso}] {level:level}: {message}", "[10/Oct/2000:13:55:36 -0700] INFO: x"))
        #expect(!passes("[{time:iso}] {level:level}: {message}", "2024-05-01 12:30:00] INFO: x"))
        #expect(!passes("[{time:iso}] {level:level}: {message}", "[2024-05-01 12:30:00] INFO x"))
        // A group at the start may be there or not; one further on may be missing.
        #expect(passes("<<\\<{priority:int}\\>>>{time:rfc3164} {message}", "<13>Jan  5 12:30:00 x"))
        #expect(passes("<<\\<{priority:int}\\>>>{time:rfc3164} {message}", "5 Jan 12:30:00 x"))
        #expect(!passes("<<\\<{priority:int}\\>>>{time:rfc3164} {message}", "192.0.2.1 - - x"))
        #expect(passes("{a} <?[{b}] >>| {c}", "x | y") && !passes("{a} <?[{b}] >>| {c}", "x [z] y"))
        // Levels are letters; a field of so many bytes may be anything.
        #expect(passes("{level:level}  {x}", "warn  y") && !passes("{level:level}  {x}", "1  y"))
        #expect(passes("{level:level:1}{x} ", "1 y "))
        // Blanks may be more than one, or none where they are padding.
        #expect(passes("{a}  -~{b}", "x   -y") && !passes("{a}  -~{b}", "x-y"))
        // What follows a text that may be cut off may be missing with it.
        #expect(passes("{a} \"{request:request:cut}\" {b}", "x \"GET /a"))
        // The order counts.
        #expect(!passes("{a}|{b}#{c}", "x#y|z"))
    }
}
