import Glibc
import Multiprocessing
import Platform
import ProbeSupport

func options(_ workers: Int, _ change: (inout PoolOptions) -> Void = { _ in }) -> PoolOptions {
    var options = PoolOptions(workers: workers)
    change(&options)
    return options
}

func failure<R>(of result: Result<R, TaskError>) -> TaskError.Failure? {
    if case .failure(let error) = result { error.failure } else { nil }
}

func poolMap() throws {
    let offset = 1000
    let pool = try ProcessPool(options(3)) { (number: Int) in number * number + offset }
    let expected = (0..<2000).map { $0 * $0 + offset }
    check(try pool.map(0..<2000) == expected)
    for chunk in [7, 100, 5000] { check(try pool.map(0..<2000, chunkSize: chunk) == expected, "chunks of \(chunk)") }
    check(try pool.map([Int]()) == [])
    check(try pool.apply(5) == 1025)

    check(try pool.map(0..<20_000) == (0..<20_000).map { $0 * $0 + offset })

    let handle = try pool.submitMap(0..<500)
    let single = try pool.submit(3)
    check(try single.get() == 1009)
    check(try handle.get(timeout: .seconds(5)) == Array(expected[..<500]))
    check(handle.isReady && handle.isSuccessful == true)
    check(pool.progress.failed == 0 && pool.progress.done == pool.progress.taken && pool.progress.workers == 3)
    let insight = pool.insight
    check(insight.count == 3 && insight.contains { $0.startUp > .zero } && insight.allSatisfy { $0.pid > 0 })
    check(insight.reduce(0) { $0 + $1.tasks } >= 28_000 - 768 && insight.contains { $0.working > .zero }, "\(insight)")
    try pool.close()
    check(pool.progress.workers == 0)
    guard case PoolError.closed? = thrown({ try pool.map([1]) }) else { return check(false, "used after close") }
    pool.terminate()
}

func poolArguments() throws {
    for count in [0, -1] {
        let error = thrown { try ProcessPool(options(count)) { (number: Int) in number } }
        check(error as? PoolError == .workerCount(count))
    }
    struct Order: Codable, Equatable {
        var name: String
        var amounts: [Double]
        var note: String?
    }
    let orders = (0..<50).map {
        Order(name: "order \($0)", amounts: [Double($0), 0.5], note: $0 % 2 == 0 ? nil : "odd")
    }
    let pool = try ProcessPool(options(2)) { (order: Order) in
        Order(name: order.name + "!", amounts: order.amounts + [1], note: order.note)
    }
    check(try pool.map(orders).map(\.name) == orders.map { $0.name + "!" })
    struct Pair { var a: Int32; var b: UInt8 }
    let pairs = try ProcessPool<Pair, Pair>(options(2), inputs: .bitwise, outputs: .bitwise) {
        Pair(a: $0.a * 2, b: $0.b + 1)
    }
    check(try pairs.map((0..<100).map { Pair(a: $0, b: UInt8($0)) }).allSatisfy { $0.a == Int32($0.b - 1) * 2 })
    let texts = try ProcessPool(options(2)) { (text: String) in Array(text.utf8) }
    check(try texts.map(["", "é", "abc"]) == [[], [0xC3, 0xA9], [97, 98, 99]])
}

/// Far larger than the queues.
func poolLarge() throws {
    let pool = try ProcessPool(options(2)) { (bytes: [UInt8]) in [9] + bytes }
    let sizes = [0, 1, 32 << 10, (32 << 10) + 1, 1 << 20, 6 << 20, 3]
    let items = sizes.map { size in
        var bytes = [UInt8](repeating: 1, count: size)
        for index in stride(from: 0, to: size, by: 1013) { bytes[index] = UInt8(truncatingIfNeeded: index &* 31) }
        return bytes
    }
    check(try pool.map(items) == items.map { [9] + $0 })
    check(try pool.map(items, chunkSize: 3) == items.map { [9] + $0 })
    // Results alone, and arguments alone.
    let makers = try ProcessPool(options(2)) { (size: Int) in [UInt8](repeating: 7, count: size) }
    check(try makers.map(sizes).map(\.count) == sizes)
    let counters = try ProcessPool(options(2)) { (bytes: [UInt8]) in bytes.count }
    check(try counters.map(items) == sizes)
}

func poolSpeed(count: Int) throws {
    let pool = try ProcessPool(options(2)) { (number: Int) in number + 1 }
    _ = try pool.map(0..<10)
    for chunk in [nil, 1, 16, 256] {
        let elapsed = try seconds { _ = try pool.map(0..<count, chunkSize: chunk) }
        print("chunks of \(chunk.map(String.init) ?? "their own size"): \(Int(Double(count) / elapsed)) tasks/s")
    }
    let elapsed = try seconds { for _ in 0..<200 { try ChildProcess.start {}.join() } }
    print("start and join: \(Int(elapsed / 200 * 1e6)) µs")
}

/// Handles that are given up, waited for together, and tell of their end.
func poolHandles() throws {
    let begun = try SharedCounter()
    let seen = try SharedCounter()
    let pool = try ProcessPool(options(2)) { (milliseconds: Int) -> Int in
        begun.add(1)
        if milliseconds < 0 {
            // Until somebody gives it up, ten seconds at most.
            for _ in 0..<2000 where !PoolTask.isCancelled { usleep(5000) }
            if PoolTask.isCancelled { seen.add(1) }
        } else {
            usleep(UInt32(milliseconds) * 1000)
        }
        return milliseconds
    }
    // What has begun is told, what has not is not begun.
    let endless = try (0..<2).map { _ in try pool.submit(-1) }
    while begun.value < 2 { usleep(1000) }
    let behind = try pool.submitMap([1, 2, 3])
    check(try behind.cancel() && behind.isCancelled && behind.isReady && behind.isSuccessful == false)
    guard case PoolError.task(let error)? = thrown({ try behind.get() }), error.failure == .cancelled else {
        return check(false, "a cancelled map has values")
    }
    check(try PoolHandle.wait(any: endless, timeout: .milliseconds(50)).isEmpty)
    for handle in endless { try handle.cancel() }
    check(try pool.map([4, 5, 6]) == [4, 5, 6], "the next task is cancelled too")
    check(seen.value == 2, "\(seen.value) saw that they were given up")
    check(begun.value == 5, "\(begun.value) were begun")

    let done = try pool.submit(0)
    check(try done.get() == 0 && !done.cancel() && done.get() == 0, "what is done can be given up")

    // Partial results of a map are no results.
    let half = try pool.submitMap([0, -1, -1, -1], chunkSize: 1)
    while begun.value < 9 { _ = half.isReady; usleep(1000) }
    try half.cancel()
    check(thrown { try half.get() } is PoolError)
    check(try pool.map(0..<4) == [0, 1, 2, 3])

    let other = try ProcessPool(options(1)) { (number: Int) -> Int in number * 2 }
    let slow = try pool.submit(400)
    let fast = try other.submit(21)
    check(try PoolHandle.wait(any: [slow, fast]).contains { $0 === fast })
    check(try !PoolHandle.wait(all: [slow, fast], timeout: .milliseconds(10)))
    check(try PoolHandle.wait(all: [slow, fast]) && slow.get() == 400 && fast.get() == 42)
    check(try PoolHandle<Int>.wait(any: []).isEmpty && PoolHandle<Int>.wait(all: []))

    var told: [String] = []
    func note(_ result: Result<Int, PoolError>) {
        switch result {
        case .success(let value): told.append("\(value)")
        case .failure(.task(let error)): told.append(error.failure == .cancelled ? "cancelled" : "failed")
        case .failure(let error): told.append("\(error)")
        }
    }
    let seven = try pool.submit(7)
    seven.whenDone { result in
        note(result)
        // It may use the pool.
        note(Result { () throws(PoolError) in try pool.apply(8) })
    }
    try seven.wait()
    fast.whenDone(note)
    let given = try pool.submit(1)
    given.whenDone(note)
    try given.cancel()
    check(told.sorted() == ["42", "7", "8", "cancelled"], "\(told)")
    let last = try pool.submit(-1)
    last.whenDone(note)
    pool.terminate()
    check(told.last == "cancelled" && told.count == 5, "\(told)")
    try other.close()
    check(!PoolTask.isCancelled)
}
