import Glibc
import Multiprocessing
import Platform
import ProbeSupport

/// A child that holds the lock until it is killed; returns once it does.
private func holder(of lock: SharedLock) throws -> ChildProcess {
    let words = try SharedWords(1)
    let process = try child("holder") {
        try lock.withLock { _ in
            words[0] = 1
            forever()
        }
    }
    words.awaitChange(of: 0, from: 0)
    return process
}

func lockOwnerDied() throws {
    for round in 0..<20 {
        let lock = try SharedLock()
        let owner = try holder(of: lock)
        var inheritance = SharedLock.Inheritance.clean
        let elapsed = try milliseconds {
            owner.kill()
            inheritance = try lock.withLock { $0 }
        }
        check(inheritance == .ownerDied(pid: owner.pid), "round \(round): told \(inheritance)")
        check(isPrompt(milliseconds: elapsed), "round \(round): took \(elapsed) ms")
        check(try lock.withLock { $0 } == .clean, "round \(round): told twice")
        _ = try owner.join()
    }
    // Someone who sleeps in the lock already is told as well.
    let lock = try SharedLock()
    let owner = try holder(of: lock)
    let words = try SharedWords(1)
    let waiter = try child("waiter") {
        words[0] = 1
        return try lock.withLock { $0 == .ownerDied(pid: owner.pid) ? 7 : 8 }
    }
    words.awaitChange(of: 0, from: 0)
    pause(milliseconds: 100)
    owner.kill()
    let status = try waiter.join(timeout: .seconds(1))
    check(status == .exited(code: 7), "the waiter: \(String(describing: status))")
    waiter.kill()
    _ = try (waiter.join(), owner.join())
}

func lockTimeout() throws {
    let lock = try SharedLock()
    let owner = try holder(of: lock)
    for wanted in [1, 50, 300] {
        var result: Bool? = true
        let elapsed = try milliseconds { result = try lock.withLock(timeout: .milliseconds(wanted)) { _ in true } }
        check(result == nil, "got a lock that is held")
        check(elapsed >= Double(wanted) - 0.01 && isPrompt(milliseconds: elapsed), "\(wanted) ms took \(elapsed)")
    }
    owner.kill()
    _ = try owner.join()
    check(try lock.withLock(timeout: .seconds(1)) { $0 } == .ownerDied(pid: owner.pid), "not told")
    check(try lock.withLock(timeout: .zero) { $0 } == .clean, "a free lock was not free")
}

func lockRecursion() throws {
    let lock = try SharedLock()
    func expectDeadlockError(_ body: () throws -> Void) {
        do {
            try body()
            check(false, "locked twice")
        } catch {
            check(error as? SyncError == .alreadyHeld, "threw \(error)")
        }
    }
    try lock.withLock { _ in
        expectDeadlockError { try lock.withLock { _ in } }
        expectDeadlockError { _ = try lock.withLock(timeout: .milliseconds(10)) { _ in } }
    }
    // The failures have not unlocked it for someone else, nor left it locked.
    check(try lock.withLock { $0 } == .clean, "not clean afterwards")
    // An error of the body unlocks.
    struct Mine: Error {}
    do { try lock.withLock { _ in throw Mine() } } catch is Mine {}
    check(try lock.withLock(timeout: .zero) { $0 } == .clean, "still locked after an error")
}

func lockCounter(processes: Int, increments: Int) throws {
    let lock = try SharedLock()
    let words = try SharedWords(1)
    let children = try (0..<processes).map { number in
        try child("counter \(number)") {
            for _ in 0..<increments { try lock.withLock { _ in words[0] += 1 } }
            return 0
        }
    }
    for child in children { check(try child.join()?.isSuccess == true, "\(child.certificate!)") }
    check(words[0] == processes * increments, "counted \(words[0])")
}
