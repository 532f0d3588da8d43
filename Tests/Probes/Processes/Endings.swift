import Glibc
import Multiprocessing
import Platform
import ProbeSupport

/// With the standard streams closed, no descriptor of ours may take their numbers.
func childWithoutStreams() throws {
    let report = dup(1)
    for stream: Int32 in 0..<3 { close(stream) }
    let child = try ProcessTask.start { () -> [Bool] in
        print("into the void")
        fflush(nil)
        return (0..<3).map { fcntl($0, F_GETFD) >= 0 }
    }
    let failing = try ChildProcess.start {
        print("into the void")
        throw Unlucky(number: 1)
    }
    // Nothing else has their numbers: a pool's workers replace their input, and one with a connection its own.
    let pool = try ProcessPool(options(1)) { (number: Int) in number + 1 }
    let answers = try pool.map([1, 2])
    try pool.close()
    let linked = try ChildProcess.start(ChildOptions(standardInput: .null)) { connection in
        try connection.send(connection.receive(as: Int.self) + 1)
    }
    print("into the void")
    fflush(nil)
    try linked.connection.send(6)
    let isLinked = try linked.connection.receive(as: Int.self) == 7 && linked.connection.descriptor > 2
    let opened = try child.value()
    try failing.join()
    let isRight =
        try opened == [true, true, true] && failing.failure?.message == "number 1" && answers == [2, 3] && isLinked
    dup2(report, 1)
    check(isRight, "\(opened)")
}

/// What the parent has in its buffer is printed once; what a child prints is not lost.
func childOutput() throws {
    print("parent", terminator: " ")
    let child = try ChildProcess.start { print("child", terminator: " ") }
    try child.join()
    let failing = try ChildProcess.start {
        print("failing", terminator: " ")
        throw Unlucky(number: 2)
    }
    try failing.join()
    print("end")
}

/// What each process registered runs at its own end, the last first; never that of its parent, nor of one killed.
func childHooks() throws {
    CurrentProcess.atExit { say("main: first") }
    CurrentProcess.atExit { say("main: second") }
    let child = try ChildProcess.start {
        CurrentProcess.atExit { say("child: first") }
        CurrentProcess.atExit { say("child: second") }
        throw Unlucky(number: 1)
    }
    check(try child.join() == .exited(code: 1) && child.failure?.message == "number 1")
    let leaving = try ChildProcess.start {
        CurrentProcess.atExit { say("leaving") }
        exit(3)
    }
    check(try leaving.join() == .exited(code: 3))
    let killed = try ChildProcess.start {
        CurrentProcess.atExit { say("killed") }
        raise(SIGKILL)
    }
    try killed.join()
}

/// The program ends in order while a child and a daemon run.
func childExit() throws {
    try ChildProcess.start {
        try ChildProcess.start {
            pause(milliseconds: 300)
            say("the child's child has ended")
        }
        pause(milliseconds: 200)
        say("the child has ended")
    }
    let daemon = try ChildProcess.start(.daemon()) {
        signal(SIGTERM, SIG_IGN)
        say("the daemon ignores SIGTERM")
        forever()
    }
    pause(milliseconds: 50)
    say("daemon \(daemon.pid)")
    say("main ends")
}

/// In a control group with a limit of 64 MiB: the kernel kills the child that wants more, and this process is told why.
func childOutOfMemory() throws {
    func fill(_ byteCount: Int) {
        let memory = malloc(byteCount)!
        memset(memory, 1, byteCount)
        withExtendedLifetime(memory.load(fromByteOffset: byteCount / 2, as: UInt8.self)) {}
    }
    let modest = try ChildProcess.start(.named("modest")) { fill(10 << 20) }
    check(try modest.join()?.isSuccess == true && modest.certificate?.outOfMemory == false, "\(modest.certificate!)")
    let greedy = try ChildProcess.start(.named("greedy")) { fill(1 << 30) }
    check(
        try greedy.join(timeout: .seconds(20)) == .killed(signal: SIGKILL), "\(String(describing: greedy.certificate))")
    check(greedy.certificate?.outOfMemory == true, "\(greedy.certificate!)")
    check("\(greedy.certificate!)".contains("because the control group ran out of memory"), "\(greedy.certificate!)")
    // Killed by someone else, it is not blamed on memory.
    let victim = try ChildProcess.start { forever() }
    victim.kill()
    check(try victim.join() == .killed(signal: SIGKILL) && victim.certificate?.outOfMemory == false)

    let pool = try ProcessPool(options(2)) { (megabytes: Int) -> Int in
        fill(megabytes << 20)
        return megabytes
    }
    let outcomes = try pool.outcomes(of: [1, 1000, 2], chunkSize: 1)
    check((try? outcomes[0].get()) == 1 && (try? outcomes[2].get()) == 2, "\(outcomes)")
    guard case .died(let certificate, _)? = failure(of: outcomes[1]) else { return check(false, "\(outcomes[1])") }
    check(certificate.outOfMemory == true && certificate.task == "task 1", "\(certificate)")
    print(certificate)
}
