import Glibc
import Multiprocessing
import Platform
import ProbeSupport

/// Who waits for results of a pool does nothing before its workers do.
func poolGone() throws {
    try tasksThatWaitForTheDead()
    try othersWhileTheOwnerWaits()
    try ownersThatGoOn()
    try tasksThatAreTriedAgain()
    try workersThatAreReplaced()
    try resultsThatAreNotTakenIn()
}

private func victim() throws { try ChildProcess.start(.named("victim")) { forever() }.kill() }

private func isGone(_ body: () throws -> Void) -> Bool {
    if case QueueError.producersGone? = thrown(body) { true } else { false }
}

/// Whichever way its results are waited for, and however many of its tasks wait, with a child that ended and was not joined.
private func tasksThatWaitForTheDead() throws {
    let queue = try MessageQueue<Int>()
    let pool = try ProcessPool(options(2)) { (_: Int) -> Bool in isGone { _ = try queue.get() } }
    try victim()
    check(try pool.apply(0), "apply")
    check(try pool.map(0..<3, chunkSize: 1) == [true, true, true], "map")
    check(try pool.stream(0..<2, chunkSize: 1).allSatisfy { (try? $0.get()) == true }, "stream")
    let handles = try (0..<2).map { try pool.submit($0) }
    check(try PoolHandle.wait(all: handles) && handles[0].get() && handles[1].get(), "handles")
    let last = try pool.submit(0)
    check(try pool.close() && last.get(), "close")

    // More than its queue has room for.
    let narrow = try ProcessPool(options(2) { $0.window = PoolWindow(count: 2) }) { (_: [UInt8]) -> Bool in
        isGone { _ = try queue.get() }
    }
    let large = (0..<4).lazy.map { _ in [UInt8](repeating: 1, count: 900_000) }
    check(try narrow.map(large, chunkSize: 1) == [true, true, true, true], "large")
    try narrow.close()
}

/// A process beside it, and one that waits for a lock of a worker.
private func othersWhileTheOwnerWaits() throws {
    let (queue, lock) = (try MessageQueue<Int>(), try SharedLock())
    let pool = try ProcessPool(options(3)) { (_: Int) -> Bool in
        try lock.withLock { _ in isGone { _ = try queue.get() } }
    }
    try victim()
    let reader = try ChildProcess.start { if !isGone({ _ = try queue.get() }) { exit(3) } }
    check(try pool.map(0..<2, chunkSize: 1) == [true, true])
    check(try reader.join() == .exited(code: 0))
    try pool.close()
}

/// Nobody gives up an owner with a worker that may go on.
private func ownersThatGoOn() throws {
    let queue = try MessageQueue<Int>()
    let pool = try ProcessPool(options(2)) { (time: Int) -> Int in
        if time == 0 { return try queue.get() }
        pause(milliseconds: time)
        return time
    }
    try victim()
    let reader = try ChildProcess.start { for _ in 0..<5 { if try queue.get() != 7 { exit(3) } } }
    let waiting = try pool.submit(0)
    for time in [1200, 350, 280, 400] {
        check(try pool.apply(time) == time)
        try queue.put(7)
    }
    // Two at a time, of which the second was in the queue.
    check(try pool.map([300, 310, 290], chunkSize: 1).count == 3)
    for _ in 0..<2 { try queue.put(7) }
    check(try waiting.get() == 7, "a worker gave its owner up")
    check(try reader.join() == .exited(code: 0), "a child gave its parent up")
    try pool.close()
}

/// Nor before a task is tried again.
private func tasksThatAreTriedAgain() throws {
    let (queue, tries) = (try MessageQueue<Int>(), try SharedCounter())
    let pool = try ProcessPool(options(1) { $0.onDeath = .retry(3) }) { (_: Int) -> Int in
        pause(milliseconds: 350)
        if tries.add(1) < 4 { raise(SIGKILL) }
        try queue.put(7)
        return 1
    }
    let reader = try ChildProcess.start { if try queue.get() != 7 { exit(3) } }
    check(try pool.apply(0) == 1)
    check(try reader.join() == .exited(code: 0), "a task that is tried again was given up")
    try pool.close()
}

/// Nor while a worker is replaced by another that does the rest.
private func workersThatAreReplaced() throws {
    let (queue, done) = (try MessageQueue<Int>(), try SharedCounter())
    let setUp: () throws -> Void = { pause(milliseconds: 300) }
    let pool = try ProcessPool(options(1) { $0.tasksPerWorker = 1 }, initializer: setUp) { (_: Int) -> Int in
        pause(milliseconds: 300)
        if done.add(1) == 4 { try queue.put(7) }
        return 1
    }
    try victim()
    let reader = try ChildProcess.start { if try queue.get() != 7 { exit(3) } }
    check(try pool.map(0..<4, chunkSize: 1) == [1, 1, 1, 1])
    check(try reader.join() == .exited(code: 0), "a worker that was to come was given up")
    try pool.close()
}

/// Nor one that is late to take a result in: here it is stopped meanwhile.
private func resultsThatAreNotTakenIn() throws {
    let (isReady, mayEnd) = (try SharedCounter(), try SharedCounter())
    let parent = try ChildProcess.start {
        let event = try SharedEvent()
        let pool = try ProcessPool(options(2)) { (_: Int) -> Int in
            while mayEnd.value == 0 { pause(milliseconds: 2) }
            return 1
        }
        let dead = try ChildProcess.start { forever() }
        dead.kill()
        try dead.join()
        let waiter = try ChildProcess.start { try event.wait() }
        isReady.add(1)
        if try pool.apply(0) != 1 { exit(3) }
        event.set()
        if try waiter.join() != .exited(code: 0) { exit(4) }
        try pool.close()
    }
    while isReady.value == 0 { pause(milliseconds: 1) }
    // Until it has said that it waits, at some moment of that.
    pause(milliseconds: .random(in: 600..<1000))
    parent.send(SIGSTOP)
    mayEnd.add(1)
    pause(milliseconds: 1200)
    parent.send(SIGCONT)
    check(try parent.join() == .exited(code: 0), "a waiter gave its parent up")
}
