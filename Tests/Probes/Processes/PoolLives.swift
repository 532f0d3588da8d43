import Glibc
import Multiprocessing
import Platform
import ProbeSupport

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
        if number == 0 { pause(milliseconds: 50) }
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
        pause(milliseconds: 20)
        return number
    }
    let handle = try pool.submitMap(0..<10_000)
    check(try !handle.wait(timeout: .milliseconds(50)))
    check(try pool.close(timeout: .milliseconds(20)) == false)
    check(isPrompt(seconds { pool.terminate() }))
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

/// Workers without a task feed nobody; those that have one may.
func poolBeside() throws {
    let queue = try MessageQueue<Int>()
    func isTold() -> Bool {
        if case QueueError.producersGone? = thrown({ try queue.get(timeout: .seconds(20)) }) { true } else { false }
    }
    let pool = try ProcessPool(options(2)) { (number: Int) -> Int in
        if number < 0 {
            pause(milliseconds: -number)
            raise(SIGKILL)
        }
        if number > 0 {
            pause(milliseconds: number)
            try queue.put(number)
        }
        return number
    }
    check(try pool.map([0, 0, 0]) == [0, 0, 0])
    try ChildProcess.start(.named("victim")) {}.join()
    check(isTold(), "waits for idle workers")
    for policy in ["done", "cancelled"] {
        let handle = try pool.submit(900)
        check(try !handle.wait(timeout: .milliseconds(100)))
        if policy == "cancelled" { try handle.cancel() }
        check(try queue.get() == 900, "gives up a worker with a task")
        if policy == "done" { _ = try handle.get() }
        check(try pool.map([0]) == [0])
    }
    // In another process, while this one joins it.
    check(
        try ChildProcess.start { if !isTold() { exit(3) } }.join() == .exited(code: 0), "a child waits for idle workers"
    )
    // What is done and not taken in, and what died with its worker, is not to come either.
    let lost = try pool.submitMap([1, -300], chunkSize: 1)
    check(try !lost.wait(timeout: .milliseconds(20)))
    let reader = try ChildProcess.start {
        check(try queue.get(timeout: .seconds(20)) == 1)
        if !isTold() { exit(3) }
    }
    check(try reader.join() == .exited(code: 0), "a child waits for a task that died while its parent joins it")
    check(thrown({ try lost.get() }) != nil)
    let again = try pool.submitMap([1, -300], chunkSize: 1)
    check(try !again.wait(timeout: .milliseconds(20)))
    check(try queue.get() == 1)
    check(
        thrown({ _ = try queue.get() }).map { "\($0)" }?.contains("pool worker") == true, "waits for a task that died")
    check(thrown({ try again.get() }) != nil)
    check(try pool.map([0, 0, 0]) == [0, 0, 0])
    let any = try ChildProcess.start { if !isTold() { exit(3) } }
    check(try ChildProcess.waitForAny(of: [any]).count == 1 && any.status == .exited(code: 0))
    try poolBesideCondition()
    try pool.close()
    check(isTold())
}

/// A worker that waits in its task, beside one that has none; and a task that died, for one who waits on a condition.
private func poolBesideCondition() throws {
    let (queue, condition) = (try MessageQueue<Int>(), try SharedCondition())
    let pool = try ProcessPool(options(2)) { (dies: Bool) -> Bool in
        if dies { raise(SIGKILL) }
        return if case QueueError.producersGone? = thrown({ try queue.get() }) { true } else { false }
    }
    try ChildProcess.start(.named("victim")) {}.join()
    let waiting = try pool.submit(false)
    check(try !waiting.wait(timeout: .milliseconds(100)))
    let reader = try ChildProcess.start {
        if case QueueError.producersGone? = thrown({ try queue.get() }) { exit(0) } else { exit(3) }
    }
    check(try reader.join() == .exited(code: 0), "an idle worker is waited for")
    // This process is not known to wait for the worker: should that not have been told yet, it gets something.
    try queue.put(1)
    _ = try waiting.get()
    let lost = try pool.submit(true)
    let error = thrown { try condition.withLock { _ in try condition.wait() } }
    if case SyncError.othersGone? = error {} else { check(false, "\(String(describing: error))") }
    check(thrown({ try lost.get() }) != nil)
    try pool.close()
}
