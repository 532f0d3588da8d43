import Glibc
import Multiprocessing
import Platform
import ProbeSupport

struct Unlucky: Error, BacktracedError, CustomStringConvertible {
    let number: Int
    var backtrace: [String] { ["Unlucky.swift:\(number)"] }
    var description: String { "number \(number)" }
}

struct Wordy: Error, CustomStringConvertible { let description: String }

func childOutcomes() throws {
    let good = try ChildProcess.start(.named("good")) {}
    check(try good.join() == .exited(code: 0) && good.failure == nil, "\(good.certificate!)")

    let bad = try ChildProcess.start(.named("bad")) { throw Unlucky(number: 13) }
    check(try bad.join() == .exited(code: 1), "\(bad.certificate!)")
    let error = try bad.failure
    check(error?.type.hasSuffix("Unlucky") == true && error?.message == "number 13", "\(String(describing: error))")
    check(error?.backtrace == ["Unlucky.swift:13", "bad (pid \(bad.pid))"], "\(String(describing: error))")

    let leaving = try ChildProcess.start { exit(7) }
    check(try leaving.join() == .exited(code: 7) && leaving.failure == nil, "\(leaving.certificate!)")
    check(leaving.status?.code == 7 && leaving.status?.signalName == nil)

    let killed = try ChildProcess.start { raise(SIGSEGV) }
    check(try killed.join() == .killed(signal: SIGSEGV) && killed.failure == nil, "\(killed.certificate!)")
    check(killed.status?.signalName == "SIGSEGV" && killed.status?.code == nil)

    // An error of any size, and one whose text is not short in the middle of a character.
    let wordy = try ChildProcess.start { throw Wordy(description: String(repeating: "é", count: 4 << 20)) }
    _ = try wordy.join()
    let text = try wordy.failure?.message
    check(text?.utf8.count == RemoteError.longestText && text?.hasPrefix("éé") == true, "\(text?.utf8.count ?? 0)")

    // An error from a child's child names each process that it passed.
    let outer = try ChildProcess.start(.named("outer")) {
        _ = try ProcessTask<Int>.start(.named("inner")) { throw Unlucky(number: 4) }.value()
    }
    _ = try outer.join()
    let passed = try outer.failure
    check(passed?.message == "number 4" && passed?.backtrace.count == 3, "\(String(describing: passed))")
    check(passed?.backtrace[1].hasPrefix("inner") == true && passed?.backtrace[2].hasPrefix("outer") == true)
}

func childValues() throws {
    check(try ProcessTask.start { 6 * 7 }.value() == 42)
    let numbers = [UInt8](repeating: 3, count: 30 << 20)
    check(try ProcessTask.start { numbers + [4] }.value() == numbers + [4])
    let leaving = try ProcessTask<Int>.start { exit(0) }
    if case ProcessError.noResult(let certificate)? = thrown({ try leaving.value() }) {
        check(certificate.status == .exited(code: 0))
    } else {
        check(false, "no result")
    }
    let killed = try ProcessTask<Int>.start { forever() }
    check(try killed.value(timeout: .milliseconds(20)) == nil)
    killed.process.kill()
    if case ProcessError.noResult(let certificate)? = thrown({ try killed.value() }) {
        check(certificate.status == .killed(signal: SIGKILL))
    } else {
        check(false, "no result")
    }
}

func childStarting() throws {
    check(CurrentProcess.name == "main" && CurrentProcess.parent == nil && !CurrentProcess.isDaemon)
    let words = try SharedWords(2)
    final class Captured {}
    weak var captured: Captured?
    func prepare() -> PreparedChild {
        let object = Captured()
        captured = object
        return PreparedChild(.named("later")) {
            withExtendedLifetime(object) { words[0] += 1 }
            words[1] =
                CurrentProcess.name == "later" && CurrentProcess.parent?.name == "main"
                    && CurrentProcess.parent?.isAlive == true ? 1 : 2
        }
    }
    let prepared = prepare()
    pause(milliseconds: 5)
    check(words[0] == 0 && captured != nil)
    let child = try prepared.start()
    check(captured == nil, "the parent keeps what the child was given")
    check(try child.join() == .exited(code: 0) && words[0] == 1 && words[1] == 1, "\(words[0]) \(words[1])")
    check(child.name == "later" && child.pid != CurrentProcess.pid && child.pid > 0)

    let names = try (0..<3).map { _ in try ChildProcess.start {} }.map(\.name)
    check(Set(names).count == 3, "\(names)")
    check(try ChildProcess.joinAll(timeout: .seconds(5)))
}

func childWaiting() throws {
    let child = try ChildProcess.start { forever() }
    check(try isPrompt(seconds { check(try child.join(timeout: .zero) == nil) }))
    check(try isPrompt(seconds { check(try child.join(timeout: .seconds(-1)) == nil) }))
    let elapsed = try seconds { check(try child.join(timeout: .milliseconds(120)) == nil) }
    check(elapsed >= 0.12 && isPrompt(elapsed), "\(elapsed)")
    check(child.isAlive && child.status == nil && child.certificate == nil)
    check(ChildProcess.active.map(\.pid) == [child.pid])
    check(try Poller.wait(for: [child.descriptor], until: Instant.now).isEmpty)

    let other = try ChildProcess.start { pause(milliseconds: 30) }
    check(try ChildProcess.waitForAny(of: [child, other], timeout: .milliseconds(1)).isEmpty)
    check(try ChildProcess.waitForAny(of: [child, other], timeout: .seconds(5)).map(\.pid) == [other.pid])
    check(try ChildProcess.joinAll(timeout: .milliseconds(20)) == false)
    for (signal, send) in [(SIGINT, { $0.interrupt() }), (SIGTERM, { $0.terminate() }), (SIGKILL, { $0.kill() })]
        as [(Int32, (ChildProcess) -> Void)]
    {
        let victim = try ChildProcess.start { forever() }
        send(victim)
        check(try victim.join(timeout: .seconds(2)) == .killed(signal: signal), "\(signal)")
        check(try Poller.wait(for: [victim.descriptor], until: Instant.now) == [victim.descriptor])
        send(victim)
        check(try victim.join() == .killed(signal: signal) && !victim.isAlive)
    }
    // Reaped without a join: not even a zombie is left.
    let brief = try ChildProcess.start {}
    check(try !Poller.wait(for: [brief.descriptor], until: Instant.now.advanced(by: .seconds(5))).isEmpty)
    check(ChildProcess.active.map(\.pid) == [child.pid])
    check(!FileSystem.exists("/proc/\(brief.pid)"))
    child.kill()
    check(try ChildProcess.joinAll(timeout: .seconds(5)))
    check(ChildProcess.active.isEmpty)
}

func childCrowd() throws {
    let children = try (0..<100).map { _ in try ChildProcess.start { forever() } }
    check(ChildProcess.active.count == 100)
    for child in children { child.terminate() }
    for child in children { check(try child.join(timeout: .seconds(10)) == .killed(signal: SIGTERM)) }
    check(ChildProcess.active.isEmpty)
}

func childFamily() throws {
    // Children of children, and a sibling's handle that is worth nothing in a child.
    let sibling = try ChildProcess.start { forever() }
    let tree = try ProcessTask.start { () -> [String] in
        var refusal = "none"
        do { _ = try sibling.join(timeout: .zero) } catch ProcessError.notParent { refusal = "notParent" }
        sibling.kill()
        check(ChildProcess.active.isEmpty)
        let inner = try ProcessTask.start(.named("inner")) { CurrentProcess.parent?.pid == getppid() }
        return [refusal, "\(try inner.value())", "\(failures)"]
    }
    check(try tree.value() == ["notParent", "true", "0"])
    check(sibling.isAlive)
    sibling.kill()
    try sibling.join()

    // A daemon may not have children.
    let daemon = try ProcessTask.start(.daemon()) { () -> Bool in
        guard case ProcessError.isDaemon? = thrown({ try ChildProcess.start {} }) else { return false }
        return CurrentProcess.isDaemon
    }
    check(try daemon.value())

    // The death of a parent is seen by a child that outlives it.
    let words = try SharedWords(2)
    let middle = try ChildProcess.start {
        let inner = try ChildProcess.start(ChildOptions(parentDeath: .isObserved)) {
            words[0] = 1
            let isGone = CurrentProcess.parent?.join(timeout: .seconds(5)) == true
            words[1] = isGone && CurrentProcess.parent?.isAlive == false ? 1 : 2
        }
        try inner.join()
    }
    check(eventually { words[0] == 1 })
    middle.kill()
    check(eventually { words[1] != 0 } && words[1] == 1, "\(words[1])")
    // By default it does not outlive it.
    let parent = try ChildProcess.start {
        let inner = try ChildProcess.start { forever() }
        words[0] = Int(inner.pid)
        forever()
    }
    check(eventually { words[0] > 1 })
    parent.kill()
    check(eventually { !isRunning(words[0]) })
}

func childDescriptors() throws {
    func open() -> Int { (try? FileSystem.list("/proc/self/fd").count) ?? 0 }
    let first = try ProcessTask.start { open() }
    let idle = try (0..<20).map { _ in try ChildProcess.start { forever() } }
    let last = try ProcessTask.start { open() }
    check(try first.value() == last.value(), "a child holds descriptors of its siblings")
    for child in idle { child.kill() }

    let (read, write) = try FileDescriptor.pipe()
    let kept = try ProcessTask.start(ChildOptions(descriptors: .only([write]))) { () -> [Bool] in
        [fcntl(read, F_GETFD) >= 0, fcntl(write, F_GETFD) >= 0, fcntl(0, F_GETFD) >= 0]
    }
    check(try kept.value() == [false, true, true])
    let all = try ProcessTask.start { fcntl(read, F_GETFD) >= 0 && fcntl(write, F_GETFD) >= 0 }
    check(try all.value())
}

func childOfThreads() throws {
    var thread = pthread_t()
    pthread_create(&thread, nil, { _ in forever() }, nil)
    guard case ProcessError.multithreaded(2)? = thrown({ try ChildProcess.start {} }) else { return check(false) }
}
