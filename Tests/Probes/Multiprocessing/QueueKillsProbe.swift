import Glibc
import Multiprocessing
import Platform
import ProbeSupport

/// Kills producers and consumers of a queue at random moments, replaces them, and accounts for every message.
///
/// A producer's finished puts must arrive exactly once; the one that a killed producer was at may or may not. A
/// message may be lost only with a consumer that was killed between taking it and noting so, and its claim names it.
func queueKills(kills: Int, seed: UInt64) throws {
    let run = try QueueKillRun(seed: seed)
    try run.kill(kills)
    try run.account()
}

private final class QueueKillRun {
    private let queue: SharedQueue
    private let producers = 3
    private let consumers = 3
    private let limit = 1 << 20
    /// Per producer: the number it is putting, one more than the last whose put has returned.
    private let started: SharedWords
    private let finished: SharedWords
    /// Per consumer: the message it is taking, as a place in `seen`, plus 1; 0 once it has noted that.
    private let claims: SharedWords
    /// Per process: whether it is inside put or get.
    private let inside: SharedWords
    /// Per message: how often a get returned it.
    private let seen: SharedMemory
    private var children: [ChildProcess] = []
    private var generator: Generator
    /// Messages that may have been lost with a consumer.
    private var excused: Set<Int> = []
    /// Messages whose put was not finished when their producer was killed.
    private var unfinished: Set<Int> = []
    private var hits = 0

    init(seed: UInt64) throws {
        generator = Generator(state: seed)
        queue = try SharedQueue(capacity: 1024)
        started = try SharedWords(producers)
        finished = try SharedWords(producers)
        claims = try SharedWords(consumers)
        inside = try SharedWords(producers + consumers)
        seen = try SharedMemory(byteCount: producers * limit, name: "seen")
        for index in 0..<producers + consumers { children.append(try start(index)) }
    }

    private func start(_ index: Int) throws -> ChildProcess {
        inside[index] = 0
        if index < producers {
            // The number that a killed predecessor was at is not used again: it may be in the queue.
            let first = started[index]
            noteUnfinished(index)
            return try child("producer \(index)") { try self.produce(index, from: first) }
        }
        let consumer = index - producers
        if claims[consumer] != 0 { excused.insert(claims[consumer] - 1) }
        claims[consumer] = 0
        return try child("consumer \(consumer)") { try self.consume(consumer) }
    }

    private func produce(_ producer: Int, from first: Int) throws -> Int32 {
        for number in first..<limit {
            let message = Parcel(producer: producer, number: number).bytes
            started[producer] = number + 1
            inside[producer] = 1
            try queue.put(message)
            inside[producer] = 0
            finished[producer] = number + 1
        }
        return 0
    }

    private func consume(_ consumer: Int) throws -> Int32 {
        while true {
            inside[producers + consumer] = 1
            let message = try queue.get { message in
                if let parcel = Parcel(message) { self.claims[consumer] = self.place(parcel) + 1 }
            }
            inside[producers + consumer] = 0
            guard let parcel = Parcel(message) else {
                check(false, "a message of \(message.count) bytes is damaged")
                return 1
            }
            note(parcel)
            claims[consumer] = 0
        }
    }

    private func place(_ parcel: Parcel) -> Int { parcel.producer * limit + parcel.number }

    private func note(_ parcel: Parcel) {
        let place = place(parcel)
        seen.base.storeBytes(
            of: seen.base.load(fromByteOffset: place, as: UInt8.self) + 1, toByteOffset: place, as: UInt8.self)
    }

    func kill(_ count: Int) throws {
        for _ in 0..<count {
            usleep(UInt32(generator.below(3000)))
            let index = generator.below(children.count)
            children[index].kill()
            check(try children[index].join() == .killed(signal: SIGKILL), "\(children[index].certificate!)")
            hits += inside[index]
            children[index] = try start(index)
        }
    }

    func account() throws {
        for child in children { child.kill() }
        for child in children { _ = try child.join() }
        for consumer in 0..<consumers where claims[consumer] != 0 { excused.insert(claims[consumer] - 1) }
        for producer in 0..<producers { noteUnfinished(producer) }
        // The first get repairs what the last killed process left.
        var left = 0
        if let message = try? queue.get(timeout: .zero) {
            noteLeft(message)
            left = queue.count
            for _ in 0..<left { noteLeft(try queue.get(timeout: .zero)) }
        }
        check((try? queue.get(timeout: .zero)) == nil, "the count was too low")
        check(queue.count == 0, "count \(queue.count) of an empty queue")

        var messages = 0
        var lost = 0
        var unsent = 0
        for producer in 0..<producers {
            for number in 0..<limit {
                let place = place(Parcel(producer: producer, number: number))
                let times = seen.base.load(fromByteOffset: place, as: UInt8.self)
                messages += Int(times)
                check(times <= 1, "message \(number) of producer \(producer) came \(times) times")
                if number >= started[producer] {
                    check(times == 0, "message \(number) of producer \(producer) was never sent")
                } else if times == 0 {
                    let isUnsent = unfinished.contains(place)
                    check(isUnsent || excused.contains(place), "message \(number) of producer \(producer) is lost")
                    if isUnsent { unsent += 1 } else { lost += 1 }
                }
            }
        }
        print(
            "killed inside put or get: \(hits); messages: \(messages); lost with a consumer: \(lost); unsent: \(unsent)"
        )
    }

    private func noteUnfinished(_ producer: Int) {
        guard started[producer] != finished[producer] else { return }
        unfinished.insert(place(Parcel(producer: producer, number: started[producer] - 1)))
    }

    private func noteLeft(_ message: [UInt8]) {
        guard let parcel = Parcel(message) else { return check(false, "a message left in the queue is damaged") }
        note(parcel)
    }
}
