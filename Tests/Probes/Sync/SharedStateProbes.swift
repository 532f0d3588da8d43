import Glibc
import Multiprocessing
import Platform
import ProbeSupport

private struct Pair: BitwiseCopyable, Equatable {
    var first: Int
    var second: Int
    var rest: (Int, Int, Int, Int) = (0, 0, 0, 0)

    var isWhole: Bool { first == second && rest.0 == first && rest.3 == first }

    mutating func step() {
        first += 1
        rest = (first, first, first, first)
        second += 1
    }

    static func == (a: Pair, b: Pair) -> Bool { a.first == b.first && a.second == b.second }
}

func mutexDeaths() throws {
    // Killed inside: the value is as it was.
    let kept = try SharedMutex(Pair(first: 5, second: 5))
    func victim(_ mutex: SharedMutex<Pair>) throws -> ChildProcess {
        let process = try stayer("victim") { stay in
            try mutex.withLock { pair in
                pair.first = 99
                try stay()
            }
        }
        try end(process)
        return process
    }
    _ = try victim(kept)
    check(try kept.value == Pair(first: 5, second: 5), "a wrong value")

    let repaired = try SharedMutex(
        Pair(first: 5, second: 5), whenOwnerDies: .repair { pair, pid in pair.second = Int(pid ?? 0) })
    let dead = try victim(repaired)
    check(try repaired.value == Pair(first: 5, second: Int(dead.pid)), "a wrong value")

    let poisoned = try SharedMutex(Pair(first: 5, second: 5), whenOwnerDies: .poison)
    let culprit = try victim(poisoned)
    for _ in 0..<2 {
        expect(.poisoned(pid: culprit.pid)) { try poisoned.withLock { $0.step() } }
        check(poisoned.isPoisoned, "forgot its poison")
    }
    // In every process, until it is repaired.
    try expectSuccess([
        try child("other") {
            expect(.poisoned(pid: culprit.pid)) { try poisoned.withLock { $0.step() } }
            try poisoned.repair { $0.first = 6 }
            return 0
        }
    ])
    check(try poisoned.value == Pair(first: 6, second: 5) && !poisoned.isPoisoned, "not repaired")

    // Killed at any moment: whole, and each finished step counted.
    let mutex = try SharedMutex(Pair(first: 0, second: 0))
    let finished = try SharedArray<Int>(count: 100)
    for round in 0..<100 {
        let stepper = try child("stepper") {
            while true {
                try mutex.withLock { $0.step() }
                finished[round] += 1
            }
        }
        usleep(UInt32(300 + round * 13 % 1500))
        try end(stepper)
    }
    let value = try mutex.value
    let sum = (0..<100).reduce(0) { $0 + finished[$1] }
    check(value.first == value.second && value.first >= sum && value.first <= sum + 100, "\(value) after \(sum) steps")
}

func sharedState() throws {
    let balance = try SharedMutex(100)
    let counter = try SharedCounter(5)
    let array = try SharedArray<Int32>(count: 1001)
    check((0..<1000).allSatisfy { array[$0] == 0 }, "not zeroed")
    let children = try (0..<4).map { number in
        try child("child \(number)") {
            for _ in 0..<5000 {
                try balance.withLock { $0 += number % 2 == 0 ? 1 : -1 }
                counter.add(1)
            }
            array.withMutableSpan { span in for index in 0..<250 { span[number * 250 + index] = Int32(number + 1) } }
            try array.withLock { _, span in span[1000] += 10 }
            return 0
        }
    }
    try expectSuccess(children)
    check(try balance.value == 100, "balance a wrong value")
    check(counter.value == 20005, "counter \(counter.value)")
    check(
        array[0] == 1 && array[999] == 4 && array[1000] == 40 && array.span[500] == 3 && array.span.count == 1001,
        "\(array[0])")
    check(counter.exchange(1) == 20005 && counter.raise(to: 7) == 7 && counter.raise(to: 3) == 7, "\(counter.value)")
    check(
        !counter.compareExchange(expected: 1, with: 2) && counter.compareExchange(expected: 7, with: 2),
        "\(counter.value)")

    struct Mine: Error {}
    do {
        try balance.withLock { value -> Void in
            value = 1
            throw Mine()
        }
    } catch is Mine {}
    check(try balance.value == 1, "a change before an error is lost")
    expect(.alreadyHeld) { try balance.withLock { _ in try balance.withLock { _ in } } }
    let holder = try stayer("holder") { stay in try balance.withLock { _ in try stay() } }
    try expectDelay(60) { check(try balance.withLock(timeout: .milliseconds(60)) { $0 } == nil, "held, but got") }
    try end(holder)
    let copied = try SharedArray([1.5, 2.5, 3.5])
    check(copied.count == 3 && copied[2] == 3.5 && copied.span[0] == 1.5, "\(copied[2])")
    let repeated = try SharedArray(repeating: UInt8(7), count: 3)
    check(repeated[2] == 7, "not repeated")
    let empty = try SharedArray<Int>(count: 0)
    check(empty.span.isEmpty, "not empty")
}

/// A collection of values, copied in and out in bulk.
func sharedArrays() throws {
    let array = try SharedArray(0..<10)
    check(Array(array) == Array(0..<10) && array.reduce(0, +) == 45 && array.first == 0 && array.last == 9, "\(array)")
    check(Array(array[2..<5]) == [2, 3, 4] && array.firstIndex(of: 7) == 7 && array.contains(3), "\(array)")
    check(array.sorted(by: >).first == 9 && array.map { $0 * 2 }.count == 10 && Array(array.reversed())[0] == 9)
    check(array.indices == 0..<10 && array[3...].count == 7 && array.elementsEqual(0..<10), "\(array)")
    try expectSuccess([
        try child("writer") {
            array.update(from: [70, 71, 72], at: 7)
            array.update(from: (1...3).lazy.map { -$0 }, at: 1)
            array.update(from: [100].span)
            array.update(repeating: 5, in: 4..<6)
            return 0
        }
    ])
    check(Array(array) == [100, -1, -2, -3, 5, 5, 6, 70, 71, 72], "\(array)")
    check("\(array)" == "SharedArray([100, -1, -2, -3, 5, 5, 6, 70, 71, 72])", "\(array)")
    var target = [Int](repeating: 0, count: 4)
    var span = target.mutableSpan
    array.copy(into: &span, from: 6)
    check(target == [6, 70, 71, 72], "\(target)")
    let same = try SharedArray(array)
    same.update(repeating: 1)
    check(same.allSatisfy { $0 == 1 } && array[0] == 100, "\(same)")
    let doubles = try SharedArray(repeating: 0.5, count: 1000)
    check(doubles.reduce(0, +) == 500 && "\(doubles)".hasSuffix("… 1000 elements])"), "\(doubles)")
    check(try Array(SharedArray<Int>(count: 0)).isEmpty)

    // Two values in a fixed order: nobody waits for the other for ever.
    let (a, b) = (try SharedMutex(1000), try SharedMutex(0.0))
    let movers = try (0..<4).map { number in
        try child("mover \(number)") {
            for _ in 0..<2000 {
                if number % 2 == 0 {
                    try withLocks(a, b) { a, b in
                        a -= 1
                        b += 1
                    }
                } else {
                    try withLocks(b, a) { b, a in
                        a += 1
                        b -= 1
                    }
                }
            }
            return 0
        }
    }
    try expectSuccess(movers)
    check(try a.value == 1000 && b.value == 0, "\(a) \(b)")
    expect(.alreadyHeld) { try withLocks(a, a) { _, _ in } }
    let (one, other) = (try SharedLock(), try SharedLock())
    try withLocks(one, other) { check($0 == .clean && $1 == .clean && one.isLocked && other.isLocked) }
    check(!one.isLocked && !other.isLocked)
}

/// More small values than a process may have mappings.
func manyShared() throws {
    func mappings() -> Int { (FileSystem.text("/proc/self/maps") ?? "").split(separator: "\n").count }
    let before = mappings()
    let counters = try (0..<100_000).map { try SharedCounter($0) }
    let locks = try (0..<20_000).map { _ in try SharedLock() }
    let mutexes = try (0..<20_000).map { try SharedMutex($0) }
    let events = try (0..<20_000).map { _ in try SharedEvent() }
    check(mappings() - before < 100, "\(mappings() - before) mappings")
    let late = try child("late") {
        // What it makes now is its own, and what its parent makes meanwhile is not in the way.
        let mine = try (0..<1000).map { try SharedCounter(-$0) }
        for index in counters.indices { counters[index].add(1) }
        for index in stride(from: 0, to: 20_000, by: 7) {
            try locks[index].withLock { _ in try mutexes[index].withLock { $0 += 1 } }
            events[index].set()
        }
        check(mine.enumerated().allSatisfy { $0.element.value == -$0.offset }, "a value of another")
        return 0
    }
    let mine = try (0..<1000).map { try SharedCounter($0) }
    try expectSuccess(late)
    check(mine.enumerated().allSatisfy { $0.element.value == $0.offset }, "a value of another")
    check(counters.enumerated().allSatisfy { $0.element.value == $0.offset + 1 }, "a counter is wrong")
    for index in 0..<20_000 {
        let isTouched = index % 7 == 0
        check(try mutexes[index].value == index + (isTouched ? 1 : 0) && events[index].isSet == isTouched, "\(index)")
    }
    // What is gone takes no memory.
    let highest = mappings()
    for _ in 0..<200_000 { _ = try SharedCounter() }
    check(mappings() <= highest + 1, "\(mappings()) of \(highest) mappings")
}

private func byte(_ memory: NamedSharedMemory, _ offset: Int) -> UInt8 {
    memory.bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
}

func namedMemory() throws {
    let name = "thresh-probe-\(getpid())"
    func expect(_ wanted: NamedSharedMemoryError, line: Int = #line, _ body: () throws(NamedSharedMemoryError) -> Void)
    {
        do throws(NamedSharedMemoryError) {
            try body()
            check(false, "did not throw \(wanted)", line: line)
        } catch { check(error == wanted, "threw \(error)", line: line) }
    }
    for bad in ["", "a\0b", "a/b", "..", String(repeating: "x", count: 251)] {
        expect(.invalidName(bad)) { () throws(NamedSharedMemoryError) in
            _ = try NamedSharedMemory.create(bad, byteCount: 8)
        }
        expect(.invalidName(bad)) { () throws(NamedSharedMemoryError) in _ = try NamedSharedMemory.attach(bad) }
        expect(.invalidName(bad)) { () throws(NamedSharedMemoryError) in try NamedSharedMemory.unlink(bad) }
    }
    for size in [0, -1] {
        expect(.invalidSize(size)) { () throws(NamedSharedMemoryError) in
            _ = try NamedSharedMemory.create(name, byteCount: size)
        }
    }
    expect(.missing(name)) { () throws(NamedSharedMemoryError) in _ = try NamedSharedMemory.attach(name) }
    expect(.missing(name)) { () throws(NamedSharedMemoryError) in try NamedSharedMemory.unlink(name) }
    let memory = try NamedSharedMemory.create(name, byteCount: 5000)
    defer { try? NamedSharedMemory.unlink(name) }
    check(memory.byteCount == 5000 && memory.bytes.byteCount == 5000 && memory.name == name, "\(memory.byteCount)")
    for offset in 0..<5000 { check(byte(memory, offset) == 0, "not zeroed") }
    expect(.exists(name)) { () throws(NamedSharedMemoryError) in _ = try NamedSharedMemory.create(name, byteCount: 8) }
    // A process that attaches and is killed removes nothing.
    let other = try stayer("other") { stay in
        let same = try NamedSharedMemory.attach(name)
        check(same.byteCount == 5000, "\(same.byteCount)")
        same.withMutableBytes { $0.storeBytes(of: 77, toByteOffset: 4096, as: Int.self) }
        try stay()
    }
    check(byte(memory, 4096) == 77, "not shared")
    try end(other)
    let again = try NamedSharedMemory.attach(name)
    check(byte(again, 4096) == 77, "gone")
    try NamedSharedMemory.unlink(name)
    expect(.missing(name)) { () throws(NamedSharedMemoryError) in _ = try NamedSharedMemory.attach(name) }
    check(byte(memory, 4096) == 77, "unlinking took the memory away")
}
