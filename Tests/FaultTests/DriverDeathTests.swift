import Foundation
import TestSupport
import Testing

/// Signals to the driver.
@Suite(.serialized, .timeLimit(.minutes(2))) struct DriverDeathTests {
    private let site: JobSite
    private let input: String

    init() throws {
        site = try JobSite()
        var data = TestData(seed: 4)
        input = try site.input("input", data.words(byteCount: 3_000_000))
    }

    @Test func workersDieWithTheirDriverAndTheNextJobCleansUp() throws {
        let job = try site.job(["sort"], [input], chunkSize: "500K").start()
        var workers: [pid_t] = []
        let isAtWork = job.waitUntil { job in
            workers = job.workers
            return workers.count == 2
        }
        #expect(isAtWork)
        job.send(SIGKILL)
        #expect(eventually(within: .seconds(10)) { !workers.contains(where: isRunning) })
        let result = try job.wait()
        #expect(result.ending == .killed(signal: SIGKILL) && result.leftovers.isEmpty, "\(result)")
        // It could not clean up.
        #expect(try site.directory.list("temporary").count == 1)
        #expect(try !site.directory.list("outputs").contains("out"))

        let next = try site.job(["sort"], [input], chunkSize: "500K").run()
        #expect(next.isSuccess, "\(next)")
        site.expectNothingLeft(next, outputs: ["out"])
    }

    @Test func aJobThatIsRunningIsNotCleanedUpByAnother() throws {
        let slow = try site.job(["sort"], [input], chunkSize: "500K").start()
        #expect(slow.waitUntil { $0.workers.count == 2 })
        slow.send(SIGSTOP)
        let small = try site.input("small", Array("one line\n".utf8))
        for _ in 0..<5 {
            let quick = try site.job(["sort", "--overwrite"], [small], output: site.output + "-2").run()
            #expect(quick.isSuccess, "\(quick)")
        }
        slow.send(SIGCONT)
        let result = try slow.wait()
        #expect(result.isSuccess, "\(result)")
        site.expectNothingLeft(result, outputs: ["out", "out-2"])
    }

    @Test(arguments: [(SIGINT, 130, "SIGINT"), (SIGTERM, 143, "SIGTERM"), (SIGHUP, 129, "SIGHUP")], [false, true])
    func aSignalEndsTheJobWithOneLine(signal: (Int32, Int32, String), toGroup: Bool) throws {
        for stage in ["map", "end"] {
            let job = try site.job(["wordcount", "--partitions", "8"], [input]).start()
            #expect(job.waitUntil { $0.workers.count == 2 })
            // In the map stage; and somewhere near the end.
            usleep(stage == "map" ? 50_000 : 500_000)
            job.send(signal.0, toGroup: toGroup)
            let sent = ContinuousClock.now
            let result = try job.wait()
            #expect(ContinuousClock.now - sent < .seconds(2), "\(result)")
            if stage == "end" && result.isSuccess {
                // It was done before the signal came.
                site.expectNothingLeft(result, outputs: ["out"])
                try FileManager.default.removeItem(atPath: site.output)
                continue
            }
            #expect(result.exitCode == signal.1, "\(result)")
            let lines = result.errors.split(separator: "\n")
            #expect(
                lines.count == 1 && lines.first?.hasPrefix("thresh: \(signal.2): stopped with ") == true, "\(result)")
            #expect(lines.first?.contains(" tasks done; the output is not complete") == true, "\(result)")
            site.expectNothingLeft(result, outputs: [])
        }
    }

    @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
    func aSignalEndsTheReadingOfStandardInput(signal: Int32, code: Int32) throws {
        let pipe = site.directory.path("pipe")
        #expect(mkfifo(pipe, 0o600) == 0)
        // With a writer that never writes.
        let writer = open(pipe, O_RDWR | O_CLOEXEC)
        defer { close(writer) }
        var command = site.job(["wordcount"], ["-"])
        command.input = .file(pipe)
        let job = try command.start()
        #expect(
            job.waitUntil { _ in
                (try? site.directory.list("temporary").contains { $0.hasPrefix("thresh-work") }) == true
            })
        usleep(50_000)
        job.send(signal)
        let sent = ContinuousClock.now
        let result = try job.wait()
        #expect(ContinuousClock.now - sent < .seconds(1))
        #expect(result.exitCode == code, "\(result)")
        #expect(result.errors.contains("stopped while standard input was read"), "\(result)")
        site.expectNothingLeft(result, outputs: [])
    }
}
