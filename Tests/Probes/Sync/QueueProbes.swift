import Glibc
import Multiprocessing
import ProbeSupport

private struct Report: Codable, Equatable {
    var name: String
    var sizes: [Int]
    var parent: [Report] = []
}

/// Encodes unless told not to. The string makes it one that must be encoded.
private struct Fussy: Codable {
    struct Refusal: Error {}
    var refuses: Bool
    var name = "fussy"

    func encode(to encoder: any Encoder) throws {
        if refuses { throw Refusal() }
        var container = encoder.singleValueContainer()
        try container.encode(refuses)
    }

    init(refuses: Bool) { self.refuses = refuses }

    init(from decoder: any Decoder) throws { refuses = try decoder.singleValueContainer().decode(Bool.self) }
}

private struct Point: BitwiseCopyable {
    var x: Int32
    var y: Double
}

/// Values of each kind go through, in order, also around the end of the ring.
func queueValues() throws {
    let reports = try MessageQueue<Report>(capacity: 1 << 12)
    let points = try MessageQueue<Point>(capacity: 1 << 10)
    let numbers = try MessageQueue<Int>(capacity: 1 << 10)
    let bytes = try MessageQueue<[UInt8]>(capacity: 1 << 10)
    func report(_ number: Int) -> Report {
        Report(name: "report \(number)", sizes: Array(0..<number % 40), parent: [Report(name: "", sizes: [])])
    }
    let sender = try child("sender") {
        for number in 0..<2000 {
            try reports.put(report(number))
            try points.put(Point(x: Int32(number), y: Double(number) / 4))
            try numbers.put(-number)
            try bytes.put([UInt8](repeating: 7, count: number % 100))
        }
        try reports.close()
        return 0
    }
    for number in 0..<2000 {
        check(try reports.get() == report(number), "report \(number)")
        let point = try points.get()
        check(point.x == Int32(number) && point.y == Double(number) / 4, "\(point)")
        check(try numbers.get() == -number, "number \(number)")
        check(try bytes.get() == [UInt8](repeating: 7, count: number % 100), "bytes \(number)")
    }
    try expectSuccess([sender])
    expect(queue: .closed) { () throws(QueueError) in _ = try reports.get() }
    expect(queue: .closed) { () throws(QueueError) in try reports.put(report(1)) }

    // What cannot be encoded takes no place, and the queue goes on.
    let fussy = try MessageQueue<Fussy>(capacity: 1 << 10, limit: 2)
    for _ in 0..<20 {
        do throws(QueueError) {
            try fussy.put(Fussy(refuses: true))
            check(false, "encoded what refuses")
        } catch { if case .coding = error {} else { check(false, "threw \(error)") } }
    }
    check(fussy.count == 0, "\(fussy.count) places taken")
    try fussy.put(Fussy(refuses: false), timeout: .zero)
    check(try !fussy.get(timeout: .zero).refuses, "changed")
}

func queueLimits() throws {
    let queue = try MessageQueue<Int>(capacity: 1 << 12, limit: 3)
    check(queue.isEmpty && !queue.isFull && queue.count == 0, "\(queue.count)")
    for number in 0..<3 { try queue.put(number, timeout: .zero) }
    check(queue.isFull && !queue.isEmpty && queue.count == 3, "\(queue.count)")
    expect(queue: .timedOut) { () throws(QueueError) in try queue.put(3, timeout: .zero) }
    expectDelay(70) {
        expect(queue: .timedOut) { () throws(QueueError) in try queue.put(3, timeout: .milliseconds(70)) }
    }
    // Room in one process is news in another.
    let putter = try child("putter") {
        try queue.put(3, timeout: .seconds(10)); return 0
    }
    pause(milliseconds: 20)
    check(try queue.get() == 0, "not the first")
    try expectSuccess([putter])
    check(queue.isFull, "\(queue.count)")

    // Closing at once drops what is in it and wakes everyone.
    let full = try child("full") {
        do throws(QueueError) { try queue.put(9) } catch { return error == .closed ? 0 : 1 }
        return 2
    }
    pause(milliseconds: 20)
    try queue.close(.immediate)
    try expectSuccess([full])
    check(queue.isEmpty && queue.count == 0 && queue.isClosed, "\(queue.count)")
    expect(queue: .closed) { () throws(QueueError) in _ = try queue.get() }
    try queue.close(.graceful)
    expect(queue: .closed) { () throws(QueueError) in _ = try queue.get() }

    let bytes = try SharedQueue(capacity: 64)
    check(bytes.isEmpty && !bytes.isFull, "")
    for _ in 0..<4 { try bytes.put([1, 2, 3], timeout: .zero) }
    check(bytes.isFull && bytes.count == 4, "\(bytes.count)")
    try bytes.close()
    check(bytes.count == 4 && bytes.isClosed, "\(bytes.count)")
    try bytes.close(.immediate)
    expect(queue: .closed) { () throws(QueueError) in _ = try bytes.get() }
}

func queueJoining() throws {
    let queue = try JoinableQueue<Int>(capacity: 1 << 14)
    try queue.join(timeout: .zero)
    expect(queue: .tooManyDone) { () throws(QueueError) in try queue.taskDone() }
    let done = try SharedCounter()
    let workers = try (0..<4).map { number in
        try child("worker \(number)") {
            while true {
                do throws(QueueError) { _ = try queue.get() } catch { return error == .closed ? 0 : 1 }
                usleep(100)
                done.add(1)
                try queue.taskDone()
            }
        }
    }
    for round in 1...3 {
        for number in 0..<200 { try queue.put(number) }
        try queue.join(timeout: .seconds(20))
        check(done.value == 200 * round && queue.unfinishedCount == 0, "\(done.value) done")
    }
    // An item that was got and is not done is waited for.
    try queue.close()
    try expectSuccess(workers)

    let one = try JoinableQueue<[UInt8]>(capacity: 1 << 10)
    try one.put([1])
    check(one.unfinishedCount == 1 && one.count == 1, "\(one.unfinishedCount)")
    _ = try one.get()
    check(one.unfinishedCount == 1 && one.isEmpty, "\(one.unfinishedCount)")
    expectDelay(60) { expect(queue: .timedOut) { () throws(QueueError) in try one.join(timeout: .milliseconds(60)) } }
    try one.taskDone()
    expect(queue: .tooManyDone) { () throws(QueueError) in try one.taskDone() }
    try one.join(timeout: .zero)

    try joiningWithDeaths()
    try joiningLost()

    let narrow = try JoinableQueue<Int>(capacity: 1 << 10, consumers: 1)
    try narrow.put(1)
    try narrow.put(2)
    _ = try narrow.get()
    let other = try child("other") {
        expect(queue: .tooManyConsumers(limit: 1)) { () throws(QueueError) in _ = try narrow.get() }
        return 0
    }
    try expectSuccess([other])
    check(narrow.count == 1, "a refused get took \(narrow.count)")
}

/// What a consumer had when it was killed is delivered again, before the rest.
private func joiningWithDeaths() throws {
    let queue = try JoinableQueue<[UInt8]>(capacity: 1 << 10)
    for number: UInt8 in 0..<6 { try queue.put([number]) }
    let victim = try stayer("victim") { stay in
        for _ in 0..<3 { _ = try queue.get() }
        try queue.taskDone()
        try stay()
    }
    check(try queue.get() == [3], "not the next")
    try end(victim)
    check(queue.count == 4 && queue.unfinishedCount == 5, "\(queue.count) of \(queue.unfinishedCount)")
    expect(queue: .timedOut) { () throws(QueueError) in try queue.join(timeout: .milliseconds(120)) }
    for number: UInt8 in [1, 2, 4, 5] { check(try queue.get() == [number], "not \(number)") }
    for _ in 0..<5 { try queue.taskDone() }
    expect(queue: .tooManyDone) { () throws(QueueError) in try queue.taskDone() }
    try queue.join(timeout: .zero)

    // While someone waits in get, and while someone waits in join.
    try queue.put([1])
    let second = try stayer("second") { stay in
        _ = try queue.get()
        try stay()
    }
    let getter = try child("getter") {
        check(try queue.get(timeout: .seconds(10)) == [1], "another")
        pause(milliseconds: 50)
        try queue.taskDone()
        return 0
    }
    let joiner = try child("joiner") {
        try queue.join(timeout: .seconds(10))
        return 0
    }
    pause(milliseconds: 20)
    second.kill()
    try expectSuccess([getter, joiner])
    _ = try second.join()
    // A consumer that just ends is no better.
    try queue.put([2])
    try expectSuccess([try child("leaves") { try queue.get() == [2] ? 0 : 1 }])
    check(try queue.get(timeout: .seconds(1)) == [2], "lost")
    try queue.taskDone()
    // What is dropped need not be done, nor what the dead had of it.
    for number: UInt8 in 0..<3 { try queue.put([number]) }
    let third = try stayer("third") { stay in
        _ = try queue.get()
        try stay()
    }
    try queue.close(.immediate)
    check(queue.count == 0 && queue.unfinishedCount == 1, "\(queue.count) of \(queue.unfinishedCount)")
    try end(third)
    try queue.join(timeout: .zero)

    // Room is for what is done, in any order.
    let small = try JoinableQueue<Int>(capacity: 256)
    try small.put(1)
    var number = 1
    while (try? small.put(number + 1, timeout: .zero)) != nil { number += 1 }
    check(number == 10, "\(number) fit")
    for _ in 0..<10 { _ = try small.get(timeout: .zero) }
    expect(queue: .timedOut) { () throws(QueueError) in try small.put(0, timeout: .zero) }
    for round in 0..<100 {
        try small.taskDone()
        try small.put(round, timeout: .zero)
        _ = try small.get(timeout: .zero)
    }
}

/// An item that ends every consumer is given up, and join says so, once.
private func joiningLost() throws {
    for redeliveries in [0, 2] {
        let queue = try JoinableQueue<Int>(redeliveries: redeliveries)
        for number in 0..<3 { try queue.put(number) }
        var last: Int32 = 0
        for _ in 0...redeliveries {
            let victim = try stayer("victim") { stay in
                check(try queue.get() == 0, "not the first")
                try stay()
            }
            try end(victim)
            last = victim.pid
        }
        check(queue.count == 2 && queue.unfinishedCount == 2, "\(queue.count) of \(queue.unfinishedCount)")
        for number in 1..<3 {
            check(try queue.get(timeout: .zero) == number, "not \(number)")
            if number == 2 {
                expect(queue: .timedOut) { () throws(QueueError) in try queue.join(timeout: .milliseconds(60)) }
            }
            try queue.taskDone()
        }
        expect(queue: .itemsLost(count: 1, pids: [last])) { () throws(QueueError) in try queue.join(timeout: .zero) }
        try queue.join(timeout: .zero)
    }
}

/// Queues beside children, connections and each other.
func queueWaitables() throws {
    let numbers = try MessageQueue<Int>()
    let texts = try JoinableQueue<String>()
    let all = try [numbers.waitable, texts.waitable]
    check(try Waitable.wait(for: all, timeout: .zero).isEmpty)
    check(try Waitable.wait(for: all, timeout: .milliseconds(120)).isEmpty)
    let child = try ChildProcess.start { connection in
        _ = try connection.receive(as: Int.self)
        try numbers.put(1)
        _ = try connection.receive(as: Int.self)
        try texts.put("a")
        try connection.send(2)
        _ = try connection.receive(as: Int.self)
    }
    let beside = all + [child.process.waitable, child.connection.waitable]
    func next(_ expected: Waitable, line: Int = #line) throws {
        let ready = try Waitable.wait(for: beside, timeout: .seconds(5))
        check(ready.contains(expected), "\(ready)", line: line)
    }
    try child.connection.send(1)
    try next(all[0])
    // It stays ready until the element is taken.
    try next(all[0])
    check(try numbers.get(timeout: .zero) == 1)
    check(try Waitable.wait(for: [all[0]], timeout: .zero).isEmpty)
    try child.connection.send(1)
    try next(all[1])
    check(try texts.get(timeout: .zero) == "a")
    check(try Waitable.wait(for: [child.connection.waitable] + all).count == 1)
    check(try child.connection.receive(as: Int.self) == 2)
    try child.connection.send(1)
    check(try Waitable.wait(for: all + [child.process.waitable], timeout: .seconds(5)) == [child.process.waitable])
    try texts.taskDone()

    // No put is missed, whoever else waits for it, and one who was forked before the first wait is heard too.
    let queue = try MessageQueue<Int>(limit: 3)
    let producers = try (0..<2).map { _ in try starting("putting") { for number in 1...500 { try queue.put(number) } } }
    let total = try SharedCounter()
    let consumers = try (0..<3).map { _ in
        try starting("getting") {
            let waitable = try queue.waitable
            while true {
                check(try !Waitable.wait(for: [waitable], timeout: .seconds(20)).isEmpty, "a put was missed")
                do throws(QueueError) { total.add(try queue.get(timeout: .zero)) } catch .timedOut {} catch .closed {
                    break
                }
            }
        }
    }
    for producer in producers { try expectSuccess(producer) }
    try queue.close()
    for consumer in consumers { try expectSuccess(consumer) }
    check(total.value == 2 * 125_250, "\(total.value)")

    // Nothing more comes: ready, and `get` says why.
    let ended = try MessageQueue<Int>()
    let producer = try ended.producer
    let victim = try starting("victim") { forever() }
    producer.close()
    check(try Waitable.wait(for: [ended.waitable], timeout: .milliseconds(60)).isEmpty)
    victim.kill()
    check(try Waitable.wait(for: [ended.waitable], timeout: .seconds(5)).count == 1)
    check(thrown { try ended.get() } is QueueError)

    // So it is where nobody has an end, as long as there is nothing else to wait for.
    let (left, task) = (try MessageQueue<Int>(), try JoinableQueue<Int>())
    let last = try starting("last") { forever() }
    let both = try [left.waitable, task.waitable]
    last.kill()
    check(try Waitable.wait(for: both, timeout: .milliseconds(400)).isEmpty)
    check(try Waitable.wait(for: both) == both)
    check(isProducersGone(told { _ = try left.get() }) && isProducersGone(told { _ = try task.get() }))
}
