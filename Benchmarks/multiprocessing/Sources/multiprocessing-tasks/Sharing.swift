import Multiprocessing
import Synchronization

/// Integers from one process to another. The answer is their sum.
func queue(_ count: Int) throws -> Timing {
    let queue = try MessageQueue<Int>()
    let start = try SharedEvent()
    let producer = try ChildProcess.start {
        try start.wait()
        for number in 0..<count { try queue.put(number) }
    }
    let timing = try Timing {
        start.set()
        var sum = 0
        for _ in 0..<count { sum += try queue.get() }
        return sum
    }
    try producer.join()
    return timing
}

/// Takes and releases a lock that nobody else wants. The answer is how often.
func lock(_ count: Int) throws -> Timing {
    let lock = try SharedLock()
    return try Timing {
        var done = 0
        for _ in 0..<count { try lock.withLock { _ in done += 1 } }
        return done
    }
}

/// What any lock has to do, and nothing else: one atomic change of a word to take it, and one to release it.
func atomics(_ count: Int) -> Timing {
    let word = Atomic(0)
    return Timing {
        var done = 0
        for _ in 0..<count where word.compareExchange(expected: 0, desired: 1, ordering: .acquiring).exchanged {
            done += word.exchange(0, ordering: .releasing)
        }
        return done
    }
}

/// Adds to a shared number under its lock. The answer is the number.
func value(_ count: Int) throws -> Timing {
    let number = try SharedMutex(0)
    return try Timing {
        for _ in 0..<count { try number.withLock { $0 += 1 } }
        return try number.value
    }
}

/// Processes that all use one lock and one queue: each time, one adds to a number under the lock, puts it, and gets what
/// comes next. The answer is the number.
///
/// - Parameter batch: numbers that are put, and got, in one turn at the queue.
func crowd(_ count: Int, processes: Int, batch: Int = 1) throws -> Timing {
    let number = try SharedMutex(0)
    let queue = try MessageQueue<Int>()
    let start = try SharedEvent()
    let ready = try SharedSemaphore(permits: 0)
    let turns = count / processes / batch
    let children = try (0..<processes).map { _ in
        try ChildProcess.start {
            try ready.release()
            try start.wait()
            for _ in 0..<turns {
                if batch == 1 {
                    try queue.put(next(number))
                    _ = try queue.get()
                } else {
                    var numbers: [Int] = []
                    for _ in 0..<batch { numbers.append(try next(number)) }
                    try queue.put(contentsOf: numbers)
                    var missing = batch
                    while missing > 0 { missing -= try queue.get(upTo: missing).count }
                }
            }
        }
    }
    for _ in children { _ = try ready.acquire() }
    return try Timing {
        start.set()
        for child in children { try child.join() }
        return try number.value
    }
}

private func next(_ number: SharedMutex<Int>) throws -> Int {
    try number.withLock {
        $0 += 1
        return $0
    }
}
