import Glibc
import Multiprocessing
import ProbeSupport

/// Parties that count in turn: none is ever ahead by a round, each index comes once a round, and so does the action.
func barrierLockstep(parties: Int, rounds: Int) throws {
    let actions = try SharedCounter()
    let indices = try SharedArray<Int>(count: parties)
    let barrier = try SharedBarrier(parties: parties, timeout: .seconds(20)) { actions.add(1) }
    let children = try (0..<parties).map { number in
        try child("party \(number)") {
            var mine = [Int](repeating: 0, count: parties)
            for round in 1...rounds {
                mine[try barrier.wait()] += 1
                // The action of the next round needs this party.
                check(actions.value == round, "round \(round): \(actions.value) actions")
            }
            try indices.withLock { _, sums in for index in 0..<parties { sums[index] += mine[index] } }
            return 0
        }
    }
    try expectSuccess(children, within: .seconds(30))
    check(actions.value == rounds, "\(actions.value) actions")
    for index in 0..<parties { check(indices[index] == rounds, "index \(index) came \(indices[index]) times") }
    check(barrier.waitingCount == 0 && !barrier.isBroken, "\(barrier.waitingCount) wait")
}

/// Parties that wait, and should be told `why`.
private func parties(_ count: Int, _ barrier: SharedBarrier, told why: BarrierBreak?) throws -> [ChildProcess] {
    let before = barrier.waitingCount
    let children = try crowd(count, "party") { _, ready in
        ready()
        do {
            try barrier.wait(timeout: .seconds(10))
            return why == nil ? 0 : 1
        } catch SyncError.barrierBroken(let reason) {
            check(reason == why, "told \(reason) and not \(String(describing: why))")
            return 0
        }
    }
    let wanted = before + count == barrier.parties ? 0 : before + count
    for _ in 0..<5000 where barrier.waitingCount < wanted && !barrier.isBroken { usleep(500) }
    return children
}

func barrierBreaks() throws {
    struct Mine: Error {}
    let fails = try SharedCounter()
    let barrier = try SharedBarrier(parties: 3) { if fails.value > 0 { throw Mine() } }
    func works(line: Int = #line) throws {
        check(!barrier.isBroken && barrier.breakReason == nil, "broken", line: line)
        let others = try parties(2, barrier, told: nil)
        check(try barrier.wait(timeout: .seconds(5)) == 2, "not the last", line: line)
        try expectSuccess(others, line: line)
    }
    try works()

    var others = try parties(2, barrier, told: .aborted)
    try barrier.abort()
    try expectSuccess(others)
    check(barrier.breakReason == .aborted, "\(String(describing: barrier.breakReason))")
    expect(.barrierBroken(.aborted)) { try barrier.wait() }
    try barrier.reset()
    try works()

    others = try parties(1, barrier, told: .timedOut)
    expectDelay(80) { expect(.barrierBroken(.timedOut)) { try barrier.wait(timeout: .milliseconds(80)) } }
    try expectSuccess(others)
    expect(.barrierBroken(.timedOut)) { try barrier.wait(timeout: .seconds(1)) }
    try barrier.reset()
    try works()

    // A reset frees those who wait, and it works at once.
    others = try parties(2, barrier, told: .reset)
    try barrier.reset()
    try expectSuccess(others)
    try works()

    fails.add(1)
    others = try parties(2, barrier, told: .actionFailed)
    do {
        try barrier.wait()
        check(false, "the action did not fail")
    } catch { check(error is Mine, "threw \(error)") }
    try expectSuccess(others)
    check(barrier.breakReason == .actionFailed, "\(String(describing: barrier.breakReason))")
    fails.add(-1)
    try barrier.reset()
    try works()

    let alone = try SharedBarrier(parties: 1)
    for _ in 0..<100 { check(try alone.wait() == 0, "alone, but not the first") }
}

func barrierDeaths() throws {
    for _ in 0..<5 {
        let barrier = try SharedBarrier(parties: 4)
        let victim = try parties(1, barrier, told: nil)[0]
        let others = try parties(2, barrier, told: .partyDied(pid: victim.pid))
        try end(victim)
        try expectSuccess(others)
        check(barrier.breakReason == .partyDied(pid: victim.pid), "\(String(describing: barrier.breakReason))")
        try barrier.reset()
        check(barrier.waitingCount == 0, "\(barrier.waitingCount) wait")
        let four = try parties(4, barrier, told: nil)
        try expectSuccess(four)
    }
    // While it runs the action.
    let barrier = try SharedBarrier(parties: 3) { forever() }
    let victim = try SharedCounter()
    let others = try crowd(2, "party") { _, ready in
        ready()
        do {
            try barrier.wait()
            return 1
        } catch SyncError.barrierBroken(let reason) { return reason == .partyDied(pid: Int32(victim.value)) ? 0 : 2 }
    }
    while barrier.waitingCount < 2 { usleep(500) }
    let runner = try child("runner") { Int32(try barrier.wait()) }
    pause(milliseconds: 50)
    check(try !runner.poll(), "the action ended")
    victim.add(Int(runner.pid))
    try end(runner)
    try expectSuccess(others)
    check(barrier.breakReason == .partyDied(pid: runner.pid), "\(String(describing: barrier.breakReason))")

    // Anywhere, when it is enrolled.
    let enrolling = try SharedBarrier(parties: 2)
    let member = try stayer("member") { stay in
        let membership = try enrolling.enroll()
        try stay()
        membership.leave()
    }
    let waiter = try parties(1, enrolling, told: .partyDied(pid: member.pid))
    try end(member)
    try expectSuccess(waiter)
    try enrolling.reset()
    // One that leaves may end.
    let leaver = try child("leaver") {
        let membership = try enrolling.enroll()
        try enrolling.wait()
        membership.leave()
        return 0
    }
    check(try enrolling.wait(timeout: .seconds(5)) >= 0, "")
    try expectSuccess([leaver])
    expect(.barrierBroken(.timedOut)) { try enrolling.wait(timeout: .milliseconds(100)) }
}
