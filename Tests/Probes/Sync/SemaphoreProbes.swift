import Glibc
import Multiprocessing
import ProbeSupport

func semaphoreValues() throws {
    let semaphore = try SharedSemaphore(permits: 2)
    check(try semaphore.value == 2, "value")
    check(try semaphore.acquire(timeout: .zero) && semaphore.acquire() && semaphore.value == 0, "value")
    for wanted in [0, 1, 50, 120] {
        try expectDelay(wanted) {
            check(try !semaphore.acquire(timeout: .milliseconds(wanted)), "a permit from nowhere")
            if wanted == 50, try semaphore.acquirePermit(timeout: .zero) != nil {
                check(false, "a permit from nowhere")
            }
        }
    }
    // Anyone may release, and more than there were.
    try expectSuccess([
        try child("other") {
            try semaphore.release(3); return 0
        }
    ])
    check(try semaphore.value == 3, "a wrong value")
    try semaphore.withPermit {
        check(try semaphore.value == 2, "a wrong value")
        let permit = try semaphore.acquirePermit()
        check(try semaphore.value == 1, "a wrong value")
        permit.release()
        check(try semaphore.withPermit(timeout: .zero) { try semaphore.value } == 1, "value")
    }
    check(try semaphore.value == 3, "a wrong value")

    let bounded = try BoundedSemaphore(permits: 2)
    expect(.overReleased(limit: 2)) { try bounded.release() }
    try bounded.acquire()
    expect(.overReleased(limit: 2)) { try bounded.release(2) }
    check(try bounded.value == 1, "a wrong value")
    try bounded.release()
    expect(.overReleased(limit: 2)) { try bounded.release() }
    // A permit that someone holds is not there to be released by another.
    try bounded.withPermit { expect(.overReleased(limit: 2)) { try bounded.release() } }
    check(try bounded.value == 2, "a wrong value")

    // A waiter is woken, without waiting for the time to look again.
    let empty = try SharedSemaphore(permits: 0)
    let waiters = try crowd(4, "waiter") { _, ready in
        ready()
        return try empty.acquire(timeout: .seconds(10)) ? 0 : 1
    }
    pause(milliseconds: 20)
    try empty.release(4)
    try expectSuccess(waiters, within: .seconds(2))
    check(try empty.value == 0, "a wrong value")
}

func semaphoreDeaths() throws {
    let semaphore = try SharedSemaphore(permits: 3)
    let holders = try (0..<2).map { number in
        try stayer("holder \(number)") { stay in try semaphore.withPermit { try stay() } }
    }
    let anonymous = try stayer("anonymous") { stay in
        try semaphore.acquire()
        try stay()
    }
    check(try semaphore.value == 0, "a wrong value")
    let waiter = try child("waiter") { try semaphore.withPermit { 0 } }
    pause(milliseconds: 30)
    check(try !waiter.poll(), "more permits than there are")
    // It gets the permit of one who is dead, though nobody released it, and though it is a zombie.
    holders[0].kill()
    try expectSuccess([waiter], within: .seconds(1))
    try end(holders[1])
    check(try semaphore.value == 2, "a wrong value")
    // What was acquired without a holder stays acquired.
    try end(anonymous)
    check(try semaphore.value == 2, "a wrong value")
    try semaphore.release()
    check(try semaphore.value == 3, "a wrong value")
    _ = try holders[0].join()
    // More holders than there is room for wait, and do not fail.
    let narrow = try SharedSemaphore(permits: 10, holders: 1)
    let held = try narrow.acquirePermit()
    if try narrow.acquirePermit(timeout: .milliseconds(10)) != nil { check(false, "two holders in one place") }
    held.release()
    if try narrow.acquirePermit(timeout: .milliseconds(10)) == nil { check(false, "the place was not given back") }
}
