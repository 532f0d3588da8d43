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
    try expectSuccess(waiters)
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
    try expectSuccess([waiter])
    try end(holders[1])
    check(try semaphore.value == 2, "a wrong value")
    // What was acquired without a holder stays acquired.
    try end(anonymous)
    check(try semaphore.value == 2, "a wrong value")
    try semaphore.release()
    check(try semaphore.value == 3, "a wrong value")
    _ = try holders[0].join()
    // More holders than there was said to be room for are told so.
    let narrow = try SharedSemaphore(permits: 10, holders: 1)
    let held = try narrow.acquirePermit()
    expect(.tooManyParticipants(limit: 1)) { try narrow.withPermit {} }
    held.release()
    if try narrow.acquirePermit(timeout: .milliseconds(10)) == nil { check(false, "the place was not given back") }
}

/// As many as there are permits, parties or waiters get in, without anybody having said so.
func participants() throws {
    let semaphore = try SharedSemaphore(permits: 100)
    let inside = try SharedCounter()
    let leave = try SharedEvent()
    let holders = try (0..<100).map { number in
        try child("holder \(number)") {
            try semaphore.withPermit {
                inside.add(1)
                return try leave.wait(timeout: .seconds(20)) ? 0 : 1
            }
        }
    }
    check(eventually(within: 10) { inside.value == 100 }, "\(inside.value) of 100 got in")
    check("\(semaphore)" == "SharedSemaphore(0 of 100 free)", "\(semaphore)")
    check(try semaphore.withPermit(timeout: .zero) { 1 } == nil, "one too many")
    leave.set()
    try expectSuccess(holders)
    check(try semaphore.value == 100, "\(semaphore)")

    // More than at first.
    let grown = try SharedSemaphore(permits: 0)
    try grown.release(300)
    var permits: [Permit] = []
    for _ in 0..<300 { permits.append(Permit(try grown.acquirePermit())) }
    check(try grown.value == 0 && grown.acquirePermitIsRefused, "\(grown)")
    permits = []
    check(try grown.value == 300, "\(grown)")
    let bounded = try BoundedSemaphore(permits: .max)
    try bounded.withPermit { check(try bounded.value == .max - 1, "\(bounded)") }

    // Conditions and queues: 300 at a time.
    let condition = try SharedCondition()
    let queue = try JoinableQueue<Int>()
    let waiters = try (0..<300).map { number in
        try child("waiter \(number)") {
            try condition.withLock { _ in _ = try condition.wait(timeout: .seconds(20)) }
            _ = try queue.get()
            inside.add(1)
            check(try leave.wait(timeout: .seconds(20)))
            try queue.taskDone()
            return 0
        }
    }
    leave.clear()
    check(eventually(within: 20) { condition.waitingCount == 300 }, "\(condition)")
    check("\(condition)" == "SharedCondition(300 wait, free)", "\(condition)")
    try condition.withLock { _ in try condition.notifyAll() }
    for number in 0..<300 { try queue.put(number) }
    check(eventually(within: 20) { inside.value == 400 }, "\(inside) got an item")
    check("\(queue)" == "JoinableQueue(0 wait, 300 taken)", "\(queue)")
    leave.set()
    try expectSuccess(waiters)
    try queue.join(timeout: .zero)
    let narrow = try SharedCondition(waiters: 0)
    expect(.tooManyParticipants(limit: 0)) { try narrow.withLock { _ in try narrow.wait(timeout: .zero) } }
}

private final class Permit {
    let permit: SharedSemaphore.Permit
    init(_ permit: consuming SharedSemaphore.Permit) { self.permit = permit }
}

extension SharedSemaphore {
    fileprivate var acquirePermitIsRefused: Bool {
        get throws { if let _ = try acquirePermit(timeout: .zero) { false } else { true } }
    }
}

/// What `print` shows.
func descriptions() throws {
    let semaphore = try SharedSemaphore(permits: 5)
    try semaphore.acquire()
    try semaphore.withPermit { check("\(semaphore)" == "SharedSemaphore(3 of 5 free)", "\(semaphore)") }
    try semaphore.release(3)
    check("\(semaphore)" == "SharedSemaphore(7 free)", "\(semaphore)")
    let event = try SharedEvent()
    check("\(event)" == "SharedEvent(not set)")
    event.set()
    check("\(event)" == "SharedEvent(set)")
    let barrier = try SharedBarrier(parties: 2)
    check("\(barrier)" == "SharedBarrier(0 of 2 wait)")
    try barrier.abort()
    check("\(barrier)" == "SharedBarrier(broken: a party aborted it)", "\(barrier)")
    check("\(try SharedCounter(-3))" == "SharedCounter(-3)")
    let mutex = try SharedMutex(100)
    check("\(mutex)" == "SharedMutex(100)", "\(mutex)")
    try mutex.withLock { _ in check("\(mutex)" == "SharedMutex(held by this thread)", "\(mutex)") }
    let queue = try MessageQueue<Int>()
    try queue.put(1)
    check("\(queue)" == "MessageQueue(1 message)", "\(queue)")
    try queue.close()
    check("\(queue)" == "MessageQueue(1 message, closed)", "\(queue)")
    check("\(try SharedQueue(capacity: 64))" == "SharedQueue(0 messages)")
    let joinable = try JoinableQueue<Int>()
    for number in 1...2 { try joinable.put(number) }
    _ = try joinable.get()
    check("\(joinable)" == "JoinableQueue(1 wait, 1 taken)", "\(joinable)")
    let condition = try SharedCondition()
    check("\(condition)" == "SharedCondition(0 wait, free)", "\(condition)")
    check("\(try BoundedSemaphore(permits: 2))" == "BoundedSemaphore(2 of 2 free)")
    let recursive = try SharedRecursiveLock()
    check("\(recursive)" == "SharedRecursiveLock(free)", "\(recursive)")
    try recursive.withLock { _ in check("\(recursive)".contains("held by this thread"), "\(recursive)") }
    check("\(try SharedArray([1, 2]))" == "SharedArray([1, 2])")
    let ends: [SharedEnd] = [
        try queue.producer, try queue.consumer, try joinable.consumer, try event.setter, try condition.notifier,
        try barrier.party,
    ]
    for end in ends { check("\(end)" == "\(type(of: end))(open)", "\(end)") }
    ends[0].close()
    check("\(ends[0])" == "QueueProducer<Int>(closed)", "\(ends[0])")
    let (first, second) = try MessagePipe.ends()
    second.close()
    check("\(first) \(second)" == "PipeEnd(open) PipeEnd(closed)", "\(first) \(second)")
    // Of what another process has: at once, and the truth.
    let held = try SharedLock()
    let holder = try stayer("holder") { stay in try held.withLock { _ in try stay() } }
    check("\(held)" == "SharedLock(held by process \(holder.pid))", "\(held)")
    try end(holder)
    check("\(held)" == "SharedLock(free)", "\(held)")
    let process = try ChildProcess.start(.named("sleeper")) { forever() }
    check("\(process)" == "ChildProcess(sleeper, pid \(process.pid), running)", "\(process)")
    process.kill()
    try process.join()
    check("\(process)" == "ChildProcess(sleeper, pid \(process.pid), was killed by SIGKILL)", "\(process)")
}
