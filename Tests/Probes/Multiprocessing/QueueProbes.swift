import Glibc
import Multiprocessing
import Platform
import ProbeSupport

/// A message that tells who sent it and its number; its other bytes follow from these.
struct Parcel: Equatable {
    let producer: Int
    let number: Int

    var bytes: [UInt8] {
        let word = UInt64(producer) << 48 | UInt64(number)
        let header = (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) }
        return header + (0..<Parcel.padding(number)).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ number) }
    }

    init(producer: Int, number: Int) {
        self.producer = producer
        self.number = number
    }

    /// nil when a byte is not what it was.
    init?(_ bytes: [UInt8]) {
        guard bytes.count >= 8 else { return nil }
        let word = bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        self.init(producer: Int(word >> 48), number: Int(word & 0xFFFF_FFFF_FFFF))
        if self.bytes != bytes { return nil }
    }

    /// 0 to 150 bytes, never the same twice in a row, so that messages wrap around the ring at every place.
    private static func padding(_ number: Int) -> Int { number &* 37 % 151 }
}

func queueTransfer(producers: Int, consumers: Int, messages: Int) throws {
    let queue = try SharedQueue(capacity: 4096)
    let received = try SharedWords(consumers * producers)
    let senders = try (0..<producers).map { producer in
        try child("producer \(producer)") {
            for number in 0..<messages { try queue.put(Parcel(producer: producer, number: number).bytes) }
            return 0
        }
    }
    let receivers = try (0..<consumers).map { consumer in
        try child("consumer \(consumer)") {
            var last = [Int](repeating: -1, count: producers)
            while true {
                do throws(QueueError) {
                    let bytes = try queue.get()
                    guard let parcel = Parcel(bytes) else {
                        check(false, "a message of \(bytes.count) bytes is damaged")
                        return 1
                    }
                    check(
                        parcel.number > last[parcel.producer], "out of order: \(parcel) after \(last[parcel.producer])")
                    last[parcel.producer] = parcel.number
                    received[consumer * producers + parcel.producer] += 1
                } catch {
                    check(error == .closed, "\(error)")
                    return 0
                }
            }
        }
    }
    for sender in senders { check(try sender.join()?.isSuccess == true, "\(sender.certificate!)") }
    try queue.close()
    for receiver in receivers { check(try receiver.join()?.isSuccess == true, "\(receiver.certificate!)") }
    for producer in 0..<producers {
        let total = (0..<consumers).reduce(0) { $0 + received[$1 * producers + producer] }
        check(total == messages, "producer \(producer): \(total) of \(messages) arrived")
    }
    check(queue.count == 0, "\(queue.count) left")
}

func queueClose() throws {
    let empty = try SharedQueue(capacity: 256)
    let full = try SharedQueue(capacity: 64)
    while (try? full.put([1, 2, 3], timeout: .zero)) != nil {}
    func waiter(_ name: String, _ wait: () throws(QueueError) -> Void) throws -> ChildProcess {
        try child(name) {
            do throws(QueueError) {
                try wait()
                return 3
            } catch { return error == .closed ? 42 : 4 }
        }
    }
    let getters = try (0..<4).map { try waiter("getter \($0)") { () throws(QueueError) in _ = try empty.get() } }
    let putters = try (0..<4).map { try waiter("putter \($0)") { () throws(QueueError) in try full.put([9]) } }
    pause(milliseconds: 200)
    let elapsed = try milliseconds {
        try empty.close()
        try full.close()
        for child in getters + putters {
            let status = try child.join(timeout: .seconds(5))
            check(status == .exited(code: 42), "\(child.name): \(String(describing: status))")
        }
    }
    check(isPrompt(milliseconds: elapsed), "took \(elapsed) ms")
    // What was in it still comes out, then the end.
    var left = 0
    while (try? full.get(timeout: .zero)) == [1, 2, 3] { left += 1 }
    check(left == 4, "\(left) messages were left")
    do throws(QueueError) {
        _ = try full.get()
        check(false, "a message from nowhere")
    } catch { check(error == .closed, "\(error)") }
    for child in getters + putters { child.kill() }
}

func queueTimeouts() throws {
    let empty = try SharedQueue(capacity: 256)
    let full = try SharedQueue(capacity: 64)
    while (try? full.put([], timeout: .zero)) != nil {}
    func expectTimeout(_ wanted: Int, _ body: () throws(QueueError) -> Void) {
        let elapsed = milliseconds {
            do throws(QueueError) {
                try body()
                check(false, "did not wait")
            } catch { check(error == .timedOut, "\(error)") }
        }
        check(elapsed >= Double(wanted) - 0.01 && isPrompt(milliseconds: elapsed), "\(wanted) ms took \(elapsed)")
    }
    for wanted in [0, 1, 49, 50, 51, 120, 400] {
        expectTimeout(wanted) { () throws(QueueError) in _ = try empty.get(timeout: .milliseconds(wanted)) }
        expectTimeout(wanted) { () throws(QueueError) in try full.put([], timeout: .milliseconds(wanted)) }
    }
}

func queueSizes() throws {
    let queue = try SharedQueue(capacity: 1000)
    check(queue.largestMessage > 1 << 30, "largest \(queue.largestMessage)")
    let largest = [UInt8](repeating: 5, count: 1016)
    // At every place of the ring, so that each length wraps around.
    for length in [0, 1, 7, 8, 9, 500, 1009, 1016] {
        for shift in 0..<130 {
            try queue.put([UInt8](repeating: 1, count: shift % 24))
            _ = try queue.get()
            let message = (0..<length).map { UInt8(truncatingIfNeeded: $0 ^ shift) }
            try queue.put(message, timeout: .zero)
            check(queue.count == 1, "count \(queue.count)")
            check(try queue.get(timeout: .zero) == message, "\(length) bytes at \(shift) changed")
        }
    }
    try queue.put(largest, timeout: .zero)
    do throws(QueueError) {
        try queue.put([], timeout: .zero)
        check(false, "no room, but it fit")
    } catch { check(error == .timedOut, "\(error)") }
    check(try queue.get() == largest, "the largest message changed")
    try queue.put(largest + [5])
    check(try queue.get() == largest + [5], "a message larger than the ring changed")

    // A process that may not have so many addresses has queues for smaller messages.
    let message = [UInt8](repeating: 5, count: 64 << 20)
    let limited = try child("limited") {
        let pages = Int((FileSystem.text("/proc/self/statm") ?? "").split(separator: " ").first ?? "") ?? 0
        var limit = rlimit(rlim_cur: UInt(pages * 4096 + 40 << 20), rlim_max: .max)
        check(setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0)
        let queue = try SharedQueue(capacity: 1000)
        let most = queue.largestMessage
        check(most > 1 << 20 && most < 40 << 20, "\(most)")
        do throws(QueueError) {
            try queue.put(message)
            check(false, "too large, but it fit")
        } catch {
            check(error == .tooLarge(byteCount: 64 << 20, limit: most), "\(error)")
            check("\(error)".contains("\(64 << 20)") && "\(error)".contains("\(most)"), "\(error)")
        }
        return 0
    }
    try expectSuccess(limited)
}

/// A process that is killed while it sleeps in the queue takes nobody's wake-up with it.
func queueWaiterKilled() throws {
    for round in 0..<50 {
        let queue = try SharedQueue(capacity: 256)
        let sleeper = try child("sleeper") {
            _ = try queue.get(); return 0
        }
        let getter = try child("getter") { try queue.get() == [1] ? 0 : 3 }
        pause(milliseconds: 2)
        sleeper.kill()
        _ = try sleeper.join()
        try queue.put([1])
        let status = try getter.join(timeout: .seconds(1))
        check(status?.isSuccess == true, "round \(round): \(String(describing: status))")
        if status == nil {
            getter.kill()
            _ = try getter.join()
        }
    }
}
