import Glibc
import Multiprocessing
import Platform
import ProbeSupport

/// A worker that dies costs its task, or an attempt; the others have their results.
func poolDeaths() throws {
    let words = try SharedWords(64)
    func deadly(_ number: Int) -> Int {
        words[number] += 1
        switch number {
        case 5: kill(getpid(), SIGKILL)
        case 11: exit(0)
        case 17: raise(SIGSEGV)
        case 23: if words[number] < 3 { raise(SIGKILL) }
        default: break
        }
        return number * 2
    }
    var events: [String] = []
    let failing = try ProcessPool(options(3), onEvent: { events.append($0) }) { (number: Int) in deadly(number) }
    for chunk in [1, 6] {
        for index in 0..<64 { words[index] = 0 }
        let outcomes = try failing.outcomes(of: 0..<40, chunkSize: chunk)
        for (index, outcome) in outcomes.enumerated() {
            if ![5, 11, 17, 23].contains(index) {
                check((try? outcome.get()) == index * 2, "\(outcome)")
            } else if case .died(let certificate, let times)? = failure(of: outcome) {
                check(
                    times == 1 && certificate.task == "task \(index)" && certificate.peakResidentBytes > 0,
                    "\(certificate)")
                let status: [Int: ExitStatus] = [
                    5: .killed(signal: SIGKILL), 11: .exited(code: 0), 17: .killed(signal: SIGSEGV),
                    23: .killed(signal: SIGKILL),
                ]
                check(certificate.status == status[index], "\(index): \(certificate)")
            } else {
                check(false, "\(index): \(outcome)")
            }
        }
    }
    check(failing.progress.deaths == 8 && failing.progress.workers == 3 && events.count == 8, "\(failing.progress)")
    check(events[0].contains("was killed by") || events[0].contains("exited"), "\(events)")
    check(try failing.map(30..<40) == (30..<40).map { $0 * 2 })

    for index in 0..<64 { words[index] = 0 }
    let retrying = try ProcessPool(options(2) { $0.onDeath = .retry(2) }) { (number: Int) in deadly(number) }
    let outcomes = try retrying.outcomes(of: 0..<30, chunkSize: 1)
    check((try? outcomes[23].get()) == 46 && words[23] == 3, "\(outcomes[23]) \(words[23])")
    if case .died(_, let times)? = failure(of: outcomes[5]) { check(times == 3) } else { check(false) }
    check(outcomes.indices.allSatisfy { (try? outcomes[$0].get()) == $0 * 2 || [5, 11, 17].contains($0) })

    let strict = try ProcessPool(options(2) { $0.onDeath = .failJob }) { (number: Int) in
        if number == 5 { raise(SIGKILL) }
        pause(milliseconds: number > 100 ? 5 : 0)
        return number
    }
    let elapsed = seconds {
        guard case PoolError.task(let error)? = thrown({ try strict.map(0..<10_000) }) else { return check(false) }
        check(error.index == 5, "\(error)")
    }
    check(isPrompt(elapsed), "the map went on for \(elapsed) s")
    check(try strict.map([1, 2, 3]) == [1, 2, 3])
}

/// A death is noticed at once, not at some poll.
func poolDeathNoticed() throws {
    let pool = try ProcessPool(options(2)) { (number: Int) -> Int in
        if number == 1 { forever() }
        return number
    }
    let handle = try pool.submit(1)
    check(try !handle.wait(timeout: .milliseconds(100)) && !handle.isReady && handle.isSuccessful == nil)
    let victim = pool.insight.first { $0.tasks == 0 && $0.waiting == .zero || $0.working == .zero }
    for worker in pool.insight { kill(worker.pid, SIGKILL) }
    check(victim != nil)
    let elapsed = seconds {
        guard case PoolError.task(let error)? = thrown({ try handle.get() }), case .died = error.failure else {
            return check(false)
        }
    }
    check(isPrompt(elapsed), "noticed after \(elapsed) s")
    check(try pool.apply(7) == 7)
    // Killed while they wait: nobody notices, except that it works.
    for worker in pool.insight { kill(worker.pid, SIGKILL) }
    check(try pool.map(2..<100) == Array(2..<100))
}

/// Workers are killed at random moments: each result is right, or its failure names the kill.
func poolChaos(kills: Int, seed: UInt64) throws {
    var generator = Generator(state: seed)
    for policy in [DeathPolicy.failTask, .retry(1000)] {
        let pool = try ProcessPool(options(3) { $0.onDeath = policy }) { (bytes: [UInt8]) -> [UInt8] in
            if bytes.count % 50 == 0 { usleep(300) }
            return bytes.reversed()
        }
        var victims: Set<Int32> = []
        var killed = 0
        var failed = 0
        var done = 0
        let items = (0...).lazy.map { index in
            [UInt8](repeating: UInt8(truncatingIfNeeded: index), count: index % 300 == 299 ? 60_000 : index % 100)
        }
        for outcome in try pool.stream(items, chunkSize: 3) {
            switch outcome.result {
            case .success(let bytes):
                let index = outcome.index
                check(
                    bytes.count == (index % 300 == 299 ? 60_000 : index % 100)
                        && bytes.allSatisfy { $0 == UInt8(truncatingIfNeeded: index) })
                done += 1
            case .failure(let error):
                failed += 1
                if case .died(let certificate, _) = error.failure, policy == .failTask {
                    check(certificate.status == .killed(signal: SIGKILL), "\(certificate)")
                } else {
                    check(false, "\(error)")
                }
            }
            if generator.next() % 20 == 0, killed < kills / 2,
                let victim = pool.insight.randomElement(using: &generator)
            {
                kill(victim.pid, SIGKILL)
                if victims.insert(victim.pid).inserted { killed += 1 }
            }
            if killed == kills / 2 { break }
        }
        check(killed == kills / 2 && failed <= killed, "\(failed) of \(killed)")
        check(pool.progress.deaths <= killed && pool.progress.deaths >= killed - 3, "\(pool.progress)")
        check(try pool.map([[1, 2], []]) == [[2, 1], []])
        print("\(policy): \(killed) kills, \(done) done, \(failed) failed, \(pool.progress)")
    }
}
