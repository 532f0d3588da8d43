import Glibc
import Multiprocessing
import Platform
import ProbeSupport

private func item(_ number: Int, _ byteCount: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
        for index in 0..<byteCount { buffer[index] = UInt8(truncatingIfNeeded: index &* 31 &+ number) }
        count = byteCount
    }
}

/// Pages of shared memory that this process has mapped, in bytes.
private var sharedBytes: Int {
    let line = (FileSystem.text("/proc/self/status") ?? "").split(separator: "\n").first { $0.hasPrefix("RssShmem") }
    return (line.flatMap { Int($0.split(separator: " ").dropLast().last ?? "0") } ?? 0) << 10
}

/// Items of any size, in order, between those of others; the memory of what was taken is free again.
func queueLarge() throws {
    let sizes = [3, 5000, 1 << 20, 0, 1 << 14, (1 << 20) - 8, 12 << 20, 1, (1 << 20) + 1]
    let bytes = try SharedQueue(capacity: 1 << 14)
    let texts = try MessageQueue<String>(capacity: 1 << 10)
    let tasks = try JoinableQueue<[UInt8]>(capacity: 1 << 12)
    let putter = try child("putter") {
        for (number, size) in sizes.enumerated() {
            try bytes.put(item(number, size))
            try texts.put(String(repeating: "é", count: size / 2))
            try tasks.put(item(number, size))
        }
        return 0
    }
    for (number, size) in sizes.enumerated() {
        check(try bytes.get(timeout: .seconds(10)) == item(number, size), "item \(number)")
        check(try texts.get(timeout: .seconds(10)).utf8.count == size / 2 * 2, "text \(number)")
        check(try tasks.get(timeout: .seconds(10)) == item(number, size), "task \(number)")
        try tasks.taskDone()
    }
    try expectSuccess(putter)
    check(bytes.isEmpty && texts.isEmpty && tasks.unfinishedCount == 0)
    check(sharedBytes < 4 << 20, "\(sharedBytes) bytes are still there")

    // Without a limit only one that never fits is in at a time; with one, so many of any size.
    let narrow = try SharedQueue(capacity: 1 << 10)
    try narrow.put(item(1, 3 << 20))
    expect(queue: .timedOut) { () throws(QueueError) in try narrow.put(item(2, 3 << 20), timeout: .zero) }
    try narrow.put([7], timeout: .zero)
    check(try narrow.get() == item(1, 3 << 20) && narrow.get() == [7])
    for capacity in [64, 1 << 12, 1 << 20] {
        let counted = try MessageQueue<[UInt8]>(capacity: capacity, limit: 20)
        for number in 0..<20 { try counted.put(item(number, number % 3 == 0 ? 200_000 : number), timeout: .zero) }
        check(counted.isFull && counted.count == 20, "\(counted)")
        expect(queue: .timedOut) { () throws(QueueError) in try counted.put([], timeout: .zero) }
        for number in 0..<20 { check(try counted.get() == item(number, number % 3 == 0 ? 200_000 : number)) }
        try counted.put(item(1, 5 << 20))
        try counted.close(.immediate)
    }
    // A limit of many; and of more than there is room for references.
    do {
        let many = try MessageQueue<[UInt8]>(limit: 100_000)
        for _ in 0..<100_000 { try many.put([UInt8](repeating: 1, count: 100), timeout: .zero) }
        check(many.count == 100_000 && many.isFull, "\(many.count)")
        expect(queue: .timedOut) { () throws(QueueError) in try many.put([], timeout: .zero) }
    }
    for limit in [5_000_000, .max] {
        let refused: [(any Error)?] = [
            thrown { _ = try MessageQueue<Int>(limit: limit) }, thrown { _ = try JoinableQueue<Int>(limit: limit) },
        ]
        check(refused.allSatisfy { $0.map { "\($0)" }?.contains("4194304 at most") == true }, "\(refused)")
    }
    let joined = try JoinableQueue<[UInt8]>(capacity: 64, limit: 10)
    for number in 0..<10 { try joined.put(item(number, 100_000), timeout: .zero) }
    expect(queue: .timedOut) { () throws(QueueError) in try joined.put([], timeout: .zero) }
    check(sharedBytes < 8 << 20, "\(sharedBytes) bytes are still there")

    // An item whose consumer ended is delivered again, whatever its size.
    let tried = try stayer("consumer") { stay in
        check(try joined.get() == item(0, 100_000))
        try stay()
    }
    try end(tried)
    for number in 0..<10 {
        check(try joined.get(timeout: .seconds(5)) == item(number, 100_000), "\(number)")
        try joined.taskDone()
    }
    try joined.join(timeout: .zero)
}

/// Killed while large items go in and out: none is lost or changed, and no memory either.
func queueLargeKills(kills: Int, seed: Int) throws {
    var random = Generator(state: UInt64(seed))
    let queue = try SharedQueue(capacity: 1 << 12, limit: 4)
    let reported = try SharedQueue(capacity: 1 << 16)
    for kill in 0..<kills {
        let putter = try child("putter") {
            while true { try queue.put(item(Int(getpid() & 63), 30_000 + Int(getpid()) % 7 * 9000)) }
        }
        let getter = try child("getter") {
            while true {
                let got = try queue.get()
                let first = Int(got.first ?? 0)
                if got != item(first, got.count) || got.count < 30_000 { try reported.put([1]) }
            }
        }
        usleep(UInt32(500 + random.next() % 4000))
        try end(kill % 2 == 0 ? putter : getter)
        usleep(UInt32(random.next() % 1000))
        try end(kill % 2 == 0 ? getter : putter)
        let count = queue.count
        check(count <= 4, "\(count) items")
        for _ in 0..<count {
            let got = try queue.get(timeout: .seconds(5))
            check(got == item(Int(got.first ?? 0), got.count), "a changed item of \(got.count) bytes")
        }
        check(queue.isEmpty && reported.isEmpty, "\(queue) \(reported)")
    }
    check(sharedBytes < 2 << 20, "\(sharedBytes) bytes are left")
}

private struct Own: Codable, BitwiseCopyable, Equatable {
    var number: Int

    init(number: Int) { self.number = number }

    init(from decoder: any Decoder) throws { number = try decoder.singleValueContainer().decode(Int.self) + 1 }

    func encode(to encoder: any Encoder) throws {
        struct Refusal: Error {}
        if number < 0 { throw Refusal() }
        var container = encoder.singleValueContainer()
        try container.encode(number)
    }
}

/// A type's own coding is used wherever values are sent; many go in and out in one turn.
func queueBatches() throws {
    let queue = try MessageQueue<Own>()
    try queue.put(Own(number: 1))
    check(try queue.get() == Own(number: 2), "its own Codable was not used")
    let joinable = try JoinableQueue<Own>()
    try joinable.put(Own(number: 1))
    check(try joinable.get() == Own(number: 2), "its own Codable was not used")
    try joinable.taskDone()
    let copied = try MessageQueue(bitwise: Own.self)
    try copied.put(Own(number: -1))
    check(try copied.get() == Own(number: -1))
    do throws(QueueError) {
        try queue.put(contentsOf: [Own(number: 3), Own(number: -1)])
        check(false, "encoded what refuses")
    } catch { if case .coding = error {} else { check(false, "threw \(error)") } }
    check(queue.isEmpty, "\(queue)")

    let numbers = try MessageQueue<Int>(capacity: 1 << 10)
    let texts = try MessageQueue<String>(limit: 7)
    let sender = try child("sender") {
        check(try numbers.put(contentsOf: 0..<10_000) == 10_000)
        try numbers.close()
        check(try texts.put(contentsOf: (0..<100).map { String(repeating: "x", count: $0 * 1000) }) == 100)
        try texts.close()
        return 0
    }
    var next = 0
    var largest = 0
    do throws(QueueError) {
        while true {
            let got = try numbers.get(upTo: 50, timeout: .seconds(10))
            check(got == Array(next..<next + got.count) && !got.isEmpty && got.count <= 50, "\(got) at \(next)")
            next += got.count
            largest = max(largest, got.count)
        }
    } catch { check(error == .closed, "\(error)") }
    check(next == 10_000 && largest > 1, "\(next) numbers, at most \(largest) at a time")
    next = 0
    do throws(QueueError) {
        while true {
            for text in try texts.get(upTo: 3, timeout: .seconds(10)) {
                check(text.utf8.count == next * 1000, "\(text.utf8.count) at \(next)")
                next += 1
            }
        }
    } catch { check(error == .closed, "\(error)") }
    check(next == 100, "\(next) texts")
    try expectSuccess(sender)

    // What there is room for goes in.
    let full = try MessageQueue<Int>(limit: 5)
    check(try full.put(contentsOf: 1...9, timeout: .zero) == 5 && full.get(upTo: 100) == [1, 2, 3, 4, 5])
    expect(queue: .timedOut) { () throws(QueueError) in _ = try full.get(upTo: 1, timeout: .milliseconds(5)) }
    check(try full.put(contentsOf: []) == 0)
}
