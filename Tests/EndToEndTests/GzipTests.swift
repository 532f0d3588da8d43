import Foundation
import TestSupport
import Testing

/// One large gzip file, which workers decompress by turns, or with an index each for itself: every job says the same of it
/// as of what is in it.
@Suite(.timeLimit(.minutes(2))) struct GzipTests {
    private let directory: TemporaryDirectory
    private static let jobs: [[String]] = [
        ["run", "wordcount"], ["run", "sort"], ["run", "count", "--field", "2"], ["run", "grep", "[a-e]+b c"],
        ["run", "index"], ["run", "grep", "-c", "a"], ["stream", "--map", "cat", "--reduce", "uniq -c"],
    ]

    init() throws {
        directory = try TemporaryDirectory()
        var data = TestData(seed: 5)
        let content = data.words(byteCount: 600_000) + data.hugeLines(byteCount: 200_000, longest: 80_000) + [120]
        try directory.write(content, to: "plain/log")
        let half = content.count / 2
        for (name, pieces) in [
            ("one", [content]), ("two", [Array(content[..<half]), Array(content[half...]), []]),
        ] {
            try directory.write(try pieces.flatMap { try gzip($0) }, to: name + "/log")
        }
        // As bgzip does: members of up to 64 KiB that say how long they are.
        let members = try stride(from: 0, to: content.count, by: 60_000).map { start in
            let plain = try gzip(Array(content[start..<min(start + 60_000, content.count)]))
            let size = plain.count + 7
            return [0x1F, 0x8B, 8, 4] + plain[4..<10] + [6, 0, 0x42, 0x43, 2, 0, UInt8(size & 255), UInt8(size >> 8)]
                + plain[10...]
        }
        try directory.write(members.flatMap { $0 }, to: "bgzf/log")
    }

    @Test(arguments: jobs)
    func everyJobSaysTheSame(_ job: [String]) throws {
        let options = ["--partitions", "3"]
        let expected = try run(job + options + ["-j", "1"], "plain")
        for (place, workers, chunk) in [("one", 2, "20K"), ("one", 4, "100K"), ("two", 3, "50K"), ("bgzf", 2, "40K")] {
            let settings = options + ["-j", "\(workers)", "--chunk-size", chunk]
            #expect(try run(job + settings, place) == expected, "\(place) \(settings)")
        }
        let small = options + ["-j", "3", "--chunk-size", "20K", "--memory", "28M"]
        #expect(try run(job + small + ["--gzip-index"], "one") == expected)
        #expect(try directory.list("one") == [".log.thresh-index", "log"])
        #expect(try run(job + small, "one") == expected)
        #expect(try run(job + options + ["-j", "2", "--gzip-index", "--chunk-size", "60K"], "one") == expected)
    }

    @Test func anIndexIsToldOfOnlyWhenItDoesNotFit() throws {
        let job = ["run", "wordcount", "--top", "2", "-j", "2", "--chunk-size", "50K", "log"]
        func run(_ options: String...) throws -> CommandResult {
            try shell("thresh \((job + options).joined(separator: " "))", in: directory.path("one"))
        }
        let expected = try run().text
        expectPrints(try run("--gzip-index"), expected)
        expectPrints(try run(), expected)
        let index = directory.path("one/.log.thresh-index")
        let written = try readFile(index)
        // The same data with another time in its header.
        var changed = try readFile(directory.path("one/log"))
        changed[4] ^= 1
        try directory.write(changed, to: "one/log")
        let told = try run()
        #expect(told.isSuccess && told.text == expected)
        #expect(
            told.errors == "thresh: .log.thresh-index is not used: the file has changed since it was written; "
                + "remove it, or renew it with --gzip-index\n")
        let renewed = try run("--gzip-index")
        #expect(renewed.text == expected && renewed.errors.contains("it is written anew"), "\(renewed)")
        #expect(try readFile(index) != written)
        expectPrints(try run(), expected)
        try directory.write(Array(written.dropLast(9)), to: "one/.log.thresh-index")
        #expect(try run().errors.contains("is not used: "))
        // One that can be neither read nor written.
        try FileManager.default.removeItem(atPath: index)
        try directory.write([], to: "one/.log.thresh-index/in the way")
        let hindered = try run("--gzip-index")
        #expect(hindered.isSuccess && hindered.text == expected, "\(hindered)")
        #expect(hindered.errors.contains("is not written: ") && hindered.errors.contains("goes on without"))
    }

    @Test func damageFailsTheJob() throws {
        let sound = try readFile(directory.path("one/log"))
        let job = ["run", "count", "--field", "1", "-j", "3", "--chunk-size", "30K"]
        try directory.write(Array(sound[..<(sound.count - 5)]), to: "cut.gz")
        expectFails(
            try thresh(job + ["cut.gz"], in: directory), 65,
            "thresh: cut.gz: gzip data ends too early at compressed byte \(sound.count - 5)")
        var flipped = sound
        flipped[sound.count * 2 / 3] ^= 0x40
        try directory.write(flipped, to: "flipped.gz")
        expectFails(try thresh(job + ["flipped.gz"], in: directory), 65, "thresh: flipped.gz: gzip data is corrupt at")
        try directory.write(sound + Array("more".utf8), to: "garbage.gz")
        expectFails(
            try thresh(job + ["garbage.gz"], in: directory), 65,
            "what follows the gzip data at compressed byte \(sound.count)")
    }

    @Test func rejectedLinesHaveTheirPlaces() throws {
        let log = try GeneratedLog(lineCount: 4000)
        var lines = log.lines
        for line in [700, 2500, 3999] { lines[line] = "what is this" }
        try log.write(lines, to: "access.log")
        let command = "thresh logs agg 'count, sum(bytes)' --by status -j 3"
        let expected = try shell(command + " access.log", in: log.directory.path)
        #expect(expected.isSuccess && expected.errors.contains("access.log:701:"), "\(expected)")
        let packed = try shell(
            "gzip access.log && mv access.log.gz access.log && \(command) --chunk-size 10K access.log",
            in: log.directory.path)
        #expect(packed.text == expected.text && packed.errors == expected.errors, "\(packed)")
    }

    private func gzip(_ content: [UInt8]) throws -> [UInt8] {
        var command = Command("gzip", ["-c"])
        command.input = .bytes(content)
        return try command.run().output
    }

    /// Runs it in the directory of that name, where each has its file under the same name.
    private func run(_ arguments: [String], _ place: String) throws -> [UInt8] {
        var command = Command.thresh(arguments + ["log"])
        command.directory = directory.path(place)
        let result = try command.run()
        #expect(result.isSuccess && result.errors == "", "\(result)")
        return result.output
    }
}
