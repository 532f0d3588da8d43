import Foundation
import TestSupport
import Testing

/// Compressed inputs that were cut off or changed.
@Suite(.serialized, .timeLimit(.minutes(2))) struct DamagedInputTests {
    private static let tools = [("gzip", "gzip"), ("zstd", "zstd"), ("bzip2", "bzip2"), ("xz", "xz")]

    private func compressed(_ tool: String, _ site: JobSite) throws -> [UInt8] {
        var data = TestData(seed: 5)
        var command = Command(tool, ["-c"])
        command.input = .bytes(data.words(byteCount: 300_000))
        let result = try command.run()
        #expect(result.isSuccess, "\(result)")
        return result.output
    }

    @Test(arguments: tools)
    func truncatedInput(tool: String, format: String) throws {
        let site = try JobSite()
        let bytes = try compressed(tool, site)
        for length in [bytes.count / 2, bytes.count - 1, 20] {
            let input = try site.input("cut", Array(bytes[..<length]))
            let result = try site.job(["wordcount"], [input]).run()
            #expect(result.exitCode == 65, "\(length) bytes: \(result)")
            #expect(result.errors.contains("\(input): \(format) data "), "\(length) bytes: \(result)")
            #expect(result.errors.contains("compressed byte"), "\(length) bytes: \(result)")
            site.expectNothingLeft(result, outputs: [])
        }
    }

    /// Where the file ends within what tells that it is compressed, its name does.
    @Test(arguments: zip(tools, ["gz", "zst", "bz2", "xz"]))
    func cutWithinItsMagic(tool: (program: String, format: String), ending: String) throws {
        let site = try JobSite()
        let bytes = try compressed(tool.program, site)
        for length in 0...9 {
            let input = try site.input("cut.log.\(ending)", Array(bytes[..<length]))
            for job in [["wordcount"], ["grep", "a"], ["sort"], ["count", "--field", "1"]] {
                let result = try site.job(job, [input]).run()
                #expect(result.exitCode == 65, "\(length) bytes: \(result)")
                #expect(
                    result.errors.contains("\(input): \(tool.format) data ends too early"), "\(length) bytes: \(result)"
                )
            }
        }
    }

    @Test(arguments: tools)
    func corruptInput(tool: String, format: String) throws {
        let site = try JobSite()
        let bytes = try compressed(tool, site)
        var random = SeededGenerator(seed: 9)
        for round in 0..<6 {
            var changed = bytes
            // Behind the header, before the padding that may end the file.
            let place = 40 + random.below(bytes.count - 80)
            changed[place] ^= 1 << UInt8(random.below(8))
            let input = try site.input("corrupt", changed)
            let result = try site.job(round % 2 == 0 ? ["wordcount"] : ["grep", "a"], [input]).run()
            #expect(result.exitCode == 65, "byte \(place): \(result)")
            #expect(result.errors.contains("\(input): "), "byte \(place): \(result)")
            #expect(result.errors.contains(format), "byte \(place): \(result)")
            site.expectNothingLeft(result, outputs: [])
        }
    }

    @Test func damagedStandardInputIsCalledByItsName() throws {
        let site = try JobSite()
        var command = site.job(["wordcount"], ["-"])
        command.input = .bytes(Array(try compressed("gzip", site)[..<1000]))
        let result = try command.run()
        #expect(result.exitCode == 65 && result.errors.hasPrefix("thresh: -: gzip data ends too early"), "\(result)")
        site.expectNothingLeft(result, outputs: [])
    }

    /// A name says nothing where the content does: a text file that is called .gz is text.
    @Test func theContentDecidesNotTheName() throws {
        let site = try JobSite()
        let input = try site.input("text.gz", Array("only text\n".utf8))
        let result = try site.job(["wordcount"], [input]).run()
        #expect(result.isSuccess, "\(result)")
    }
}
