import Foundation
import TestSupport
import Testing

/// Mappers and reducers are killed at random moments: the output is that of an undisturbed run, or the job fails
/// clearly; nothing is left behind either way.
@Suite(.serialized, .timeLimit(.minutes(4))) struct RandomKillTests {
    private static let runsPerJob = 50

    @Test(arguments: ["wordcount", "sort", "index", "grep"])
    func killedWorkersChangeNothing(job name: String) throws {
        let site = try JobSite()
        var data = TestData(seed: 7)
        let sizes = ["wordcount": 1_000_000, "sort": 1_600_000, "index": 700_000, "grep": 20_000_000]
        let inputs = try (0..<2).map { try site.input("input-\($0)", data.words(byteCount: sizes[name]! / 2)) }
        let arguments = name == "grep" ? ["grep", "[a-e]+b c"] : [name, "--partitions", "4"]
        let reference = site.directory.path("reference")
        let undisturbed = try site.job(arguments, inputs, output: reference).run()
        #expect(undisturbed.isSuccess, "\(undisturbed)")
        let expected = try site.contents(of: reference)
        #expect(expected.values.map(\.count).reduce(0, +) > 1000)

        var random = SeededGenerator(seed: UInt64(name.utf8.reduce(0) { $0 &* 31 &+ Int($1) }))
        var (hits, failures) = (0, 0)
        for _ in 0..<RandomKillTests.runsPerJob {
            let result = try run(site.job(arguments, inputs), undisturbed.elapsed, &random)
            let deaths = result.errors.components(separatedBy: "was killed by SIGKILL").count - 1
            hits += deaths
            if result.isSuccess {
                #expect(try site.contents(of: site.output) == expected, "\(result)")
                site.expectNothingLeft(result, outputs: ["out"])
                try FileManager.default.removeItem(atPath: site.output)
            } else {
                failures += 1
                #expect(result.exitCode == 70, "\(result)")
                #expect(result.errors.contains("failed 4 times, at last because"), "\(result)")
                site.expectNothingLeft(result, outputs: [])
            }
        }
        print("\(name): \(hits) workers killed in \(RandomKillTests.runsPerJob) runs, \(failures) jobs gave up")
        #expect(hits >= RandomKillTests.runsPerJob / 2, "too few kills hit to tell anything")
        #expect(failures < RandomKillTests.runsPerJob / 2, "too few runs came through to tell anything")
    }

    /// Kills one to four workers, spread over the time that the job takes undisturbed.
    private func run(_ command: Command, _ usual: Duration, _ random: inout SeededGenerator) throws -> CommandResult {
        let job = try command.start()
        let span = Int(usual / .microseconds(1))
        for _ in 0...random.below(4) {
            usleep(UInt32(random.below(max(1, span / 2))))
            if let victim = job.workers.randomElement(using: &random) { kill(victim, SIGKILL) }
        }
        return try job.wait()
    }
}
