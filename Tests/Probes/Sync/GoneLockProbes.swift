import Glibc
import Multiprocessing
import Platform
import ProbeSupport

/// Who waits for a lock waits for what its holder waits for.
func lockedGone() throws {
    try goneForHolders()
    try goneForChainsOfHolders()
    try goneForHoldersOfEnds()
    try holdersThatGoOn()
    try holdersWithATimeLimit()
    try holdersOfAConditionsLock()
    try goneOnlyAfterALockIsTaken()
}

private func victim() throws { try end(try starting("victim") { forever() }) }

/// One of them holds the lock and waits, the others wait for the lock, and their parent for them.
private func goneForHolders() throws {
    let (lock, recursive, mutex) = (try SharedLock(), try SharedRecursiveLock(), try SharedMutex(0))
    let locks: [(String, (() throws -> Void) throws -> Void)] = [
        ("lock", { body in try lock.withLock { _ in try body() } }),
        ("recursive", { body in try recursive.withLock { _ in try recursive.withLock { _ in try body() } } }),
        ("mutex", { body in try mutex.withLock { _ in try body() } }),
    ]
    let queue = try MessageQueue<Int>()
    let full = try MessageQueue<Int>(limit: 1)
    try full.put(0)
    let event = try SharedEvent()
    let semaphore = try SharedSemaphore(permits: 0)
    let condition = try SharedCondition()
    let waits: [(String, () throws -> Void)] = [
        ("get", { _ = try queue.get() }), ("put", { try full.put(1) }), ("event", { try event.wait() }),
        ("semaphore", { try semaphore.acquire() }),
        ("condition", { try condition.withLock { _ in try condition.wait() } }),
    ]
    for (number, (name, wait)) in waits.enumerated() {
        let (kind, locked) = locks[number % locks.count]
        let children = try (0..<3).map { number in
            try starting("\(name) under a \(kind), \(number)") { try locked { check(!dead(thrown(wait)).isEmpty) } }
        }
        try victim()
        for child in children { check(try child.join() == .exited(code: 0), child.name) }
    }
}

/// Each holds a lock that the next waits for; the first waits for what nobody brings.
private func goneForChainsOfHolders() throws {
    let queue = try MessageQueue<Int>()
    let locks = try (0..<5).map { _ in try SharedLock() }
    let held = try SharedCounter()
    func take(_ number: Int) throws {
        try locks[number].withLock { _ in
            held.add(1)
            if number > 0 {
                try locks[number - 1].withLock { _ in }
            } else {
                check(isProducersGone(thrown { _ = try queue.get() }))
            }
        }
    }
    var children: [ChildProcess] = []
    for number in locks.indices {
        children.append(try starting("link \(number)") { try take(number) })
        check(eventually { held.value == number + 1 })
    }
    try victim()
    // Whoever waits beside the chain.
    check(isProducersGone(thrown { _ = try queue.get() }))
    // Without a time limit: with one, this process might put something in.
    for child in children { check(try child.join() == .exited(code: 0), child.name) }
}

/// With ends: who has one, and waits for a lock of one that waits for it.
private func goneForHoldersOfEnds() throws {
    let queue = try MessageQueue<Int>()
    let lock = try SharedLock()
    let end = try queue.producer
    let bystander = try starting("bystander", .only([])) { forever() }
    let reader = try starting("reader", .only([])) {
        try lock.withLock { _ in check(!dead(thrown { _ = try queue.get() }).isEmpty) }
    }
    pause(milliseconds: 100)
    let writer = try starting("writer") { try lock.withLock { _ in try end.put(1) } }
    let dying = try starting("dying") { forever() }
    end.close()
    try ProbeSupport.end(dying)
    check(try reader.join() == .exited(code: 0), "not told")
    try expectSuccess(writer)
    try ProbeSupport.end(bystander)
}

/// A holder that may go on keeps those who wait for its lock in the game, whatever it waits for.
private func holdersThatGoOn() throws {
    try holdersAreNotGivenUp { _ in pause(milliseconds: 1200) }
    try holdersAreNotGivenUp { _ in try ChildProcess.start { pause(milliseconds: 1200) }.join() }
}

/// A holder that gives its lock away after a while keeps nobody from what they wait for, itself not either.
private func holdersWithATimeLimit() throws {
    try holdersAreNotGivenUp { queue in
        expect(queue: .timedOut) { () throws(QueueError) in _ = try queue.get(timeout: .milliseconds(1200)) }
    }
}

/// - Parameter hold: what a process does with a lock, before another, which waits for that, puts something into the queue.
private func holdersAreNotGivenUp(_ hold: (MessageQueue<Int>) throws -> Void) throws {
    let queue = try MessageQueue<Int>()
    let lock = try SharedLock()
    try victim()
    let holder = try starting("holder") {
        try lock.withLock { _ in try hold(queue) }
        check(try queue.get() == 7, "the holder gave up")
    }
    pause(milliseconds: 50)
    let writer = try starting("writer") {
        try lock.withLock { _ in for _ in 0..<2 { try queue.put(7) } }
    }
    check(try queue.get() == 7, "given up")
    try expectSuccess([holder, writer])
}

/// The lock of a condition is nobody's while its holder waits on that, and who judges has it.
private func holdersOfAConditionsLock() throws {
    let condition = try SharedCondition()
    let flag = try SharedCounter()
    try victim()
    for isPolling in [false, true] {
        _ = flag.exchange(0)
        func wait() throws {
            if isPolling { try condition.wait(until: { flag.value > 0 }) } else { try condition.wait() }
        }
        let waiters = try (0..<2).map { number in
            try starting("waiter \(number)") { try condition.withLock { _ in try wait() } }
        }
        let holder = try starting("holder") {
            try condition.withLock { _ in
                pause(milliseconds: 900)
                try wait()
            }
        }
        let notifier = try starting("notifier") {
            pause(milliseconds: 100)
            try condition.withLock { _ in }
            pause(milliseconds: 300)
            try condition.withLock { _ in
                flag.add(1)
                try condition.notifyAll()
            }
        }
        for child in waiters + [holder, notifier] { check(try child.join() == .exited(code: 0), child.name) }
    }
}

/// Locks change hands among those who wait for their children with them, and are stopped meanwhile; the last puts something.
private func goneOnlyAfterALockIsTaken() throws {
    let pids = try (0..<4).map { _ in try SharedCounter() }
    let turns = try SharedCounter()
    // What it makes, this process has not got: it is no hope for those who wait.
    let maker = try starting("maker") {
        let queue = try MessageQueue<Int>()
        let lock = try SharedLock()
        try victim()
        let holders = try pids.indices.map { number in
            try starting("holder \(number)") {
                pids[number].add(Int(CurrentProcess.pid))
                try lock.withLock { _ in
                    let brief = try ChildProcess.start { usleep(.random(in: 250_000..<450_000)) }
                    check(try ChildProcess.waitForAny(of: [brief]).count == 1)
                    if turns.add(1) == pids.count { for number in 0...pids.count { try queue.put(number) } }
                }
                _ = try queue.get()
            }
        }
        let reader = try starting("reader") { _ = try queue.get() }
        for child in holders + [reader] { check(try child.join() == .exited(code: 0), child.name) }
    }
    check(eventually { pids.allSatisfy { $0.value > 0 } })
    while turns.value < pids.count, maker.isAlive {
        let holder = Int32(pids[.random(in: pids.indices)].value)
        kill(holder, SIGSTOP)
        usleep(.random(in: 0..<300_000))
        kill(holder, SIGCONT)
    }
    try expectSuccess(maker, within: .seconds(20))
}
