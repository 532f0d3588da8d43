import Glibc
import Multiprocessing
import Platform
import ProbeSupport

/// Processes that wait once, and add to `woken` when they were notified.
private func waiters(_ count: Int, _ condition: SharedCondition, _ woken: SharedCounter) throws -> [ChildProcess] {
    let children = try (0..<count).map { number in
        try child("waiter \(number)") {
            try condition.withLock { _ in
                guard try condition.wait(timeout: .seconds(10)) else { return 1 }
                woken.add(1)
                return 0
            }
        }
    }
    let before = woken.value
    let deadline = Instant.now.advanced(by: .seconds(5))
    while condition.waitingCount < count && Instant.now < deadline { usleep(500) }
    check(condition.waitingCount == count && woken.value == before, "\(condition.waitingCount) wait")
    return children
}

private func settle(_ counter: SharedCounter, at wanted: Int, line: Int = #line) {
    let deadline = Instant.now.advanced(by: .seconds(2))
    while counter.value < wanted && Instant.now < deadline { usleep(500) }
    pause(milliseconds: 30)
    check(counter.value == wanted, "\(counter.value) woken instead of \(wanted)", line: line)
}

func conditionCounts() throws {
    let condition = try SharedCondition()
    let woken = try SharedCounter()
    expect(.notOwner) { try condition.notify() }
    expect(.notOwner) { try condition.wait() }
    // Notifying nobody is not kept for later.
    try condition.withLock { _ in
        try condition.notify(3)
        try expectDelay(60) { check(try !condition.wait(timeout: .milliseconds(60)), "an old notification") }
        try expectDelay(0) { check(try !condition.wait(timeout: .zero), "an old notification") }
        try expectDelay(70) {
            check(try !condition.wait(until: { false }, timeout: .milliseconds(70)), "false is true")
        }
        check(try condition.wait(until: { true }, timeout: .zero), "true is false")
    }
    check(condition.waitingCount == 0 && !condition.lock.isLocked, "\(condition.waitingCount) wait")
    let children = try waiters(6, condition, woken)
    for (count, total) in [(1, 1), (2, 3), (0, 3)] {
        try condition.withLock { _ in try condition.notify(count) }
        settle(woken, at: total)
    }
    check(condition.waitingCount == 3, "\(condition.waitingCount) wait")
    try condition.withLock { _ in try condition.notifyAll() }
    try expectSuccess(children)
    settle(woken, at: 6)
    check(condition.waitingCount == 0, "\(condition.waitingCount) wait")

    // Those who wait for a state of their own.
    let stage = try SharedCounter()
    let stages = try (1...4).map { number in
        try child("stage \(number)") {
            try condition.withLock { _ in
                guard try condition.wait(until: { stage.value == number }, timeout: .seconds(10)) else { return 1 }
                stage.add(1)
                try condition.notifyAll()
                return 0
            }
        }
    }
    try condition.withLock { _ in
        stage.add(1)
        try condition.notifyAll()
        check(try condition.wait(until: { stage.value == 5 }, timeout: .seconds(10)), "stage \(stage.value)")
    }
    try expectSuccess(stages)

    let small = try SharedCondition(waiters: 1)
    let one = try waiters(1, small, woken)
    try small.withLock { _ in
        expect(.tooManyParticipants(limit: 1)) { try small.wait() }
        try small.notify()
    }
    try expectSuccess(one)
}

func conditionDeaths() throws {
    let condition = try SharedCondition()
    for _ in 0..<5 {
        // A killed waiter is not woken in place of a living one.
        let woken = try SharedCounter()
        let children = try waiters(4, condition, woken)
        try end(children[0])
        try end(children[1])
        check(condition.waitingCount == 2, "\(condition.waitingCount) wait")
        try condition.withLock { _ in try condition.notify(2) }
        settle(woken, at: 2)
        try expectSuccess(Array(children[2...]))
    }
    // One that is killed between being notified and having the lock passes it on.
    let woken = try SharedCounter()
    let first = try waiters(1, condition, woken)[0]
    let second = try child("second") {
        try condition.withLock { _ in
            guard try condition.wait(timeout: .seconds(10)) else { return 1 }
            woken.add(1)
            return 0
        }
    }
    while condition.waitingCount < 2 { usleep(500) }
    try condition.withLock { _ in
        try condition.notify(1)
        try end(first)
    }
    settle(woken, at: 1)
    try expectSuccess([second])

    // Those who wait hear of the death of the owner, and hold the lock then.
    let listener = try child("listener") {
        try condition.withLock { _ in
            do {
                try condition.wait(timeout: .seconds(10))
                return 1
            } catch SyncError.ownerDied {
                return condition.lock.isHeldByThisThread ? 0 : 2
            }
        }
    }
    while condition.waitingCount < 1 { usleep(500) }
    let owner = try stayer("owner") { stay in try condition.withLock { _ in try stay() } }
    try end(owner)
    try expectSuccess([listener])

    // A state that was changed by one who was killed before it could say so.
    let flag = try SharedCounter()
    let waiter = try child("waiter") {
        try condition.withLock { _ in try condition.wait(until: { flag.value == 1 }, timeout: .seconds(10)) ? 0 : 1 }
    }
    pause(milliseconds: 60)
    flag.add(1)
    try expectSuccess([waiter])
    check(condition.waitingCount == 0 && !condition.lock.isLocked, "\(condition.waitingCount) wait")
}
