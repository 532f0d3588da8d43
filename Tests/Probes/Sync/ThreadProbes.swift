import Glibc
import Multiprocessing
import ProbeSupport

/// Memory that nothing protects but what the probe uses: a sanitizer sees every access that is not ordered.
private final class Plain: @unchecked Sendable {
    var first = 0
    var second = 0

    func change() {
        first += 1
        second = first
    }
}

/// Everything that processes share, shared by threads of this process, which can be watched by a sanitizer.
func threads(rounds: Int) throws {
    try threadLocks(rounds)
    try threadSignals(rounds)
    try threadQueues(rounds)
    try threadState(rounds)
}

private func threadLocks(_ rounds: Int) throws {
    let plain = Plain()
    let lock = try SharedLock()
    try inThreads(4) { _ in
        for round in 0..<rounds {
            if round % 3 == 0 {
                let guarded = try lock.acquire()
                plain.change()
                try guarded.release()
            } else if round % 3 == 1 {
                try lock.withLock { _ in plain.change() }
            } else {
                check(try lock.withLock(timeout: .seconds(20)) { _ in plain.change() } != nil, "not locked")
            }
        }
    }
    check(plain.first == 4 * rounds && plain.second == plain.first, "\(plain.first)")

    let recursive = try SharedRecursiveLock()
    let twice = Plain()
    try inThreads(4) { _ in
        for _ in 0..<rounds { try recursive.withLock { _ in try recursive.withLock { _ in twice.change() } } }
    }
    check(twice.first == 4 * rounds, "\(twice.first)")

    let semaphore = try SharedSemaphore(permits: 1)
    let permitted = Plain()
    try inThreads(4) { _ in
        for _ in 0..<rounds { try semaphore.withPermit { permitted.change() } }
    }
    check(try permitted.first == 4 * rounds && semaphore.value == 1, "\(permitted.first)")
}

private func threadSignals(_ rounds: Int) throws {
    // What was written before `set` is seen after `wait`.
    let event = try SharedEvent()
    let plain = Plain()
    try inThreads(4) { number in
        if number == 0 {
            plain.change()
            event.set()
        } else {
            check(try event.wait(timeout: .seconds(20)) && plain.second == 1, "not set")
        }
    }

    let condition = try SharedCondition()
    let turn = Plain()
    try inThreads(3) { number in
        for round in 0..<rounds / 4 {
            try condition.withLock { _ in
                let mine = round * 3 + number
                check(try condition.wait(until: { turn.first == mine }, timeout: .seconds(20)), "its turn never came")
                turn.change()
                try condition.notifyAll()
            }
        }
    }
    check(turn.first == rounds / 4 * 3, "\(turn.first)")

    // Each writes its own between two rounds, and reads the others' after.
    let words = (0..<4).map { _ in Plain() }
    let actions = Plain()
    let barrier = try SharedBarrier(parties: 4) { actions.change() }
    try inThreads(4) { number in
        for round in 1...rounds / 4 {
            words[number].change()
            try barrier.wait(timeout: .seconds(20))
            check(words.allSatisfy { $0.first == round }, "not in step")
            try barrier.wait(timeout: .seconds(20))
        }
    }
    check(actions.first == rounds / 4 * 2, "\(actions.first) actions")
}

private func threadQueues(_ rounds: Int) throws {
    // The object goes through memory of its own, so that a sanitizer sees whether the queue orders it.
    let bytes = try SharedQueue(capacity: 1 << 10)
    let texts = try MessageQueue<[String]>(capacity: 1 << 10, limit: 3)
    let jobs = try JoinableQueue<Int>(capacity: 1 << 10)
    let boxes = (0..<rounds).map { _ in Plain() }
    let sum = try SharedCounter()
    try inThreads(5) { number in
        switch number {
        case 0:
            for round in 0..<rounds {
                boxes[round].change()
                try bytes.put([UInt8](repeating: 1, count: round % 50))
                try texts.put(["\(round)", "x"])
                try jobs.put(round)
            }
            try jobs.join(timeout: .seconds(20))
            try jobs.close()
        case 1: for round in 0..<rounds { check(try bytes.get().count == round % 50, "bytes \(round)") }
        case 2: for round in 0..<rounds { check(try texts.get() == ["\(round)", "x"], "text \(round)") }
        default:
            while let round = try? jobs.get(timeout: .seconds(20)) {
                sum.add(boxes[round].second)
                try jobs.taskDone()
            }
        }
    }
    check(sum.value == rounds, "\(sum.value)")
}

private func threadState(_ rounds: Int) throws {
    let mutex = try SharedMutex(0)
    let array = try SharedArray<Int>(count: 8)
    let counter = try SharedCounter()
    try inThreads(4) { number in
        for round in 0..<rounds {
            try mutex.withLock { $0 += 1 }
            try array.withLock { _, elements in
                for index in elements.indices { elements[index] += round }
            }
            counter.add(number)
            counter.raise(to: number)
        }
    }
    check(try mutex.value == 4 * rounds && array[3] == array[5], "\(try mutex.value)")
}

/// What a sanitizer must find, or finds nothing: the same changes without a lock.
func threadRace(rounds: Int) throws {
    let plain = Plain()
    try inThreads(4) { _ in
        for _ in 0..<rounds { plain.change() }
    }
    print("\(plain.first) of \(4 * rounds)")
}

/// What AddressSanitizer must find.
func readBehind() {
    let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: 100)
    bytes.initialize(repeating: 1, count: 100)
    print("behind 100 bytes: \(bytes[100])")
    bytes.deallocate()
}
