import Glibc
import Multiprocessing
import ProbeSupport

/// What a thread holds beyond what the kernel looks at is refused, and a killed thread leaves nothing held.
func lockLimit() throws {
    let most = 2048
    let locks = try (0..<3000).map { _ in try SharedLock() }
    let held = try SharedCounter()
    let refusals = try SharedCounter()
    let victim = try stayer("victim") { stay in
        for lock in locks {
            do throws(SyncError) {
                if try lock.lockForGood() { held.add(1) }
            } catch {
                check(error == .tooManyHeld(limit: most) && "\(error)".contains("2048"), "\(error)")
                refusals.add(1)
            }
        }
        // What is released makes room again, once.
        check(held.value == most && refusals.value == locks.count - most, "\(held.value) held")
        try stay()
    }
    check(held.value == most && refusals.value == locks.count - most, "\(held.value) held")
    check(locks.count { $0.isLocked } == most, "\(locks.count { $0.isLocked }) locked")
    try end(victim)
    check(!locks.contains { $0.isLocked }, "\(locks.count { $0.isLocked }) locked for ever")
    for lock in locks { if try lock.tryAcquire() == nil { check(false, "\(lock)") } }
    try limitOfPlaces(most)
    try limitByThread(most)
}

extension SharedLock {
    /// Holds it until the process ends.
    func lockForGood() throws(SyncError) -> Bool {
        guard let guarded = try tryAcquire() else { return false }
        withoutEnd(guarded)
        return true
    }
}

private func withoutEnd(_ guarded: consuming SharedLock.Guard) {
    let box = UnsafeMutablePointer<SharedLock.Guard>.allocate(capacity: 1)
    box.initialize(to: guarded)
}

/// Permits count as well, and what was given back does not.
private func limitOfPlaces(_ most: Int) throws {
    let semaphore = try SharedSemaphore(permits: 4 * most, holders: most + 100)
    let lock = try SharedLock()
    let other = try child("permits") {
        var permits = 0
        func hold() throws {
            do {
                try semaphore.withPermit {
                    permits += 1
                    try hold()
                }
            } catch SyncError.tooManyHeld(limit: most) {
                // Taking a permit needs the semaphore's own lock for a moment, so one place is left.
                if permits != most - 1 { throw SyncError.notOwner }
                try lock.withLock { _ in
                    expect(.tooManyHeld(limit: most)) { try SharedLock().withLock { _ in } }
                }
            }
        }
        try hold()
        return 0
    }
    try expectSuccess(other)
    check(try semaphore.value == 4 * most, "\(try semaphore.value)")
}

/// The limit is that of a thread, and a child begins with none.
private func limitByThread(_ most: Int) throws {
    let lock = try SharedLock()
    let guarded = try lock.acquire()
    let locks = try (0..<most).map { _ in try SharedLock() }
    let other = try child("child") {
        for lock in locks { check(try lock.lockForGood(), "\(lock)") }
        return 0
    }
    try expectSuccess(other)
    check(!locks.contains { $0.isLocked }, "locked for ever")
    try guarded.release()
}
