import Glibc
import Multiprocessing
import Platform
import ProbeSupport

func lockGuards() throws {
    let lock = try SharedLock()
    check("\(lock)" == "SharedLock(free)" && !lock.isLocked, "\(lock)")
    do {
        let held = try lock.acquire()
        check(held.inheritance == .clean && lock.isLocked && lock.isHeldByThisThread, "\(lock)")
        check("\(lock)" == "SharedLock(held by this thread)", "\(lock)")
        // A child sees that it is locked, and by whom; it can neither take nor release it.
        let parent = getpid()
        let other = try child("other") {
            check("\(lock)" == "SharedLock(held by process \(parent))" && lock.isLocked, "\(lock)")
            check(!lock.isHeldByThisThread, "\(lock)")
            if try lock.tryAcquire() != nil { check(false, "got a lock that is held") }
            try expectDelay(50) {
                if try lock.acquire(timeout: .milliseconds(50)) != nil { check(false, "got a lock that is held") }
            }
            return 0
        }
        try expectSuccess([other])
        expect(.alreadyHeld) { _ = try lock.acquire() }
        try held.release()
    }
    check(!lock.isLocked, "\(lock)")
    do { _ = try lock.acquire() }
    check(!lock.isLocked, "not released at the end of its scope")
    if let held = try lock.tryAcquire() { try held.release() } else { check(false, "\(lock)") }
    // Negative timeouts do not wait.
    let holder = try stayer("holder") { stay in
        let held = try lock.acquire()
        try stay()
        try held.release()
    }
    check("\(lock)" == "SharedLock(held by process \(holder.pid))", "\(lock)")
    try expectDelay(0) { if try lock.acquire(timeout: .seconds(-1)) != nil { check(false, "\(lock)") } }
    // An owner that ends without releasing has died as far as the lock goes, with an exit code or by a signal.
    try end(holder)
    check(!lock.isLocked, "\(lock)")
    if let held = try lock.tryAcquire() {
        check(held.inheritance == .ownerDied(pid: holder.pid), "\(held.inheritance)")
    } else {
        check(false, "\(lock)")
    }
    let forgetful = try child("forgetful") {
        let held = try lock.acquire()
        exit(held.inheritance == .clean ? 0 : 3)
    }
    try expectSuccess([forgetful])
    check(try lock.acquire().inheritance == .ownerDied(pid: forgetful.pid), "not told")
    try releaseInChild()
}

/// A guard that a child inherited releases nothing.
private func releaseInChild() throws {
    let lock = try SharedLock()
    let held = try lock.acquire()
    let pid = fork()
    if pid == 0 {
        do throws(SyncError) {
            try held.release()
            _exit(1)
        } catch { _exit(error == .notOwner ? 0 : 2) }
    }
    var status: Int32 = 0
    waitpid(pid, &status, 0)
    check(status == 0, "releasing in a child: status \(status)")
    check(lock.isHeldByThisThread, "a child released its parent's lock")
    try held.release()
}

func recursiveLock() throws {
    let lock = try SharedRecursiveLock()
    let counter = try SharedWords(1)
    func others(_ expected: Bool, line: Int = #line) throws {
        let other = try child("other") {
            guard let held = try lock.tryAcquire() else { return expected ? 1 : 0 }
            check(held.inheritance == .clean && lock.depth == 1, "\(lock)")
            return expected ? 0 : 1
        }
        check(try other.join()?.isSuccess == true, "another process \(expected ? "cannot" : "can") take it", line: line)
    }
    let first = try lock.acquire()
    try lock.withLock { inheritance in
        check(inheritance == .clean && lock.depth == 2, "depth \(lock.depth)")
        try lock.withLock(timeout: .zero) { _ in check(lock.depth == 3, "depth \(lock.depth)") }
        try others(false)
    }
    check(lock.depth == 1 && lock.isLocked && "\(lock)" == "SharedRecursiveLock(held by this thread)", "\(lock)")
    try others(false)
    try first.release()
    check(lock.depth == 0 && !lock.isLocked, "\(lock)")
    try others(true)
    // Killed three levels deep: free for the next, and told once.
    let victim = try stayer("victim") { stay in
        try lock.withLock { _ in try lock.withLock { _ in try lock.withLock { _ in try stay() } } }
    }
    check(lock.depth == 0 && "\(lock)" == "SharedRecursiveLock(held by process \(victim.pid))", "\(lock)")
    victim.kill()
    check(try lock.withLock { $0 } == .ownerDied(pid: victim.pid), "not told")
    check(try lock.withLock { $0 } == .clean && !lock.isLocked, "told twice, or locked still")
    _ = try victim.join()
    let children = try (0..<4).map { number in
        try child("counter \(number)") {
            for _ in 0..<5000 { try lock.withLock { _ in try lock.withLock { _ in counter[0] += 1 } } }
            return 0
        }
    }
    try expectSuccess(children)
    check(counter[0] == 20000, "counted \(counter[0])")
}

/// One that an unlock woke was killed before it had the lock, and another took and released it without waking anybody: those
/// who sleep on get it all the same.
func lockForgotten() throws {
    let memory = try SharedMemory(byteCount: RobustMutex.byteCount, name: "mutex")
    let mutex = try unsafe RobustMutex(initializing: memory.base)
    check(try mutex.lock(until: nil) == .acquired)
    let sleeper = try child("sleeper") {
        check(try mutex.lock(until: nil) == .acquired)
        try mutex.unlock()
        return 0
    }
    // The word of the mutex says that somebody sleeps: from now on it does not.
    let word = unsafe memory.base.assumingMemoryBound(to: UInt32.self)
    check(eventually { unsafe word.pointee & 0x8000_0000 != 0 }, "nobody sleeps")
    pause(milliseconds: 5)
    unsafe word.pointee &= 0x7FFF_FFFF
    try mutex.unlock()
    try expectSuccess([sleeper])
}
