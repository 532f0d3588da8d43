import Glibc
import Multiprocessing
import MultiprocessingNetwork
import ProbeSupport

/// What `body` throws must be this.
func expect(manager expected: ManagerError, line: Int = #line, _ body: () throws -> Void) {
    do {
        try body()
        check(false, "nothing was thrown where \(expected) is expected", line: line)
    } catch {
        check(error as? ManagerError == expected, "\(error) where \(expected) is expected", line: line)
    }
}

func managerQueues() throws {
    let manager = try Manager()
    let queue = try manager.queue(of: [Int].self, limit: 3)
    for number in 0..<3 { try queue.put([number], timeout: .zero) }
    check(try queue.isFull && queue.count == 3 && !queue.isEmpty, "full")
    expect(manager: .timedOut) { try queue.put([3], timeout: .zero) }
    expectDelay(70) { expect(manager: .timedOut) { try queue.put([3], timeout: .milliseconds(70)) } }
    let putter = try child("putter") {
        for number in 3..<200 { try queue.put([number]) }
        try queue.close()
        return 0
    }
    for number in 0..<200 { check(try queue.get() == [number], "not \(number)") }
    try expectSuccess(putter)
    expect(manager: .closed) { _ = try queue.get() }
    expect(manager: .closed) { try queue.put([1]) }
    check(try queue.isClosed && queue.isEmpty, "closed")

    // Closing wakes everyone, and can drop what is there.
    let other = try manager.queue(of: Int.self, limit: 1)
    let getters = try crowd(3, "getter") { _, arrive in
        arrive()
        expect(manager: .closed) { _ = try other.get() }
        return 0
    }
    pause(milliseconds: 30)
    try other.close()
    try expectSuccess(getters)
    let full = try manager.queue(of: Int.self, limit: 1)
    try full.put(1)
    let blocked = try child("blocked") {
        expect(manager: .closed) { try full.put(2) }
        return 0
    }
    pause(milliseconds: 30)
    try full.close(dropping: true)
    try expectSuccess(blocked)
    expect(manager: .closed) { _ = try full.get() }

    // An element is delivered again when its consumer is killed before it has said that it is done.
    let jobs = try manager.joinableQueue(of: Int.self)
    for number in 0..<100 { try jobs.put(number) }
    let done = try SharedWords(100)
    for round in 0..<10 {
        let victim = try stayer("victim") { stay in
            for _ in 0..<3 {
                let number = try jobs.get()
                done[number] += 1
                try jobs.taskDone()
            }
            _ = try jobs.get()
            _ = try jobs.get()
            try stay()
        }
        check(try jobs.unfinishedCount == 97 - round * 3, "\(try jobs.unfinishedCount) unfinished")
        try end(victim)
        check(try eventually { try jobs.count == 97 - round * 3 }, "\(try jobs.count) are there")
    }
    let workers = try (0..<3).map { number in
        try child("worker \(number)") {
            while let number = try? jobs.get() {
                done[number] += 1
                try jobs.taskDone()
            }
            return 0
        }
    }
    expect(manager: .tooManyDone) { try jobs.taskDone() }
    check(try jobs.join(timeout: .seconds(10)), "not joined")
    check((0..<100).allSatisfy { done[$0] == 1 }, "not each was done once")
    try jobs.put(1)
    check(try jobs.join(timeout: .seconds(10)) && done[1] == 2, "not joined")
    try jobs.close()
    try expectSuccess(workers)
}

func managerLocks() throws {
    let manager = try Manager()
    let lock = try manager.lock()
    let words = try SharedWords(1)
    let counters = try crowd(4, "counter") { _, arrive in
        arrive()
        for _ in 0..<200 { try lock.withLock { _ in words[0] += 1 } }
        return 0
    }
    try expectSuccess(counters)
    check(words[0] == 800, "\(words[0])")

    check(try lock.acquire() == .clean && lock.isLocked, "not locked")
    expect(manager: .alreadyHeld) { _ = try lock.acquire() }
    let other = try child("other") {
        expect(manager: .notOwner) { try lock.release() }
        check(try lock.acquire(timeout: .zero) == nil, "held by two")
        try expectDelay(60) { check(try lock.acquire(timeout: .milliseconds(60)) == nil, "held by two") }
        return 0
    }
    try expectSuccess(other)
    try lock.release()
    expect(manager: .notOwner) { try lock.release() }
    check(try !lock.isLocked, "locked")

    // The next of those who wait is told that the holder was killed, and only that one.
    for _ in 0..<5 {
        let holder = try stayer("holder") { stay in try lock.withLock { _ in try stay() } }
        let told = try SharedCounter()
        let waiters = try crowd(3, "waiter") { _, arrive in
            arrive()
            let inheritance = try lock.acquire()
            if inheritance == .ownerDied(pid: holder.pid) { told.add(1) }
            try lock.release()
            return 0
        }
        pause(milliseconds: 20)
        holder.kill()
        try expectSuccess(waiters)
        _ = try holder.join()
        check(told.value == 1, "\(told.value) were told")
    }
    // A child that it forked keeps its lines open, and must not keep the lock.
    let orphans = try SharedCounter()
    let parent = try stayer("parent") { stay in
        try lock.withLock { _ in
            let orphan = try ChildProcess.start(ChildOptions(parentDeath: .isObserved)) { forever() }
            orphans.add(Int(orphan.pid))
            try stay()
        }
    }
    parent.kill()
    let elapsed = try milliseconds {
        check(try lock.acquire() == .ownerDied(pid: parent.pid), "not told")
    }
    check(isPrompt(milliseconds: elapsed), "told after \(elapsed) ms")
    kill(pid_t(orphans.value), SIGKILL)
    try lock.release()
    _ = try parent.join()

    let recursive = try manager.recursiveLock()
    for _ in 0..<3 { _ = try recursive.acquire() }
    for _ in 0..<2 { try recursive.release() }
    let excluded = try child("excluded") { try recursive.acquire(timeout: .zero) == nil ? 0 : 1 }
    try expectSuccess(excluded)
    try recursive.release()
    let included = try child("included") { try recursive.acquire(timeout: .zero) == .clean ? 0 : 1 }
    try expectSuccess(included)
    // It ended without releasing it.
    check(try recursive.acquire(timeout: .seconds(2)) == .ownerDied(pid: included.pid), "not told")

    let semaphore = try manager.semaphore(permits: 2, isBounded: true)
    check(try semaphore.acquire(timeout: .zero) && semaphore.value == 1, "\(try semaphore.value)")
    let user = try stayer("user") { stay in
        try semaphore.acquire()
        try stay()
    }
    check(try !semaphore.acquire(timeout: .milliseconds(20)), "a third permit")
    user.kill()
    check(try semaphore.acquire(timeout: .seconds(2)), "its permit is not back")
    _ = try user.join()
    try semaphore.release(2)
    expect(manager: .overReleased) { try semaphore.release() }
    check(try semaphore.withPermit { try semaphore.value } == 1 && semaphore.value == 2, "\(try semaphore.value)")
    let loose = try manager.semaphore(permits: 0)
    try loose.release(3)
    check(try loose.value == 3, "\(try loose.value)")
}

func managerSignals() throws {
    let manager = try Manager()
    let event = try manager.event()
    try expectDelay(50) { check(try !event.wait(timeout: .milliseconds(50)) && !event.isSet, "set") }
    let waiters = try crowd(4, "waiter") { _, arrive in
        arrive()
        return try event.wait(timeout: .seconds(10)) ? 0 : 1
    }
    // Whoever waits goes on, though it is cleared at once; the last may yet have to come.
    check(
        try eventually {
            try event.set()
            try event.clear()
            return try waiters.allSatisfy { try $0.poll() }
        })
    try expectSuccess(waiters)
    check(try !event.isSet, "set")

    let condition = try manager.condition()
    expect(manager: .notOwner) { try condition.notify() }
    expect(manager: .notOwner) { try condition.wait() }
    try condition.withLock { _ in
        try expectDelay(50) { check(try !condition.wait(timeout: .milliseconds(50)), "notified") }
        try condition.notify(3)
        expect(manager: .alreadyHeld) { _ = try condition.lock.acquire() }
    }
    let woken = try SharedCounter()
    let sleepers = try crowd(5, "sleeper") { _, arrive in
        try condition.withLock { _ in
            arrive()
            check(try condition.wait(timeout: .seconds(10)), "not notified")
            woken.add(1)
        }
        return 0
    }
    check(try eventually { try condition.waitingCount == 5 }, "\(try condition.waitingCount) wait")
    try condition.withLock { _ in try condition.notify(2) }
    check(eventually { woken.value == 2 }, "\(woken.value) woken")
    pause(milliseconds: 50)
    check(try woken.value == 2 && condition.waitingCount == 3, "\(woken.value) woken")
    // One that waits is killed: the notification is for another.
    sleepers[4].kill()
    _ = try sleepers[4].join()
    check(try eventually { try condition.waitingCount <= 3 }, "")
    try condition.withLock { _ in try condition.notifyAll() }
    try expectSuccess(Array(sleepers[..<4]))
    let flag = try manager.value(0)
    let setter = try child("setter") {
        for number in 1...3 {
            pause(milliseconds: 20)
            try condition.withLock { _ in
                try flag.set(number)
                try condition.notifyAll()
            }
        }
        return 0
    }
    try condition.withLock { _ in
        check(try condition.wait(until: { try flag.get() == 3 }, timeout: .seconds(5)), "never 3")
        check(try !condition.wait(until: { try flag.get() == 4 }, timeout: .milliseconds(30)), "4")
    }
    try expectSuccess(setter)

    let barrier = try manager.barrier(parties: 3)
    let rounds = try SharedWords(3)
    let parties = try crowd(3, "party") { number, arrive in
        arrive()
        for round in 0..<100 {
            let index = try barrier.wait()
            if index == 0 { rounds[0] += 1 }
            rounds[1] = max(rounds[1], round)
            try barrier.wait()
            check(rounds[0] == round + 1, "\(rounds[0]) in round \(round)")
        }
        return 0
    }
    try expectSuccess(parties)
    expectDelay(50) { expect(manager: .barrierBroken) { try barrier.wait(timeout: .milliseconds(50)) } }
    expect(manager: .barrierBroken) { try barrier.wait() }
    check(try barrier.isBroken, "whole")
    for end in ["reset", "abort", "kill"] {
        try barrier.reset()
        let one = try child("waits") {
            expect(manager: .barrierBroken) { try barrier.wait() }
            return 0
        }
        let victim = try child("victim") { Int32(try barrier.wait()) }
        check(try eventually { try barrier.waitingCount == 2 }, "\(try barrier.waitingCount) wait")
        switch end {
        case "reset": try barrier.reset()
        case "abort": try barrier.abort()
        default: victim.kill()
        }
        try expectSuccess(one)
        _ = try victim.join()
        check(try barrier.isBroken == (end != "reset"), end)
    }
}

/// What `print` shows: the server is asked, and a server that is gone is said to be.
func managerDescriptions() throws {
    let manager = try Manager()
    let set = try manager.set(of: Int.self)
    _ = try set.insert(3)
    let queue = try manager.queue(of: Int.self, limit: 3)
    try queue.put(1)
    try queue.close()
    let jobs = try manager.joinableQueue(of: Int.self)
    for number in 0..<2 { try jobs.put(number) }
    _ = try jobs.get()
    let lock = try manager.lock()
    let condition = try manager.condition()
    let shown: [(Any, String)] = [
        (set, "ManagedSet(1 element)"), (try manager.list(of: Int.self), "ManagedList(0 elements)"),
        (try manager.dictionary(Int.self, Int.self), "ManagedDictionary(0 entries)"),
        (try manager.value(7), "ManagedValue(7)"), (queue, "ManagedQueue(1 element, closed)"),
        (jobs, "ManagedJoinableQueue(1 element, 2 not done)"), (lock, "ManagedLock(free)"),
        (try manager.semaphore(permits: 2), "ManagedSemaphore(2 free)"),
        (try manager.event(), "ManagedEvent(not set)"), (condition, "ManagedCondition(0 wait, free)"),
        (try manager.barrier(parties: 2), "ManagedBarrier(0 wait)"),
    ]
    for (object, text) in shown { check("\(object)" == text, "\(object) and not \(text)") }
    try lock.withLock { _ in check("\(lock)" == "ManagedLock(held)", "\(lock)") }
    try condition.withLock { _ in check("\(condition)" == "ManagedCondition(0 wait, held)", "\(condition)") }
    let server = manager.pid
    kill(server, SIGKILL)
    check(eventually { !isRunning(Int(server)) })
    check("\(set)" == "ManagedSet(\(ManagerError.serverGone))", "\(set)")
}
