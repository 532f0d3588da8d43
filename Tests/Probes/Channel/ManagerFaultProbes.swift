import Glibc
import Multiprocessing
import MultiprocessingNetwork
import Platform
import ProbeSupport

/// The server is stopped: calls give up, whatever they are; those that only wait for each other do not.
func managerStuck() throws {
    let patience = Duration.milliseconds(400)
    let manager = try Manager(patience: patience)
    let counts = try manager.dictionary(Int.self, Int.self)
    let lock = try manager.lock()
    let queue = try manager.queue(of: Int.self)
    try counts.set(1, 1)

    // Longer than the patience, since the server lives.
    let putter = try child("putter") {
        pause(milliseconds: 1500)
        try queue.put(7)
        return 0
    }
    check(try queue.get() == 7, "wrong")
    try expectSuccess(putter)

    check(try lock.acquire() == .clean, "held")
    let waiter = try child("waiter") {
        expect(manager: .noAnswer(after: patience)) { _ = try queue.get() }
        return 0
    }
    pause(milliseconds: 50)
    kill(manager.pid, SIGSTOP)
    for _ in 0..<2 {
        let elapsed = milliseconds { expect(manager: .noAnswer(after: patience)) { _ = try counts.get(1) } }
        check(elapsed >= 200 && isPrompt(milliseconds: elapsed), "gave up after \(elapsed) ms")
    }
    // More than its socket holds.
    let elapsed = milliseconds { expect(manager: .noAnswer(after: patience)) { _ = try counts.update(2) { _ in 1 } } }
    check(isPrompt(milliseconds: elapsed), "gave up after \(elapsed) ms")
    let names = ManagedDictionary<Int, String>(counts.object)
    expect(manager: .noAnswer(after: patience)) { try names.set(3, String(repeating: "x", count: 8 << 20)) }
    try expectSuccess(waiter)
    kill(manager.pid, SIGCONT)
    // It goes on, and what this process held is free: nobody else would ever release it.
    check(try counts.get(1) == 1, "lost")
    check(try lock.acquire(timeout: .seconds(2)) == .ownerDied(pid: getpid()), "still held")
    try lock.release()
}

/// Threads of one process wait for each other through the server.
func managerThreads() throws {
    let manager = try Manager()
    let lock = try manager.lock()
    let queue = try manager.queue(of: Int.self, limit: 2)
    let total = try manager.value(0)
    let words = try SharedWords(1)
    try inThreads(6) { number in
        for round in 0..<100 {
            try lock.withLock { _ in words[0] += 1 }
            if number % 2 == 0 {
                try queue.put(round)
            } else {
                let got = try queue.get(); _ = try total.update { $0 + got }
            }
        }
    }
    check(words[0] == 600, "\(words[0])")
    check(try total.get() == 3 * 4950, "\(try total.get())")
}

/// Processes that have nothing in common but an address and a key.
func managerRemote() throws {
    for asked: SocketAddress in [.internet(host: "127.0.0.1", port: 0), .unique(), .path("/tmp/remote-\(getpid())")] {
        let key = AuthenticationKey.random()
        let manager = try Manager(at: asked, key: key)
        let address = manager.address
        let jobs = try manager.joinableQueue(of: String.self)
        let seen = try manager.set(of: String.self)
        try manager.publish(jobs.object, as: "jobs")
        try manager.publish(seen.object, as: "seen")
        let workers = try (0..<2).map { number in
            try child("worker \(number)") {
                let remote = try RemoteManager(at: address, key: key)
                let jobs = ManagedJoinableQueue<String>(try remote.object(named: "jobs"))
                let seen = ManagedSet<String>(try remote.object(named: "seen"))
                while let job = try? jobs.get() {
                    check(try seen.insert(job), "\(job) was seen")
                    try jobs.taskDone()
                }
                return 0
            }
        }
        for number in 0..<50 { try jobs.put("job \(number)") }
        check(try jobs.join(timeout: .seconds(10)), "not joined")
        try jobs.close()
        try expectSuccess(workers)
        check(try seen.all == Set((0..<50).map { "job \($0)" }) && seen.contains("job 7") && seen.count == 50, "seen")
        check(try seen.remove("job 7") && !seen.remove("job 7") && !seen.contains("job 7"), "removed")
        expect(manager: .connection(.authenticationFailed(.keyIsRefused))) {
            _ = try RemoteManager(at: address, key: .random())
        }
        expectRemote("NoSuchObject") { _ = try manager.object(named: "nothing") }
        let remote = try RemoteManager(at: address, key: key)
        let flag = try remote.value("a")
        check(try flag.update { $0 + "b" } == "ab" && flag.get() == "ab", "value")
        manager.shutdown()
        expect(manager: .serverGone) { _ = try RemoteManager(at: address, key: key) }
        expect(manager: .serverGone) { _ = try flag.get() }
    }
}

/// Clients that hold locks, permits and elements are killed at random: all that they held comes back, and nobody hangs.
func managerChaos(kills: Int, seed: UInt64) throws {
    let manager = try Manager()
    let lock = try manager.lock()
    let semaphore = try manager.semaphore(permits: 2, isBounded: true)
    let jobs = try manager.joinableQueue(of: Int.self, limit: 20)
    let condition = try manager.condition()
    let words = try SharedWords(3)
    var generator = Generator(state: seed)
    func client(_ number: Int) throws -> ChildProcess {
        try ChildProcess.fork(name: "client \(number)") {
            var generator = Generator(state: UInt64(number))
            do {
                while true {
                    try lock.withLock { _ in
                        // Two words that are equal whenever nobody holds the lock, but after a death.
                        if words[0] != words[1] { words[1] = words[0] }
                        words[0] += 1
                        usleep(UInt32(generator.below(200)))
                        words[1] += 1
                    }
                    _ = try semaphore.withPermit { usleep(UInt32(generator.below(200))) }
                    if generator.below(2) == 0 {
                        try? jobs.put(number, timeout: .milliseconds(5))
                    } else if (try? jobs.get(timeout: .milliseconds(5))) != nil {
                        usleep(UInt32(generator.below(200)))
                        try jobs.taskDone()
                    }
                    try condition.withLock { _ in
                        if generator.below(2) == 0 {
                            try condition.notify()
                        } else {
                            _ = try? condition.wait(timeout: .milliseconds(3))
                        }
                    }
                }
            } catch {
                say("client \(number) threw \(error)")
                return 1
            }
        }
    }
    var clients = try (0..<6).map(client)
    for number in 0..<kills {
        usleep(UInt32(generator.below(3000)))
        let victim = generator.below(clients.count)
        clients[victim].kill()
        check(try clients[victim].join() == .killed(signal: SIGKILL), "\(clients[victim].certificate!)")
        clients[victim] = try client(100 + number)
    }
    for client in clients { try end(client) }
    check(try lock.acquire(timeout: .seconds(5)) != nil, "the lock is lost")
    check(try eventually { try semaphore.value == 2 }, "\(try semaphore.value) permits")
    while (try? jobs.get(timeout: .zero)) != nil { try jobs.taskDone() }
    check(try jobs.join(timeout: .seconds(5)), "\(try jobs.unfinishedCount) are never done")
    check(try condition.waitingCount == 0 && condition.lock.acquire(timeout: .seconds(5)) != nil, "the condition")
}

/// A manager's server feeds no queue beside it by itself; a method of a type of the program's own may.
func managerBeside() throws {
    func isTold(_ queue: MessageQueue<Int>) throws -> Bool {
        let victim = try child("victim") { forever() }
        victim.kill()
        _ = try victim.join()
        do {
            _ = try queue.get(timeout: .seconds(1))
        } catch .producersGone {
            return true
        } catch .timedOut {
            return false
        }
        return false
    }
    let queue = try MessageQueue<Int>()
    let manager = try Manager()
    let list = try manager.list(of: Int.self)
    check(try isTold(queue), "waits for the server")
    check(try list.count == 0)

    var registry = ManagerRegistry()
    registry.register("Feeder", make: { (_: Nothing) in 0 }) { feeder in
        feeder.method("feed") { (_: inout Int, number: Int) -> Int in
            try queue.put(number)
            return number
        }
    }
    let other = try Manager(registry: registry)
    check(try !isTold(queue), "gives up who may put")
    let feeder = try other.make("Feeder", Nothing())
    check(try feeder.call("feed", 7, as: Int.self) == 7 && queue.get() == 7, "not fed")
}
