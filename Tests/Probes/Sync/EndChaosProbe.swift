import Glibc
import Multiprocessing
import Platform
import ProbeSupport

/// Processes with ends of a queue, an event and a barrier are killed, stopped or end by themselves at random moments: whoever
/// waits for them is told soon, and what was put in is got.
func endChaos(rounds: Int, seed: UInt64) throws {
    var generator = Generator(state: seed)
    for round in 0..<rounds {
        try queueRound(round, &generator)
        try eventRound(&generator)
        try barrierRound(&generator)
    }
}

private func disturb(_ children: [ChildProcess], kills: Int, _ generator: inout Generator) {
    for _ in 0..<kills {
        usleep(UInt32(generator.below(2000)))
        let victim = children[generator.below(children.count)]
        if generator.below(3) == 0 {
            kill(victim.pid, SIGSTOP)
            usleep(UInt32(generator.below(2000)))
            kill(victim.pid, SIGCONT)
        } else {
            victim.kill()
        }
    }
}

private func queueRound(_ round: Int, _ generator: inout Generator) throws {
    let most = 3000
    let queue = try MessageQueue<Int>(capacity: 1 << 10)
    let (producer, consumer) = (try queue.producer, try queue.consumer)
    let finished = try SharedWords(3)
    let producers = try (0..<3).map { number in
        try ChildProcess.start(ChildOptions(name: "producer \(number)", ends: .only([producer]), errors: .kept)) {
            for item in 0..<most {
                try producer.put(number * most + item)
                finished[number] = item + 1
            }
        }
    }
    producer.close()
    disturb(producers, kills: generator.below(4), &generator)
    var next = [0, 0, 0]
    var wasTold = false
    let reading = Instant.now
    do throws(QueueError) {
        while let item = try consumer.next() {
            check(item % most == next[item / most], "\(item) came after \(next[item / most])")
            next[item / most] = item % most + 1
        }
    } catch {
        guard case .producersGone(let dead) = error else { return check(false, "\(error)") }
        wasTold = !dead.isEmpty
    }
    check(Instant.now.seconds(since: reading) < 10, "round \(round) took \(Instant.now.seconds(since: reading)) s")
    // One that is killed when it has closed its end already has ended well for the others.
    var (someoneDied, isIncomplete) = (false, false)
    for (number, child) in producers.enumerated() {
        let status = try child.join(timeout: .seconds(5))
        someoneDied = someoneDied || status?.isSuccess != true
        isIncomplete = isIncomplete || finished[number] < most
        // The last one may be in although its put had not returned.
        check(
            next[number] >= finished[number] && next[number] <= finished[number] + 1,
            "\(next[number]) of \(finished[number])")
    }
    check(wasTold ? someoneDied : !isIncomplete, "told: \(wasTold), died: \(someoneDied), all there: \(!isIncomplete)")
}

private func eventRound(_ generator: inout Generator) throws {
    let event = try SharedEvent()
    let setter = try event.setter
    let delay = UInt32(generator.below(2000))
    let children = try (0..<2).map { number in
        try ChildProcess.start(.named("setter \(number)")) {
            usleep(delay)
            if number == 0 { setter.set() }
        }
    }
    setter.close()
    disturb(children, kills: 2, &generator)
    let waited = Instant.now
    do {
        check(try event.wait())
    } catch SyncError.othersGone {
        check(!event.isSet)
    }
    check(Instant.now.seconds(since: waited) < 12, "\(Instant.now.seconds(since: waited)) s")
    for child in children { _ = try child.join(timeout: .seconds(5)) }
}

private func barrierRound(_ generator: inout Generator) throws {
    let barrier = try SharedBarrier(parties: 3)
    let party = try barrier.party
    let children = try (0..<2).map { number in
        try ChildProcess.start(ChildOptions(name: "party \(number)", errors: .kept)) { while true { try party.wait() } }
    }
    let killer = generator.below(2)
    let place = generator.below(40)
    let started = Instant.now
    do {
        for turn in 0... {
            if turn == place { children[killer].kill() }
            try party.wait()
        }
    } catch SyncError.barrierBroken(let reason) {
        check(reason == .partyDied(pid: children[killer].pid), "\(reason)")
    }
    party.close()
    check(Instant.now.seconds(since: started) < 12, "\(Instant.now.seconds(since: started)) s")
    for child in children { check(try child.join(timeout: .seconds(5)) != nil, "\(child) hangs") }
}
