import Glibc
import Multiprocessing
import Platform
import ProbeSupport

func eventGone() throws {
    let event = try SharedEvent()
    let setter = try starting("setter") { forever() }
    setter.kill()
    check(dead(told { try event.wait() }) == ["setter was killed by SIGKILL"])
    check(dead(told { try event.wait(timeout: .seconds(20)) }) == ["setter was killed by SIGKILL"])
    check(try !event.wait(timeout: .milliseconds(30)), "set")
    // It may have been set before.
    for _ in 0..<20 {
        let brief = try ChildProcess.start {
            event.set()
            raise(SIGKILL)
        }
        check(try event.wait(), "not set")
        try brief.join()
        event.clear()
    }
    // A handler of a signal may set it, whoever is gone.
    let flag = try SharedEvent()
    theEvent = flag
    let victim = try starting("victim") { exit(0) }
    try victim.join()
    signal(SIGALRM) { _ in theEvent?.set() }
    alarm(1)
    check(try flag.wait(), "not set")
    signal(SIGALRM, SIG_DFL)
    theEvent = nil

    // With an end, beside those who live.
    let other = try SharedEvent()
    let end = try other.setter
    let bystander = try starting("bystander", .only([])) { forever() }
    let dying = try starting("dying") { forever() }
    let waiter = try starting("waiter", .only([])) {
        check(dead(told { try other.wait() }).map { $0.prefix(5) } == ["dying"])
    }
    end.close()
    dying.kill()
    try expectSuccess(waiter)
    check(dead(told { try other.wait() }) == ["dying was killed by SIGKILL"])
    end.set()
    check(try other.wait())
    try endAll(bystander, dying)

    let semaphore = try SharedSemaphore(permits: 1)
    let holder = try starting("holder") {
        try semaphore.acquire()
        forever()
    }
    pause(milliseconds: 30)
    holder.kill()
    check(dead(told { try semaphore.acquire() }) == ["holder was killed by SIGKILL"])
    check(dead(told { try semaphore.withPermit {} }) == ["holder was killed by SIGKILL"])
    try semaphore.release()
    try semaphore.acquire()
}

nonisolated(unsafe) private var theEvent: SharedEvent?

func conditionGone() throws {
    let condition = try SharedCondition()
    let flag = try SharedCounter()
    let notifier = try starting("notifier") { forever() }
    notifier.kill()
    for isPolling in [false, true] {
        try condition.withLock { _ in
            let error = told {
                if isPolling { try condition.wait(until: { flag.value == 1 }) } else { try condition.wait() }
            }
            check(dead(error) == ["notifier was killed by SIGKILL"])
            check(condition.lock.isHeldByThisThread, "the lock is not held")
        }
    }
    check(condition.waitingCount == 0 && !condition.lock.isLocked)
    // Several who wait, and a parent that joins them.
    let started = Instant.now
    let waiters = try (0..<3).map { number in
        try starting("waiter \(number)") {
            try condition.withLock { _ in
                let error = thrown {
                    if number == 0 { try condition.wait() } else { try condition.wait(until: { flag.value == 1 }) }
                }
                check(dead(error).contains { $0.hasPrefix("late") }, "\(dead(error))")
            }
        }
    }
    let late = try starting("late") { forever() }
    late.kill()
    for waiter in waiters { check(try waiter.join() == .exited(code: 0), waiter.name) }
    // Within a second each, beside other tests on a busy machine.
    check(Instant.now.seconds(since: started) < 12, "late")
    // What the last of them changed is seen.
    for _ in 0..<10 {
        let brief = try ChildProcess.start {
            flag.add(1)
            raise(SIGKILL)
        }
        let before = flag.value
        try condition.withLock { _ in
            check(try condition.wait(until: { flag.value >= before }, timeout: nil))
            _ = try brief.join()
            check(try condition.wait(until: { flag.value > before || before > 0 }, timeout: nil))
        }
    }
    // With an end, beside those who live.
    let other = try SharedCondition()
    let end = try other.notifier
    let bystander = try starting("bystander", .only([])) { forever() }
    let dying = try starting("dying") { forever() }
    end.close()
    dying.kill()
    try other.withLock { _ in check(dead(told { try other.wait() }) == ["dying was killed by SIGKILL"]) }
    try endAll(bystander, dying, late, notifier)
}

func barrierGone() throws {
    // A party that died before it came: known once nobody else can come.
    let barrier = try SharedBarrier(parties: 3)
    func party(_ number: Int) throws -> ChildProcess {
        try starting("party \(number)") {
            let error = told { try barrier.wait() }
            if case SyncError.barrierBroken(.partyDied)? = error {
            } else {
                check(false, "\(String(describing: error))")
            }
        }
    }
    var children = [try party(0), try party(1)]
    let victim = try starting("victim") { forever() }
    victim.kill()
    for child in children { check(try child.join() == .exited(code: 0), child.name) }
    check(barrier.breakReason == .partyDied(pid: victim.pid), "\(String(describing: barrier.breakReason))")
    try end(victim)
    // This process waits itself.
    try barrier.reset()
    let second = try starting("second") { forever() }
    second.kill()
    if case SyncError.barrierBroken(.partyDied)? = told({ try barrier.wait() }) {} else { check(false, "not broken") }
    try end(second)

    // With ends, while others live, and wherever it dies.
    let other = try SharedBarrier(parties: 2)
    let end = try other.party
    let bystander = try starting("bystander", .only([])) { forever() }
    children = [
        try starting("waiting") {
            let error = told { try end.wait() }
            if case SyncError.barrierBroken(.partyDied)? = error {
            } else {
                check(false, "\(String(describing: error))")
            }
        }
    ]
    let dying = try starting("dying") { forever() }
    end.close()
    dying.kill()
    try expectSuccess(children)
    check(other.breakReason == .partyDied(pid: dying.pid), "\(String(describing: other.breakReason))")
    // And it can be used again.
    try ProbeSupport.end(dying)
    try other.reset()
    let pair = try (0..<2).map { number in
        try starting("pair \(number)") {
            for _ in 0..<5 { try other.wait() }
            if number == 0 { pause(milliseconds: 600) }
            try other.wait()
        }
    }
    try expectSuccess(pair)
    try ProbeSupport.end(bystander)

    // A party that ends in order, without having come, is gone as well.
    let third = try SharedBarrier(parties: 2)
    let part = try third.party
    let left = try starting("left") {
        let error = told { try part.wait() }
        if case SyncError.barrierBroken(.partyDied)? = error {
        } else {
            check(false, "\(String(describing: error))")
        }
    }
    let leaving = try starting("leaving") {}
    part.close()
    check(try left.join() == .exited(code: 0), "waits for one who has left")
    try expectSuccess(leaving)
}
