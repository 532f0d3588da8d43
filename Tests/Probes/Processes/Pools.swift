import Glibc
import Multiprocessing
import Platform

func options(_ workers: Int, _ change: (inout PoolOptions) -> Void = { _ in }) -> PoolOptions {
    var options = PoolOptions(workers: workers)
    change(&options)
    return options
}

func failure<R>(of result: Result<R, TaskError>) -> TaskError.Failure? {
    if case .failure(let error) = result { error.failure } else { nil }
}

func poolMap() throws {
    let offset = 1000
    let pool = try ProcessPool(options(3)) { (number: Int) in number * number + offset }
    let expected = (0..<2000).map { $0 * $0 + offset }
    check(try pool.map(0..<2000) == expected)
    for chunk in [7, 100, 5000] { check(try pool.map(0..<2000, chunkSize: chunk) == expected, "chunks of \(chunk)") }
    check(try pool.map([Int]()) == [])
    check(try pool.apply(5) == 1025)

    check(try pool.map(0..<20_000) == (0..<20_000).map { $0 * $0 + offset })

    let handle = try pool.submitMap(0..<500)
    let single = try pool.submit(3)
    check(try single.get() == 1009)
    check(try handle.get(timeout: .seconds(5)) == Array(expected[..<500]))
    check(handle.isReady && handle.isSuccessful == true)
    check(pool.progress.failed == 0 && pool.progress.done == pool.progress.taken && pool.progress.workers == 3)
    let insight = pool.insight
    check(insight.count == 3 && insight.contains { $0.startUp > .zero } && insight.allSatisfy { $0.pid > 0 })
    check(insight.reduce(0) { $0 + $1.tasks } >= 28_000 - 768 && insight.contains { $0.working > .zero }, "\(insight)")
    try pool.close()
    check(pool.progress.workers == 0)
    guard case PoolError.closed? = thrown({ try pool.map([1]) }) else { return check(false, "used after close") }
    pool.terminate()
}

func poolArguments() throws {
    for count in [0, -1] {
        let error = thrown { try ProcessPool(options(count)) { (number: Int) in number } }
        check(error as? PoolError == .workerCount(count))
    }
    struct Order: Codable, Equatable {
        var name: String
        var amounts: [Double]
        var note: String?
    }
    let orders = (0..<50).map {
        Order(name: "order \($0)", amounts: [Double($0), 0.5], note: $0 % 2 == 0 ? nil : "odd")
    }
    let pool = try ProcessPool(options(2)) { (order: Order) in
        Order(name: order.name + "!", amounts: order.amounts + [1], note: order.note)
    }
    check(try pool.map(orders).map(\.name) == orders.map { $0.name + "!" })
    struct Pair { var a: Int32; var b: UInt8 }
    let pairs = try ProcessPool<Pair, Pair>(options(2), inputs: .bitwise, outputs: .bitwise) {
        Pair(a: $0.a * 2, b: $0.b + 1)
    }
    check(try pairs.map((0..<100).map { Pair(a: $0, b: UInt8($0)) }).allSatisfy { $0.a == Int32($0.b - 1) * 2 })
    let texts = try ProcessPool(options(2)) { (text: String) in Array(text.utf8) }
    check(try texts.map(["", "é", "abc"]) == [[], [0xC3, 0xA9], [97, 98, 99]])
}

/// Far larger than the queues.
func poolLarge() throws {
    let pool = try ProcessPool(options(2)) { (bytes: [UInt8]) in [9] + bytes }
    let sizes = [0, 1, 32 << 10, (32 << 10) + 1, 1 << 20, 6 << 20, 3]
    let items = sizes.map { size in
        var bytes = [UInt8](repeating: 1, count: size)
        for index in stride(from: 0, to: size, by: 1013) { bytes[index] = UInt8(truncatingIfNeeded: index &* 31) }
        return bytes
    }
    check(try pool.map(items) == items.map { [9] + $0 })
    check(try pool.map(items, chunkSize: 3) == items.map { [9] + $0 })
    // Results alone, and arguments alone.
    let makers = try ProcessPool(options(2)) { (size: Int) in [UInt8](repeating: 7, count: size) }
    check(try makers.map(sizes).map(\.count) == sizes)
    let counters = try ProcessPool(options(2)) { (bytes: [UInt8]) in bytes.count }
    check(try counters.map(items) == sizes)
}

func poolErrors() throws {
    let pool = try ProcessPool(options(2)) { (number: Int) in
        if number % 10 == 3 { throw Unlucky(number: number) }
        return number
    }
    for chunk in [1, 8] {
        let outcomes = try pool.outcomes(of: 0..<40, chunkSize: chunk)
        check(outcomes.count == 40)
        for (index, outcome) in outcomes.enumerated() {
            if index % 10 != 3 {
                check((try? outcome.get()) == index)
            } else if case .threw(let error)? = failure(of: outcome) {
                check(error.message == "number \(index)" && error.type.hasSuffix("Unlucky"), "\(error)")
                check(
                    error.backtrace.first == "Unlucky.swift:\(index)"
                        && error.backtrace.last?.contains("worker") == true)
            } else {
                check(false, "\(outcome)")
            }
        }
    }
    guard case PoolError.task(let error)? = thrown({ try pool.map(0..<40) }) else { return check(false) }
    check(error.index == 3 && "\(error)".contains("number 3"), "\(error)")
    let handle = try pool.submitMap(0..<40)
    check(try handle.wait(timeout: .seconds(5)) && handle.isSuccessful == false)
    check(pool.progress.deaths == 0)
    // After failures it closes as ever.
    try pool.close()

    // What cannot be encoded fails alone, in either direction; no worker is lost.
    struct Stubborn: Codable {
        var number: Int
        init(_ number: Int) { self.number = number }
        func encode(to encoder: any Encoder) throws {
            if number % 5 == 0 { throw Unlucky(number: number) }
            var container = encoder.singleValueContainer()
            try container.encode(number)
        }
        init(from decoder: any Decoder) throws { number = try decoder.singleValueContainer().decode(Int.self) }
    }
    let stubborn = try ProcessPool(options(2)) { (value: Stubborn) in Stubborn(value.number + 1) }
    for _ in 0..<20 {
        let outcomes = try stubborn.outcomes(of: (0..<10).map { Stubborn($0) })
        let kinds = outcomes.map { outcome -> Int in
            switch failure(of: outcome) {
            case nil: 0
            case .coding?: 1
            case .threw?: 2
            default: 3
            }
        }
        check(kinds == [1, 0, 0, 0, 2, 1, 0, 0, 0, 2], "\(kinds)")
    }
    check(stubborn.progress.deaths == 0 && stubborn.progress.workers == 2)
}

/// A worker that dies costs its task, or an attempt; the others have their results.
func poolDeaths() throws {
    let words = try Words(64)
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
        pause(number > 100 ? 5 : 0)
        return number
    }
    let elapsed = seconds {
        guard case PoolError.task(let error)? = thrown({ try strict.map(0..<10_000) }) else { return check(false) }
        check(error.index == 5, "\(error)")
    }
    check(elapsed < 1, "the map went on for \(elapsed) s")
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
    check(elapsed < 0.5, "noticed after \(elapsed) s")
    check(try pool.apply(7) == 7)
    // Killed while they wait: nobody notices, except that it works.
    for worker in pool.insight { kill(worker.pid, SIGKILL) }
    check(try pool.map(2..<100) == Array(2..<100))
}

func poolTimeLimit() throws {
    let pool = try ProcessPool(
        options(2) {
            $0.taskTimeLimit = .milliseconds(200)
            $0.grace = .milliseconds(150)
            $0.onDeath = .retry(5)
        }
    ) { (number: Int) -> Int in
        if number == 3 { forever() }
        if number == 4 {
            signal(SIGTERM, SIG_IGN)
            forever()
        }
        return number
    }
    var outcomes: [Result<Int, TaskError>] = []
    let elapsed = try seconds { outcomes = try pool.outcomes(of: 0..<20) }
    check(elapsed >= 0.2 && elapsed < 2, "\(elapsed)")
    for index in 0..<20 where index != 3 && index != 4 { check((try? outcomes[index].get()) == index) }
    for (index, signal) in [(3, SIGTERM), (4, SIGKILL)] {
        guard case .timedOut(.milliseconds(200), let certificate)? = failure(of: outcomes[index]) else {
            check(false, "\(outcomes[index])")
            continue
        }
        check(certificate.status == .killed(signal: signal) && certificate.task == "task \(index)", "\(certificate)")
    }
    check(try pool.map(10..<200) == Array(10..<200))
    // The limit is that of an item, not of a chunk.
    let sleeping = try ProcessPool(options(1) { $0.taskTimeLimit = .milliseconds(200) }) { (number: Int) in
        pause(number)
        return number
    }
    check(try sleeping.map([60, 60, 60, 60, 60], chunkSize: 5) == [60, 60, 60, 60, 60])
    check(pool.progress.deaths == 2, "\(pool.progress)")
}

func poolInitializer() throws {
    final class State: @unchecked Sendable { var value = 0 }
    let state = State()
    let pool = try ProcessPool(options(2), initializer: { state.value = 40 }) { (number: Int) in number + state.value }
    check(try pool.map(0..<10) == Array(40..<50) && state.value == 0)

    // One that throws is reported, and nothing hangs.
    let failing = try ProcessPool(options(2), initializer: { throw Unlucky(number: 9) }) { (number: Int) in number }
    let elapsed = seconds {
        guard case PoolError.initializerFailed(let error)? = thrown({ try failing.map(0..<10) }) else {
            return check(false)
        }
        check(error.message == "number 9", "\(error)")
    }
    check(elapsed < 1)
    guard case PoolError.initializerFailed? = thrown({ try failing.apply(1) }) else { return check(false) }
    // So is one that dies each time; a few deaths are survived.
    let dying = try ProcessPool(options(2), initializer: { raise(SIGKILL) }) { (number: Int) in number }
    guard case PoolError.workersKeepDying(let certificate)? = thrown({ try dying.map(0..<10) }) else {
        return check(false)
    }
    check(certificate.status == .killed(signal: SIGKILL) && certificate.task == "its initializer", "\(certificate)")
    let words = try Words(1)
    let recovering = try ProcessPool(
        options(1),
        initializer: {
            words[0] += 1
            if words[0] < 3 { raise(SIGKILL) }
        }
    ) { (number: Int) in number }
    check(try recovering.map(0..<10) == Array(0..<10) && words[0] == 3)
    // One that takes too long is over its limit.
    let slow = try ProcessPool(options(1) { $0.startTimeLimit = .milliseconds(50) }, initializer: { forever() }) {
        (number: Int) in number
    }
    guard case PoolError.workersKeepDying? = thrown({ try slow.map(0..<10) }) else { return check(false) }
}

func poolReplacement() throws {
    for limit in [1, 3] {
        let pool = try ProcessPool(options(2) { $0.tasksPerWorker = limit }) { (number: Int) in [number, Int(getpid())]
        }
        let results = try pool.map(0..<60, chunkSize: 1)
        check(results.map { $0[0] } == Array(0..<60))
        let counts = Dictionary(grouping: results) { $0[1] }.mapValues(\.count)
        check(counts.values.allSatisfy { $0 <= limit } && counts.count >= 60 / limit, "\(counts)")
        try pool.close()
        check(pool.progress.deaths == 0 && pool.progress.retired >= 60 / limit - 2, "\(pool.progress)")
    }
    var kept: [[UInt8]] = []
    let growing = try ProcessPool(options(1) { $0.workerMemoryLimit = 100 << 20 }) { (number: Int) -> Int in
        kept.append([UInt8](repeating: UInt8(number), count: 30 << 20))
        return Int(getpid())
    }
    let pids = try growing.map(0..<12)
    check(Set(pids).count >= 3 && Set(pids).count <= 6, "\(pids)")
    check(growing.progress.deaths == 0)
}

func poolStream() throws {
    let pool = try ProcessPool(options(2)) { (number: Int) -> Int in
        if number == 0 { pause(50) }
        return number + 1
    }
    // Never further ahead than the window, however long the input is.
    var taken = 0
    var given = 0
    var furthest = 0
    let endless = sequence(first: 0) { $0 + 1 }.lazy.map { number -> Int in
        taken += 1
        furthest = max(furthest, taken - given)
        return number
    }
    for outcome in try pool.stream(endless, window: PoolWindow(count: 10)) {
        check(outcome.index == given && (try? outcome.get()) == given + 1, "\(outcome)")
        given += 1
        if given == 1000 { break }
    }
    check(furthest <= 10 && furthest >= 5, "\(furthest)")

    let outcomes = Array(try pool.stream(0..<200, order: .completion))
    check(outcomes.count == 200 && Set(outcomes.map(\.index)) == Set(0..<200))
    check(outcomes.allSatisfy { (try? $0.get()) == $0.index + 1 })
    check(outcomes.first?.index != 0, "the slow one is not the first")

    // By bytes.
    let bytes = try ProcessPool(options(2)) { (bytes: [UInt8]) in bytes }
    var ahead = 0
    var most = 0
    let large = (0..<60).lazy.map { index -> [UInt8] in
        ahead += 1
        most = max(most, ahead)
        return [UInt8](repeating: UInt8(index), count: 1 << 20)
    }
    for (index, outcome) in try bytes.stream(large, window: PoolWindow(count: 1000, bytes: 5 << 20)).enumerated() {
        check((try? outcome.get())?.first == UInt8(index))
        ahead -= 1
    }
    check(most <= 6 && most >= 3, "\(most)")

    // An input that throws midway: at its index, behind what came before.
    for order in [PoolStreamOrder.input, .completion] {
        var next = 0
        let throwing = try pool.stream(order: order) { () -> Int? in
            if next == 30 { throw Unlucky(number: 30) }
            next += 1
            return next
        }
        let all = Array(throwing)
        check(all.count == 31 && Set(all.map(\.index)) == Set(0...30))
        let last = all.first { $0.index == 30 }
        if case .input(let error)? = last.flatMap({ failure(of: $0.result) }) {
            check(error.message == "number 30")
        } else {
            check(false, "\(all)")
        }
        check(all.filter { (try? $0.get()) != nil }.count == 30)
    }
    check(Array(try pool.stream([Int]())).isEmpty)
}

func poolTermination() throws {
    let pool = try ProcessPool(options(4)) { (number: Int) -> Int in
        pause(20)
        return number
    }
    let handle = try pool.submitMap(0..<10_000)
    check(try !handle.wait(timeout: .milliseconds(50)))
    check(try pool.close(timeout: .milliseconds(20)) == false)
    check(seconds { pool.terminate() } < 0.5)
    guard case PoolError.task(let error)? = thrown({ try handle.get() }), error.failure == .cancelled else {
        return check(false)
    }
    check(handle.isReady && handle.isSuccessful == false && ChildProcess.active.isEmpty)
    guard case PoolError.closed? = thrown({ try pool.apply(1) }) else { return check(false) }

    // Closing with much to do does it all; a stream that nobody reads does not keep it from that.
    let closing = try ProcessPool(options(4)) { (number: Int) in number }
    let all = try closing.submitMap(0..<10_000)
    let stream = try closing.stream(0..<1000)
    check(try closing.close(timeout: .seconds(20)))
    check(try all.get().count == 10_000 && Array(stream).count == 1000)

    // Forgotten: its workers are gone with it.
    do {
        let forgotten = try ProcessPool(options(2)) { (number: Int) -> Int in forever() }
        _ = try forgotten.submit(1)
    }
    check(ChildProcess.active.isEmpty)
}

func poolCrowd() throws {
    let pool = try ProcessPool(options(200)) { (number: Int) in number + 1 }
    check(try pool.map(0..<1000) == Array(1...1000))
    check(pool.progress.workers == 200)
    try pool.close()
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

func poolSpeed(count: Int) throws {
    let pool = try ProcessPool(options(2)) { (number: Int) in number + 1 }
    _ = try pool.map(0..<10)
    for chunk in [nil, 1, 16, 256] {
        let elapsed = try seconds { _ = try pool.map(0..<count, chunkSize: chunk) }
        print("chunks of \(chunk.map(String.init) ?? "their own size"): \(Int(Double(count) / elapsed)) tasks/s")
    }
    let elapsed = try seconds { for _ in 0..<200 { try ChildProcess.start {}.join() } }
    print("start and join: \(Int(elapsed / 200 * 1e6)) µs")
}
