import Glibc
import Multiprocessing
import Platform
import ProbeSupport

/// Kills and stops processes at random moments while they use every kind of lock and queue, and replaces them: nobody may hang,
/// nothing that was finished may be lost, and every count must be right in the end.
func chaos(kills: Int, seed: UInt64) throws {
    let run = try ChaosRun(seed: seed)
    for done in stride(from: 0, to: kills, by: 100) {
        try run.kill(min(100, kills - done))
        try run.expectProgress()
    }
    try run.stop()
    try run.account()
}

private final class ChaosRun {
    /// A process that is killed and replaced, and what it does until then.
    private struct Seat: Sendable {
        let name: String
        let work: @Sendable (ChaosRun, Int) throws -> Void
    }

    private static let seats: [Seat] =
        Array(repeating: Seat(name: "locker") { try $0.useLocks($1) }, count: 3)
        + Array(repeating: Seat(name: "producer") { try $0.produce($1) }, count: 2)
        + Array(repeating: Seat(name: "consumer") { try $0.consume($1) }, count: 2)
        + Array(repeating: Seat(name: "permit holder") { try $0.holdPermits($1) }, count: 3)
        + Array(repeating: Seat(name: "party") { try $0.meet($1) }, count: 3)
        + Array(repeating: Seat(name: "notifier") { try $0.notify($1) }, count: 1)
        + Array(repeating: Seat(name: "waiter") { try $0.await($1) }, count: 3)

    private static let producers = 3..<5
    private static let limit = 1 << 24

    private let stopping = try! SharedCounter()
    private let complaints = try! SharedCounter()
    /// Per seat: steps that were finished, and whether it is inside of what is tested.
    private let steps: SharedWords
    private let inside: SharedWords
    private var children: [ChildProcess] = []
    private var generator: Generator
    private var killsPerSeat = [Int](repeating: 0, count: ChaosRun.seats.count)
    private var hits = 0

    private let lock = try! SharedLock()
    private let recursive = try! SharedRecursiveLock()
    private let mutex = try! SharedMutex((0, 0))
    /// Two words that a locker changes one after the other.
    private let pair: SharedWords

    private let queue = try! JoinableQueue<Int>(capacity: 1024, consumers: 4096)
    private let started: SharedWords
    private let finished: SharedWords
    private let seen = try! SharedArray<UInt8>(count: 2 * ChaosRun.limit)
    private var unfinished: Set<Int> = []

    private let permits = try! BoundedSemaphore(permits: 2)
    private let barrier = try! SharedBarrier(parties: 3)
    private let condition = try! SharedCondition()
    private let made = try! SharedCounter()
    private let taken = try! SharedCounter()

    init(seed: UInt64) throws {
        generator = Generator(state: seed)
        steps = try SharedWords(ChaosRun.seats.count)
        inside = try SharedWords(ChaosRun.seats.count)
        pair = try SharedWords(2)
        started = try SharedWords(2)
        finished = try SharedWords(2)
        for seat in ChaosRun.seats.indices { children.append(try start(seat)) }
    }

    private func start(_ seat: Int) throws -> ChildProcess {
        inside[seat] = 0
        if ChaosRun.producers.contains(seat) { noteUnfinished(seat - ChaosRun.producers.lowerBound) }
        return try child("\(ChaosRun.seats[seat].name) \(seat)") {
            try ChaosRun.seats[seat].work(self, seat)
            return 0
        }
    }

    private var isStopping: Bool { stopping.value > 0 }

    /// A check in a process that may be killed before it can tell.
    private func expect(_ condition: Bool, _ text: @autoclosure () -> String, line: Int = #line) {
        if condition { return }
        complaints.add(1)
        check(false, text(), line: line)
        fflush(nil)
    }

    private func step(_ seat: Int, _ body: () throws -> Void) rethrows {
        inside[seat] = 1
        try body()
        inside[seat] = 0
        steps[seat] += 1
    }

    // MARK: what they do

    private func useLocks(_ seat: Int) throws {
        while !isStopping {
            try step(seat) {
                try lock.withLock { inheritance in
                    if inheritance == .clean { expect(pair[0] == pair[1], "a half change, and nobody told") }
                    pair[1] = pair[0]
                    pair[0] += 1
                    pair[1] += 1
                }
                try recursive.withLock { _ in try recursive.withLock { _ in expect(recursive.depth == 2, "depth") } }
                try mutex.withLock { value in
                    expect(value.0 == value.1, "half a value")
                    value.0 += 1
                    value.1 += 1
                }
            }
        }
    }

    private func produce(_ seat: Int) throws {
        let producer = seat - ChaosRun.producers.lowerBound
        for number in started[producer]..<ChaosRun.limit where !isStopping {
            started[producer] = number + 1
            try step(seat) { try queue.put(producer * ChaosRun.limit + number) }
            finished[producer] = number + 1
            // Others need the processors too.
            if number % 64 == 0 { usleep(300) }
        }
    }

    private func consume(_ seat: Int) throws {
        while true {
            do throws(QueueError) {
                inside[seat] = 1
                let item = try queue.get()
                seen[item] += 1
                try queue.taskDone()
                inside[seat] = 0
                steps[seat] += 1
            } catch { return expect(error == .closed, "\(error)") }
        }
    }

    private func holdPermits(_ seat: Int) throws {
        while !isStopping { try step(seat) { try permits.withPermit { _ = usleep(50) } } }
    }

    private func meet(_ seat: Int) throws {
        let membership = try barrier.enroll()
        while !isStopping {
            do {
                try step(seat) { _ = try barrier.wait() }
            } catch SyncError.barrierBroken {
                // Whoever replaces the dead party resets the barrier.
                usleep(500)
            }
        }
        membership.leave()
    }

    private func notify(_ seat: Int) throws {
        while !isStopping {
            try step(seat) {
                try condition.withLock { _ in
                    made.add(1)
                    try condition.notify()
                }
            }
            usleep(100)
        }
    }

    private func await(_ seat: Int) throws {
        while !isStopping {
            try step(seat) {
                try condition.withLock { _ in
                    var isThere = false
                    while !isThere {
                        do {
                            isThere = try condition.wait(until: { made.value > taken.value || isStopping })
                        } catch SyncError.ownerDied {}
                    }
                    if made.value > taken.value { taken.add(1) } else { steps[seat] -= 1 }
                    expect(made.value >= taken.value, "taken what was not made")
                }
            }
        }
    }

    // MARK: the killer

    func kill(_ count: Int) throws {
        for _ in 0..<count {
            usleep(UInt32(generator.below(1500)))
            let seat = generator.below(children.count)
            // One that is stopped is not gone: wherever that was, the others go on, or wait for it.
            let stopped = children[generator.below(children.count)].pid
            let isStopping = generator.below(4) == 0
            if isStopping {
                Glibc.kill(stopped, SIGSTOP)
                usleep(UInt32(generator.below(3000)))
            }
            children[seat].kill()
            check(try children[seat].join() == .killed(signal: SIGKILL), "\(children[seat].certificate!)")
            // Before this process needs what the stopped one may hold.
            if isStopping { Glibc.kill(stopped, SIGCONT) }
            hits += inside[seat]
            killsPerSeat[seat] += 1
            children[seat] = try start(seat)
            if ChaosRun.seats[seat].name == "party" { try barrier.reset() }
        }
    }

    /// Everyone takes another step, soon.
    func expectProgress() throws {
        let before = children.indices.map { steps[$0] }
        let deadline = Instant.now.advanced(by: .seconds(10))
        for seat in children.indices {
            while steps[seat] == before[seat] && Instant.now < deadline {
                // A party that was killed on its way to enrolling is replaced, but may have left the others waiting.
                usleep(500)
            }
            check(steps[seat] > before[seat], "\(children[seat].name) hangs")
        }
    }

    func stop() throws {
        stopping.add(1)
        try barrier.abort()
        // A producer may be waiting for room: consumers are the last to stop.
        for seat in ChaosRun.producers { try expectSuccess([children[seat]]) }
        for producer in 0..<2 { noteUnfinished(producer) }
        try queue.close()
        try condition.withLock { _ in try condition.notifyAll() }
        try expectSuccess(children)
    }

    func account() throws {
        func finishedSteps(_ name: String) -> (steps: Int, kills: Int) {
            let seats = ChaosRun.seats.indices.filter { ChaosRun.seats[$0].name == name }
            return (seats.reduce(0) { $0 + steps[$1] }, seats.reduce(0) { $0 + killsPerSeat[$1] })
        }
        func check(_ value: Int, isCountOf name: String) {
            let (steps, kills) = finishedSteps(name)
            ProbeSupport.check(value >= steps && value <= steps + kills, "\(name): \(value) after \(steps) steps")
        }
        try lock.withLock { inheritance in
            ProbeSupport.check(inheritance != .clean || pair[0] == pair[1], "a half change, and nobody told")
        }
        check(pair[0], isCountOf: "locker")
        check(try mutex.value.0, isCountOf: "locker")
        check(taken.value, isCountOf: "waiter")
        check(made.value, isCountOf: "notifier")
        ProbeSupport.check(
            !lock.isLocked && !recursive.isLocked && !condition.lock.isLocked, "something is locked still")
        ProbeSupport.check(condition.waitingCount == 0, "\(condition.waitingCount) wait")
        let value = try permits.value
        ProbeSupport.check(value == 2, "\(value) permits are left of 2")
        try accountItems()
        ProbeSupport.check(complaints.value == 0, "\(complaints.value) checks failed in children")
        print(
            "\(killsPerSeat.reduce(0, +)) kills, \(hits) of them inside; steps: \(children.indices.map { steps[$0] })")
    }

    private func accountItems() throws {
        try queue.join(timeout: .seconds(5))
        let consumerKills = ChaosRun.seats.indices.filter { ChaosRun.seats[$0].name == "consumer" }
            .reduce(0) { $0 + killsPerSeat[$1] }
        var missing = 0
        var again = 0
        for producer in 0..<2 {
            for number in 0..<started[producer] {
                let place = producer * ChaosRun.limit + number
                again += max(0, Int(seen[place]) - 1)
                if seen[place] == 0 && !unfinished.contains(place) { missing += 1 }
            }
            check(seen[producer * ChaosRun.limit + started[producer]] == 0, "an item from nowhere")
        }
        // A consumer holds one item at a time. One that was killed before it had noted the item costs none twice.
        check(missing == 0, "\(missing) items are lost")
        check(again <= consumerKills, "\(again) items came again after \(consumerKills) kills of consumers")
        check(queue.isEmpty && queue.unfinishedCount == 0, "\(queue.unfinishedCount) are not done")
        print("items: \(started[0] + started[1]), delivered again \(again), unsent \(unfinished.count)")
    }

    private func noteUnfinished(_ producer: Int) {
        guard started[producer] != finished[producer] else { return }
        unfinished.insert(producer * ChaosRun.limit + started[producer] - 1)
    }
}
