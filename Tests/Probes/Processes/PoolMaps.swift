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
