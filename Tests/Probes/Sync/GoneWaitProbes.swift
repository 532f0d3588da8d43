import Glibc
import Multiprocessing
import Platform
import ProbeSupport

/// Who waits among others, for children among others, or far up in a chain of those who wait feeds nobody.
func goneWhileOthersWaitElsewhere() throws {
    let queue = try MessageQueue<Int>()
    let victim = try starting("victim") { forever() }
    try end(victim)
    func isTold() -> Bool { isProducersGone(thrown { _ = try queue.get() }) }

    let pair = try (0..<2).map { number in
        try starting("watcher \(number)") {
            let waitable = try queue.waitable
            check(try Waitable.wait(for: [waitable, waitable]) == [waitable, waitable])
            if number == 0 { check(isTold()) }
        }
    }
    // Without a time limit: with one, this process might put something in.
    for watcher in pair { check(try watcher.join() == .exited(code: 0), watcher.name) }

    let reader = try starting("reader") { check(isTold()) }
    check(try Waitable.wait(for: [reader.waitable]) == [reader.waitable])
    check(reader.status == .exited(code: 0))

    func nest(_ depth: Int) throws {
        if depth == 0 { return check(isTold()) }
        check(try starting("nested") { try nest(depth - 1) }.join() == .exited(code: 0))
    }
    try nest(24)
}

/// Whose child has ended goes on, however late it comes to that: here it is stopped meanwhile.
func goneOnlyAfterAnEndIsTakenIn() throws {
    let (isReady, mayEnd) = (try SharedCounter(), try SharedCounter())
    let parent = try starting("parent") {
        let event = try SharedEvent()
        try end(try starting("victim") { forever() })
        let waiter = try starting("waiter") { try event.wait() }
        let brief = try starting("brief") { while mayEnd.value == 0 { pause(milliseconds: 2) } }
        isReady.add(1)
        check(try ChildProcess.waitForAny(of: [brief]).count == 1)
        event.set()
        try expectSuccess(waiter)
    }
    while isReady.value == 0 { pause(milliseconds: 1) }
    // Until it has said that it waits.
    pause(milliseconds: 600)
    parent.send(SIGSTOP)
    mayEnd.add(1)
    pause(milliseconds: 1200)
    parent.send(SIGCONT)
    check(try parent.join() == .exited(code: 0), "a waiter gave its parent up")
}

/// Those who were all woken at one moment, and wait for the same, do not keep each other from being told.
func goneForManyWokenTogether() throws {
    let queue = try MessageQueue<Int>()
    let event = try SharedEvent()
    let semaphore = try SharedSemaphore(permits: 0)
    let condition = try SharedCondition()
    let waits: [(String, () throws -> Void)] = [
        ("queue", { _ = try queue.get() }), ("event", { try event.wait() }), ("semaphore", { try semaphore.acquire() }),
        ("condition", { try condition.withLock { _ in try condition.wait() } }),
    ]
    for (name, wait) in waits {
        let seconds = try (0..<3).map { _ in
            let mayBegin = try SharedEvent()
            let waiters = try (0..<5).map { number in
                try starting("\(name) \(number)") {
                    try mayBegin.wait()
                    check(!dead(thrown(wait)).isEmpty)
                }
            }
            let victim = try starting("victim") { forever() }
            try end(victim)
            mayBegin.set()
            return try ProbeSupport.seconds {
                for waiter in waiters { check(try waiter.join() == .exited(code: 0), waiter.name) }
            }
        }
        // The best of three rounds: a busy machine is late for once, and those who kept step took 1.8 s at least for an event.
        check(seconds.min()! < 1.5, "\(name): \(seconds)")
    }
}
