import Glibc
import Multiprocessing
import Platform
import ProbeSupport

let doubled = EntryPoint<Int, Int>("doubled") { $0 * 2 }
let reversed = EntryPoint<[UInt8], [UInt8]>("reversed") { [9] + $0 }
/// Does what it is told to.
let obedient = EntryPoint<String, String>("obedient") { order in
    switch order {
    case "throw": throw Unlucky(number: 5)
    case "exit": exit(7)
    case "kill": raise(SIGKILL)
    case "segfault": raise(SIGSEGV)
    case "wait": forever()
    case "stubborn":
        signal(SIGTERM, SIG_IGN)
        forever()
    case "identity":
        let parent = CurrentProcess.parent
        return
            "\(CurrentProcess.name) \(parent?.name ?? "-") \(parent?.pid ?? 0) \(parent?.isAlive == true) \(Fork.threadCount)"
    case "descriptors":
        for descriptor in CurrentProcess.descriptors { write(descriptor, "hello", 5) }
        return "\(CurrentProcess.descriptors.count) of \((try? FileSystem.list("/proc/self/fd").count) ?? 0)"
    case "grandchild": return try ProcessTask.start { "from a child of \(CurrentProcess.parent?.name ?? "-")" }.value()
    case "memory":
        let bytes = [UInt8](repeating: 1, count: 80 << 20)
        return "\(bytes.count)"
    case "inherited": return inherited
    default: break
    }
    return order
}
/// Prints a pid, and waits to be killed.
let waiting = EntryPoint<Int, Int>("waiting") { _ in
    say("\(getpid())")
    forever()
}
let failing = EntryPoint<Int, Int>("failing") { throw Unlucky(number: $0) }

/// What the program knew before the server started.
nonisolated(unsafe) var inherited = "nothing"

/// From here on this process cannot fork.
func startThread() {
    var thread = pthread_t()
    pthread_create(&thread, nil, { _ in forever() }, nil)
    check(Fork.threadCount == 2)
}

/// Made before the server, so that its children have them.
nonisolated(unsafe) var fed: MessageQueue<Int>?
let feeding = EntryPoint<Int, Int>("feeding") { number in
    try fed?.put(number)
    forever()
}
let fedUp = EntryPoint<Int, String>("fed up") { _ in
    do {
        _ = try fed?.get()
        return "an item"
    } catch QueueError.producersGone(let dead) {
        return dead.map { "\($0.name) \($0.status)" }.sorted().joined(separator: "; ")
    }
}

/// A server feeds nobody by itself; its children do what they share with the program, and are told of by their names.
func serverFamily() throws {
    fed = try MessageQueue<Int>()
    try ForkServer.start()
    let queue = fed!
    let feeders = try (1...2).map { try start(.server, feeding, $0, .named("feeder \($0)")).process }
    check(try [queue.get(), queue.get()].sorted() == [1, 2])
    for feeder in feeders { feeder.kill() }
    func dead(_ body: () throws -> Void) -> [String] {
        guard case QueueError.producersGone(let dead)? = thrown(body) else { return [] }
        return dead.map { "\($0.name) \($0.status)" }.sorted()
    }
    check(
        dead { _ = try queue.get(timeout: .seconds(30)) } == (1...2).map { "feeder \($0) was killed by SIGKILL" },
        "not told")
    // One of its children that waits, while this process joins it.
    let waiter = try start(.server, fedUp, 0)
    check(try waiter.value().hasPrefix("feeder 1 was killed by SIGKILL; feeder 2"), "the child is not told")
    // What was made after the server is nothing to its children, however long they live.
    let own = try MessageQueue<Int>()
    let other = try start(.server, obedient, "wait").process
    let producer = try ChildProcess.start(.named("producer")) { forever() }
    producer.kill()
    check(dead { _ = try own.get(timeout: .seconds(30)) } == ["producer was killed by SIGKILL"], "waits for a stranger")
    other.kill()
}

enum Way { case server, spawn }

func start<A, R>(
    _ way: Way, _ entryPoint: EntryPoint<A, R>, _ argument: A, _ options: ChildOptions = ChildOptions(),
    descriptors: [Int32] = []
) throws -> ProcessTask<R> {
    switch way {
    case .server: try ForkServer.shared.start(entryPoint, argument, options, descriptors: descriptors)
    case .spawn: try ChildProcess.spawn(entryPoint, argument, options, descriptors: descriptors)
    }
}

func entryPoints(_ way: Way) throws {
    inherited = "something"
    if way == .server { try ForkServer.start() }
    startThread()
    check(try start(way, doubled, 21).value() == 42)
    for size in [0, 15 << 10, 17 << 10, 5 << 20] {
        let bytes = [UInt8](repeating: 7, count: size)
        check(try start(way, reversed, bytes).value() == [9] + bytes, "\(size)")
    }
    let named = try start(way, obedient, "identity", .named("worker 9"))
    check(
        try named.value() == "worker 9 main \(getpid()) true 1" && named.process.pid != getpid()
            && named.process.name == "worker 9")
    check(try start(way, obedient, "inherited").value() == (way == .server ? "something" : "nothing"))
    check(try start(way, obedient, "grandchild", .named("x")).value() == "from a child of x")
    check(try start(way, obedient, "memory").value() == "\(80 << 20)")

    let throwing = try start(way, obedient, "throw", .named("thrower"))
    guard case ProcessError.failed(let error, let certificate)? = thrown({ try throwing.value() }) else {
        return check(false)
    }
    check(error.message == "number 5" && error.backtrace.first == "Unlucky.swift:5", "\(error)")
    check(
        certificate.status == .exited(code: 1) && certificate.name == "thrower"
            && certificate.peakResidentBytes > 1 << 20, "\(certificate)")
    // A process that starts anew has the handlers of Swift's runtime for faults, which print first.
    let fault = [("segfault", ExitStatus.killed(signal: SIGSEGV))].filter { _ in way == .server }
    for (order, status) in [("exit", .exited(code: 7)), ("kill", .killed(signal: SIGKILL))] + fault {
        let task = try start(way, obedient, order)
        guard case ProcessError.noResult(let certificate)? = thrown({ try task.value() }) else { return check(false) }
        check(certificate.status == status && task.process.status == status, "\(order): \(certificate)")
    }
    let idle = try start(way, obedient, "wait").process
    check(idle.isAlive)
    check(try idle.join(timeout: .zero) == nil && idle.join(timeout: .milliseconds(30)) == nil)
    check(ChildProcess.active.map(\.pid) == [idle.pid])
    idle.terminate()
    check(try idle.join(timeout: .seconds(5)) == .killed(signal: SIGTERM) && ChildProcess.active.isEmpty)

    let (read, write) = try FileDescriptor.pipe()
    let told = try start(way, obedient, "descriptors", descriptors: [write])
    check(try told.value().hasPrefix("1 of "), "\((try? told.value()) ?? "")")
    close(write)
    var buffer = [UInt8](repeating: 0, count: 10)
    check(Glibc.read(read, &buffer, 10) == 5 && buffer[0] == UInt8(ascii: "h"))
    // The descriptors of siblings are none of its business.
    let siblings = try (0..<10).map { _ in try start(way, obedient, "wait").process }
    check(try start(way, obedient, "descriptors", descriptors: [read]).value() == told.value())
    for sibling in siblings { sibling.kill() }
    for sibling in siblings { check(try sibling.join() == .killed(signal: SIGKILL)) }

    let many = try (0..<30).map { try start(way, doubled, $0) }
    check(try many.map { try $0.value() } == (0..<30).map { $0 * 2 })
    // Not even its own server's end leaves it behind.
    let daemon = try start(way, obedient, "stubborn", .daemon())
    check(daemon.process.isAlive)
}

func spawnUnhooked() throws {
    guard case ProcessError.notHooked? = thrown({ try ChildProcess.spawn(doubled, 1) }) else { return check(false) }
}

func serverKilled() throws {
    try ForkServer.start()
    startThread()
    for signal in [SIGKILL, SIGTERM, SIGKILL] {
        let server = ForkServer.shared.pid
        let child = try start(.server, obedient, "wait").process
        check(try start(.server, doubled, 4).value() == 8)
        kill(server, signal)
        // Its children end with it, and are told of.
        check(try child.join(timeout: .seconds(3)) == .killed(signal: SIGKILL), "\(String(describing: child.status))")
        check(!isRunning(Int(child.pid)))
        check(try start(.server, doubled, 5).value() == 10, "no new server")
        check(ForkServer.shared.pid != server)
    }
    // Ctrl-C is for the program.
    let server = ForkServer.shared.pid
    kill(server, SIGINT)
    check(try start(.server, doubled, 6).value() == 12 && ForkServer.shared.pid == server)
}

/// Prints the pids of a server and of children, and waits to be killed.
func serverOrphans() throws {
    try ForkServer.start()
    startThread()
    say("\(ForkServer.shared.pid)")
    _ = try start(.server, waiting, 1)
    _ = try start(.spawn, waiting, 1)
    let pool = try ProcessPool(waiting, options(2))
    let handle = try pool.submitMap([1, 2])
    _ = try handle.wait(timeout: .seconds(20))
}

func serverPool() throws {
    try ForkServer.start()
    startThread()
    guard case PoolError.workerCount(0)? = thrown({ try ProcessPool(doubled, options(0)) }) else { return check(false) }
    let pool = try ProcessPool(doubled, options(3))
    let expected = (0..<3000).map { $0 * 2 }
    check(try pool.map(0..<3000) == expected)
    check(try pool.map(0..<3000, chunkSize: 100) == expected)
    check(try pool.apply(4) == 8 && pool.map([]) == [])
    check(pool.insight.count == 3 && pool.insight.reduce(0) { $0 + $1.tasks } >= 5900, "\(pool.insight)")
    check(pool.progress.workers == 3 && pool.progress.done == 6001, "\(pool.progress)")
    check(try pool.stream(0..<500, window: PoolWindow(count: 20)).map { try $0.get() } == Array(expected[..<500]))
    check(Set(try pool.stream(0..<500, order: .completion).map(\.index)).count == 500)
    try pool.close()
    guard case PoolError.closed? = thrown({ try pool.apply(1) }) else { return check(false) }

    let large = try ProcessPool(reversed, options(2))
    let items = [0, 1, 40 << 10, 3 << 20, 5].map { [UInt8](repeating: 3, count: $0) }
    check(try large.map(items) == items.map { [9] + $0 })
    check(try large.map(items, chunkSize: 5) == items.map { [9] + $0 })

    var events: [String] = []
    let orders = ["a", "throw", "kill", "stubborn", "b", "exit", "wait", "c"]
    let mixed = try ProcessPool(
        obedient,
        options(2) {
            $0.taskTimeLimit = .milliseconds(200)
            $0.grace = .milliseconds(100)
        }, onEvent: { events.append($0) })
    let outcomes = try mixed.outcomes(of: orders)
    let kinds = outcomes.map { outcome -> String in
        switch failure(of: outcome) {
        case nil: return "ok"
        case .threw(let error)?: return error.message
        case .died(let certificate, _)?: return "\(certificate.status) at \(certificate.task ?? "-")"
        case .timedOut(let limit, let certificate)?:
            return "\(limit) \(certificate.status) at \(certificate.task ?? "-")"
        default: return "\(outcome)"
        }
    }
    check(
        kinds == [
            "ok", "number 5", "was killed by SIGKILL at task 2", "0.2 seconds was killed by SIGKILL at task 3", "ok",
            "exited with code 7 at task 5", "0.2 seconds was killed by SIGTERM at task 6", "ok",
        ], "\(kinds)")
    check(mixed.progress.deaths == 4 && mixed.progress.failed == 5 && events.count == 4, "\(mixed.progress) \(events)")

    let broken = try ProcessPool(doubled, options(2), initializer: try failing.call(8))
    guard case PoolError.initializerFailed(let error)? = thrown({ try broken.map(0..<10) }) else { return check(false) }
    check(error.message == "number 8", "\(error)")

    // Its host killed: an error, not a hang, and another pool works.
    let lost = try ProcessPool(obedient, options(2))
    let handle = try lost.submitMap(["a", "wait"])
    check(try !handle.wait(timeout: .milliseconds(100)))
    let workers = lost.insight.map(\.pid)
    kill(ForkServer.shared.pid, SIGKILL)
    let elapsed = seconds {
        guard case PoolError.hostLost? = thrown({ try handle.get() }) else { return check(false) }
    }
    check(isPrompt(elapsed), "\(elapsed)")
    check(eventually { !workers.contains { isRunning(Int($0)) } }, "workers are left")
    check(try ProcessPool(doubled, options(2)).map(0..<10) == Array(expected[..<10]))

    let ending = try ProcessPool(obedient, options(4))
    let endless = try ending.submitMap((0..<10_000).map { _ in "wait" })
    check(try !endless.wait(timeout: .milliseconds(100)))
    check(isPrompt(seconds { ending.terminate() }))
    guard case PoolError.task(let cancelled)? = thrown({ try endless.get() }) else { return check(false) }
    check(cancelled.failure == .cancelled)
}

/// Workers behind a server are killed at random moments.
func serverChaos(kills: Int, seed: UInt64) throws {
    try ForkServer.start()
    startThread()
    var generator = Generator(state: seed)
    let pool = try ProcessPool(reversed, options(3) { $0.onDeath = .retry(1000) })
    var victims: Set<Int32> = []
    var killed = 0
    for outcome in try pool.stream((0...).lazy.map { [UInt8](repeating: 1, count: $0 % 200) }) {
        check(try outcome.get().count == outcome.index % 200 + 1)
        if generator.next() % 30 == 0, let victim = pool.insight.randomElement(using: &generator) {
            kill(victim.pid, SIGKILL)
            if victims.insert(victim.pid).inserted { killed += 1 }
        }
        if killed == kills { break }
    }
    check(try pool.map([[1]]) == [[9, 1]])
    print("\(killed) kills, \(pool.progress)")
}
