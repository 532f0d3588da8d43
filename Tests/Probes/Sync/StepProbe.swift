import CTestSupport
import Glibc
import Multiprocessing
import Platform
import ProbeSupport

/// Kills a process after so many instructions of an operation, from its first to its last, and looks each time whether
/// the operation has happened as a whole or not at all. Where a step takes long (100 us in some virtual machines), fewer
/// places are tried, four at least.
///
/// Half of the operations at a time: each takes a processor.
func killAtSteps(kills limit: Int, secondsEach: Int, seed: UInt64) throws {
    let halves = try (0..<2).map { half in
        try child("half \(half)") {
            let mine = try operations().enumerated().filter { $0.offset % 2 == half }.map(\.element)
            try killAtSteps(of: mine, kills: limit, secondsEach: secondsEach, seed: seed)
            return 0
        }
    }
    try expectSuccess(halves, within: .seconds(110))
}

private func killAtSteps(of operations: [Operation], kills limit: Int, secondsEach: Int, seed: UInt64) throws {
    var generator = Generator(state: seed)
    for operation in operations {
        let deadline = Instant.now.advanced(by: .seconds(secondsEach))
        let length = try operation.run(killedAfter: .max)
        // A place for each kill, the golden section apart: however many are tried, they lie evenly.
        let stride = max(1, Int(Double(length) * 0.618)) | 1
        var place = generator.below(length)
        var kills = 1
        while kills < limit, kills < 4 || Instant.now < deadline {
            try operation.run(killedAfter: place)
            place = (place + stride) % length
            kills += 1
        }
        print("\(operation.name): \(kills) kills in \(length) instructions")
    }
}

private struct Operation {
    typealias Body = (_ before: () -> Void, _ after: () -> Void) throws -> Void
    let name: String
    /// A fresh object; what the child does with it; and what must be so when it is dead.
    let make: () throws -> (Body, (_ pid: Int32) throws -> Void)

    /// Runs it in a child that is killed after that many instructions, or at its end; returns how many it took.
    @discardableResult func run(killedAfter steps: Int) throws -> Int {
        let (body, verify) = try make()
        let process = try child(name) {
            try body(test_begin_steps, test_end_steps)
            return 0
        }
        let done = test_kill_at(process.pid, steps)
        let status = try process.join()
        guard done >= 0 else { fatalError("\(name) cannot be traced: \(status!)") }
        let before = failures
        try verify(process.pid)
        if failures > before { print("\(name) was killed after \(done) instructions") }
        return done
    }
}

private func operations() throws -> [Operation] {
    [
        Operation(name: "put") {
            let queue = try filledQueue()
            return (
                { before, after in
                    before()
                    try queue.put([9, 9, 9])
                    after()
                },
                { _ in
                    let items = try drain(queue)
                    check(items == filling || items == filling + [[9, 9, 9]], "\(items)")
                    try queue.join(timeout: .zero)
                }
            )
        },
        Operation(name: "get") {
            let queue = try filledQueue()
            return (
                { before, after in
                    before()
                    _ = try queue.get()
                    after()
                },
                { _ in
                    // In the queue, or delivered again: before the others.
                    let items = try drain(queue)
                    check(items == filling, "\(items)")
                    try queue.join(timeout: .zero)
                }
            )
        },
        // From just before the message leaves the queue.
        Operation(name: "claimed get") {
            let queue = try SharedQueue(capacity: 256)
            // What the runtime looks up at a first call takes a hundred times as many instructions as the call.
            try queue.put([0])
            _ = try queue.get()
            for item in filling { try queue.put(item) }
            return (
                { before, after in
                    _ = try queue.get { _ in before() }
                    after()
                },
                { _ in
                    let count = queue.count
                    var items: [[UInt8]] = []
                    while let item = try? queue.get(timeout: .zero) { items.append(item) }
                    check(items == filling || items == Array(filling[1...]), "\(items)")
                    check(items.count == count, "a count of \(count), and \(items.count) items")
                }
            )
        },
        Operation(name: "task done") {
            let queue = try filledQueue()
            return (
                { before, after in
                    _ = try queue.get()
                    before()
                    try queue.taskDone()
                    after()
                },
                { _ in
                    let items = try drain(queue)
                    check(items == filling || items == Array(filling[1...]), "\(items)")
                    try queue.join(timeout: .zero)
                }
            )
        },
        Operation(name: "mutex") {
            let mutex = try SharedMutex((5, 5, 5))
            return (
                { before, after in
                    before()
                    try mutex.withLock { value in
                        value.0 += 1
                        value.1 += 1
                        value.2 += 1
                    }
                    after()
                },
                { _ in
                    let value = try mutex.value
                    check((value.0 == 5 || value.0 == 6) && value.0 == value.1 && value.1 == value.2, "\(value)")
                }
            )
        },
        Operation(name: "permit") {
            let semaphore = try BoundedSemaphore(permits: 1)
            // As above: looked up once.
            try semaphore.withPermit {}
            return (
                { before, after in
                    before()
                    try semaphore.withPermit {}
                    after()
                },
                { _ in
                    let value = try semaphore.value
                    check(value == 1, "\(value) permits")
                    check(try semaphore.withPermit(timeout: .zero) { true } == true, "no permit")
                }
            )
        },
        Operation(name: "recursive lock") {
            let lock = try SharedRecursiveLock()
            return (
                { before, after in
                    before()
                    try lock.withLock { _ in try lock.withLock { _ in } }
                    after()
                },
                { pid in
                    guard let held = try lock.tryAcquire() else { return check(false, "\(lock)") }
                    let told = held.inheritance
                    check(told == .clean || told == .ownerDied(pid: pid) || told == .ownerDied(pid: nil), "\(told)")
                    check(lock.depth == 1, "depth \(lock.depth)")
                }
            )
        },
    ]
}

private let filling: [[UInt8]] = [[1], [], [3, 3, 3, 3, 3, 3, 3, 3, 3]]

private func filledQueue() throws -> JoinableQueue<[UInt8]> {
    let queue = try JoinableQueue<[UInt8]>(capacity: 256, consumers: 4)
    // Where the ring ends lies in the middle of the messages.
    for _ in 0..<14 {
        try queue.put([0])
        _ = try queue.get()
        try queue.taskDone()
    }
    for item in filling { try queue.put(item) }
    return queue
}

/// What is in the queue, which must be as much as it says.
private func drain(_ queue: JoinableQueue<[UInt8]>) throws -> [[UInt8]] {
    let count = queue.count
    var items: [[UInt8]] = []
    while let item = try? queue.get(timeout: .zero) {
        items.append(item)
        try queue.taskDone()
    }
    check(items.count == count && queue.isEmpty, "a count of \(count), and \(items.count) items")
    return items
}
