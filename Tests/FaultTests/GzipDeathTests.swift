import Foundation
import TestSupport
import Testing

/// Workers are killed while they decompress one gzip file by turns: during their turn, waiting for it, or after it.
@Suite(.serialized, .timeLimit(.minutes(3))) struct GzipDeathTests {
    private static let runs = 15

    @Test(arguments: ["wordcount", "grep"])
    func killedWorkersChangeNothing(job name: String) throws {
        let site = try JobSite()
        var data = TestData(seed: 11)
        let plain = try site.input("plain", data.words(byteCount: name == "grep" ? 6_000_000 : 1_500_000))
        let packed = try Command("gzip", ["-kf", plain]).run()
        #expect(packed.isSuccess)
        let input = plain + ".gz"
        let arguments = (name == "grep" ? ["grep", "[a-e]+b c"] : [name, "--partitions", "2"]) + ["--gzip-index"]
        func job() -> Command {
            var job = site.job(arguments, [input], chunkSize: "20K")
            // Never to be reached: what waits for a dead process must go on by itself.
            job.arguments += ["-j", "3", "--max-attempts", "20"]
            return job
        }
        let undisturbed = try job().run()
        #expect(undisturbed.isSuccess, "\(undisturbed)")
        let expected = try site.contents(of: site.output)
        let index = input.replacingOccurrences(of: "/plain", with: "/.plain") + ".thresh-index"
        let expectedIndex = try readFile(index)

        var random = SeededGenerator(seed: 17)
        var (hits, runs) = (0, 0)
        // A kill may come after the last worker's end.
        while runs < GzipDeathTests.runs || hits < GzipDeathTests.runs / 2 && runs < 4 * GzipDeathTests.runs {
            runs += 1
            try FileManager.default.removeItem(atPath: site.output)
            try FileManager.default.removeItem(atPath: index)
            let running = try job().start()
            for _ in 0...random.below(5) {
                usleep(UInt32(random.below(Int(undisturbed.elapsed / .microseconds(1)) / 3)))
                if let victim = running.workers.randomElement(using: &random) { kill(victim, SIGKILL) }
            }
            let result = try running.wait()
            hits += result.errors.components(separatedBy: "was killed by SIGKILL").count - 1
            #expect(result.isSuccess, "\(result)")
            #expect(try site.contents(of: site.output) == expected, "\(result)")
            #expect(try readFile(index) == expectedIndex, "\(result)")
            site.expectNothingLeft(result, outputs: ["out"])
        }
        print("\(name): \(hits) workers killed in \(runs) runs")
        #expect(hits >= GzipDeathTests.runs / 2, "too few kills hit to tell anything")
    }
}
