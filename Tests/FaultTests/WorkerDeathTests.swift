import Foundation
import TestSupport
import Testing

/// What is told and done when workers die, stop, or do not stop dying.
@Suite(.serialized, .timeLimit(.minutes(2))) struct WorkerDeathTests {
    private let site: JobSite
    private let input: String

    init() throws {
        site = try JobSite()
        var data = TestData(seed: 3)
        input = try site.input("access.log", data.words(byteCount: 4_000_000))
    }

    @Test(arguments: [1, 2, 4])
    func aTaskWhoseWorkerAlwaysDiesFailsTheJob(attempts: Int) throws {
        // One task, of some tenths of a second.
        let job = try site.job(["wordcount", "--max-attempts", "\(attempts)"], [input], chunkSize: "8M").start()
        // Each worker is killed when it has worked enough to be in the middle of it, however busy the machine is.
        let isOver = job.waitUntil { job in
            for worker in job.workers where processorTicks(worker) >= 3 { kill(worker, SIGKILL) }
            return job.processes.isEmpty
        }
        #expect(isOver)
        let result = try job.wait()
        #expect(result.exitCode == 70, "\(result)")
        #expect(result.elapsed < .seconds(10))
        let last = result.errors.split(separator: "\n").last ?? ""
        #expect(last.contains("map task "), "\(result)")
        #expect(last.contains(attempts == 1 ? "failed once" : "failed \(attempts) times"), "\(result)")
        #expect(last.contains("was killed by SIGKILL"), "\(result)")
        #expect(last.contains("\(input) at byte "), "\(result)")
        #expect(last.contains("raise --max-attempts"), "\(result)")
        site.expectNothingLeft(result, outputs: [])
    }

    @Test func aDeadWorkerIsNoticedWithinASecond() throws {
        let job = try site.job(["wordcount"], [input], chunkSize: "2M").start()
        #expect(job.waitUntil { $0.workers.count == 2 })
        usleep(50_000)
        let victim = try #require(job.workers.first)
        kill(victim, SIGKILL)
        let killed = ContinuousClock.now
        #expect(job.waitUntil { $0.errorsSoFar.contains("(pid \(victim)) was killed by SIGKILL") })
        #expect(ContinuousClock.now - killed < .seconds(1))
        // And replaced.
        #expect(job.waitUntil { job in job.workers.count { $0 != victim } == 2 })
        let result = try job.wait()
        #expect(result.isSuccess, "\(result)")
        #expect(result.errors.contains("at \(input) at byte "), "\(result)")
        #expect(result.errors.contains("is run again"), "\(result)")
        #expect(result.errors.contains("peak memory "), "\(result)")
        site.expectNothingLeft(result, outputs: ["out"])
    }

    /// The kernel reaps the children of a process that ignores SIGCHLD, and a process inherits that from its parent.
    @Test func aDeadWorkerIsNoticedWhereSIGCHLDWasIgnored() throws {
        var job = site.job(["wordcount"], [input], chunkSize: "2M")
        job.arguments = ["-e", "$SIG{CHLD} = 'IGNORE'; exec @ARGV", job.executable] + job.arguments
        job.executable = "perl"
        let running = try job.start()
        #expect(running.waitUntil { $0.workers.count == 2 })
        usleep(50_000)
        kill(try #require(running.workers.first), SIGKILL)
        let result = try running.wait()
        #expect(result.isSuccess, "\(result)")
        #expect(result.errors.contains("was killed by SIGKILL"), "\(result)")
        site.expectNothingLeft(result, outputs: ["out"])
    }

    /// A mapper that dies after its last task, while it writes what it gathered, has lost those tasks: that counts as
    /// their failure, and the message names one of them.
    @Test func aWorkerThatDiesWhileItHandsOverFailsItsTasks() throws {
        var data = TestData(seed: 31)
        let large = try site.input("large", data.distinctWords(byteCount: 3_000_000))
        // One task of a third of a second, then a spill of about the same time.
        let job = try site.job(["sort", "--max-attempts", "3"], [large], chunkSize: "8M").start()
        var seen: [pid_t: ContinuousClock.Instant] = [:]
        #expect(
            job.waitUntil { job in
                for worker in job.workers {
                    if seen[worker] == nil { seen[worker] = .now }
                    // Its run file is there as soon as the spill begins.
                    let names =
                        (try? FileManager.default.subpathsOfDirectory(atPath: site.directory.path("temporary"))) ?? []
                    if names.contains(where: { $0.hasSuffix("map-\(seen.count - 1)-0.run") }) { kill(worker, SIGKILL) }
                }
                return job.processes.isEmpty
            })
        let result = try job.wait()
        #expect(result.exitCode == 70, "\(result)")
        #expect(result.errors.contains("before it handed over task 0, which begins in \(large) at byte 0"), "\(result)")
        #expect(result.errors.contains("map task 0 failed 3 times"), "\(result)")
        site.expectNothingLeft(result, outputs: [])
    }

    @Test func aSegmentationFaultIsNamed() throws {
        let job = try site.job(["wordcount", "--max-attempts", "1"], [input], chunkSize: "8M").start()
        #expect(job.waitUntil { !$0.workers.isEmpty })
        usleep(50_000)
        for worker in job.workers { kill(worker, SIGSEGV) }
        let result = try job.wait()
        #expect(result.exitCode == 70, "\(result)")
        #expect(result.errors.contains("SIGSEGV"), "\(result)")
        site.expectNothingLeft(result, outputs: [])
    }

    /// The kernel kills a worker that the job allowed more memory than its control group has.
    @Test(.enabled(if: MemoryGroup.obstacle == nil, Comment(rawValue: MemoryGroup.obstacle ?? "")))
    func aKillForWantOfMemoryIsNamed() throws {
        var data = TestData(seed: 32)
        let large = try site.input("large", data.distinctWords(byteCount: 60_000_000))
        let job = site.job(["sort", "--max-attempts", "1", "--memory", "2G"], [large], chunkSize: "64M")
        let group = try MemoryGroup(byteCount: 48 << 20)
        let result = try group.around(job).run()
        #expect(result.exitCode == 70, "\(result)")
        #expect(result.errors.contains("because the control group ran out of memory"), "\(result)")
        site.expectNothingLeft(result, outputs: [])
    }

    @Test func aStoppedWorkerGoesOn() throws {
        let reference = site.directory.path("reference")
        #expect(try site.job(["sort"], [input], output: reference).run().isSuccess)
        let job = try site.job(["sort"], [input]).start()
        #expect(job.waitUntil { !$0.workers.isEmpty })
        for _ in 0..<5 {
            guard let worker = job.workers.first else { break }
            kill(worker, SIGSTOP)
            usleep(100_000)
            kill(worker, SIGCONT)
            usleep(10_000)
        }
        let result = try job.wait()
        #expect(result.isSuccess && result.errors.isEmpty, "\(result)")
        #expect(try site.contents(of: site.output) == site.contents(of: reference))
        site.expectNothingLeft(result, outputs: ["out"])
    }

    /// The one worker is stopped in the first file, so that it cannot have read the last.
    @Test(arguments: ["shrinks", "vanishes"])
    func anInputThatChangesDuringTheRunFailsTheJob(change: String) throws {
        let last = try site.input("z.log", Array(String(repeating: "some more words\n", count: 1000).utf8))
        var command = site.job(["wordcount"], [input, last], chunkSize: "1M")
        command.arguments = command.arguments.map { $0 == "2" ? "1" : $0 }
        let job = try command.start()
        #expect(job.waitUntil { !$0.workers.isEmpty })
        let worker = try #require(job.workers.first)
        kill(worker, SIGSTOP)
        if change == "shrinks" { #expect(truncate(last, 100) == 0) } else { #expect(unlink(last) == 0) }
        kill(worker, SIGCONT)
        let result = try job.wait()
        #expect(result.exitCode == (change == "shrinks" ? 74 : 66), "\(result)")
        #expect(result.errors.contains(last), "\(result)")
        #expect(
            result.errors.contains(
                change == "shrinks" ? "became shorter while it was read" : "no such file"), "\(result)")
        site.expectNothingLeft(result, outputs: [])
    }
}

/// Hundredths of a second that a process has worked; 0 when it is gone.
private func processorTicks(_ process: Int32) -> Int {
    guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
        let end = text.lastIndex(of: ")")
    else { return 0 }
    // After the name: state, parent and so on; user and system time are the 12th and 13th.
    let fields = text[text.index(after: end)...].split(separator: " ")
    return fields.count > 12 ? (Int(fields[11]) ?? 0) + (Int(fields[12]) ?? 0) : 0
}
