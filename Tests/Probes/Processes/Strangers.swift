import Glibc
import Multiprocessing
import Platform
import ProbeSupport

/// A process that did not start a child knows whether it lives, and is told that the rest is not for it.
func childOfOthers() throws {
    let words = try SharedWords(2)
    let elder = try ChildProcess.start(.named("elder")) { forever() }
    let younger = try ChildProcess.start(.named("younger")) {
        check(elder.isAlive, "it lives")
        refused(elder)
        words[0] = 1
        words.awaitChange(of: 1, from: 0)
        check(!elder.isAlive, "it is gone")
        refused(elder)
        exit(failures == 0 ? 0 : 1)
    }
    words.awaitChange(of: 0, from: 0)
    elder.kill()
    // Neither reaped nor not makes a difference.
    pause(milliseconds: 20)
    words[1] = 1
    check(try younger.join(timeout: .seconds(5)) == .exited(code: 0), "\(younger.isAlive)")
    check(try elder.join() == .killed(signal: SIGKILL))
    let last = try ChildProcess.start { exit(elder.isAlive ? 1 : 0) }
    check(try last.join() == .exited(code: 0))
    try takenByAnother()
}

private func refused(_ child: ChildProcess) {
    let name = child.name
    func expect(_ body: () throws -> Void, line: Int = #line) {
        check(thrown(line: line, body) as? ProcessError == .notParent(name: name), "another error", line: line)
    }
    expect { _ = try child.poll() }
    expect { _ = try child.join() }
    expect { _ = try child.join(timeout: .zero) }
    expect { _ = try ChildProcess.waitForAny(of: [child]) }
    expect { _ = try ChildProcess.waitForAny(of: [child], timeout: .seconds(1)) }
    expect { _ = try child.failure }
}

/// Children whose status something else in the program took from the kernel.
private func takenByAnother() throws {
    func reapAll() { while waitpid(-1, nil, 0) > 0 {} }
    let worker = try ChildProcess.start(.named("worker")) {}
    let faulty = try ChildProcess.start(ChildOptions(name: "faulty", errors: .kept)) { throw Unlucky(number: 5) }
    let bare = try ChildProcess.fork(name: "bare") { 3 }
    let killed = try ProcessTask<Int>.start(.named("killed")) { forever() }
    killed.process.kill()
    reapAll()
    let all = [worker, faulty, bare, killed.process]
    check(try ChildProcess.waitForAny(of: all, timeout: .seconds(2)).count == 4, "not all")
    check(!all.contains { $0.isAlive } && ChildProcess.active.isEmpty, "\(all.map(\.isAlive))")
    // What it left tells more than nothing.
    check(try worker.join() == .exited(code: 0) && worker.certificate?.name == "worker")
    check(try faulty.join() == .exited(code: 1) && faulty.failure?.message == "number 5")
    check(try bare.join() == .unknown && bare.status?.isSuccess == false, "\(bare.certificate!)")
    if case ProcessError.noResult(let certificate)? = thrown({ try killed.value() }) {
        check(certificate.status == .unknown, "\(certificate)")
    } else {
        check(false, "a result")
    }
    // The kernel takes them itself.
    signal(SIGCHLD, SIG_IGN)
    let unseen = try ChildProcess.start(.named("unseen")) { pause(milliseconds: 20) }
    signal(SIGCHLD, SIG_IGN)
    check(unseen.isAlive)
    check(try ChildProcess.waitForAny(of: [unseen], timeout: .seconds(5)).count == 1 && !unseen.isAlive)
    check(try unseen.join(timeout: .seconds(1)) == .exited(code: 0))
    signal(SIGCHLD, SIG_DFL)
}

/// A pool is its process's: a child is refused at once, whatever it asks, and the pool goes on.
func poolInChild() throws {
    let pool = try ProcessPool(options(2) { $0.name = "numbers" }) { (number: Int) in number * number }
    let handle = try pool.submitMap(0..<100)
    let stream = try pool.stream(0..<100)
    check(stream.next()?.index == 0)
    let idle = try ProcessPool(PoolOptions(workers: 1)) { (number: Int) in number }
    let other = try child("other") {
        func expect(_ line: Int = #line, _ body: () throws -> Void) {
            let error = thrown(line: line, body)
            if case PoolError.notParent(name: "numbers")? = error { return }
            check(false, "threw \(String(describing: error))", line: line)
        }
        expect { _ = try pool.map(0..<10) }
        expect { _ = try pool.apply(1) }
        expect { _ = try pool.submit(1) }
        expect { _ = try pool.submitMap(0..<3) }
        expect { _ = try pool.stream(0..<3) }
        expect { _ = try pool.close() }
        expect { _ = try pool.close(timeout: .zero) }
        if !handle.isReady {
            expect { _ = try handle.get() }
            expect { _ = try handle.wait(timeout: .seconds(1)) }
        }
        if case .failure(let error)? = stream.next()?.result, case .broken(.notParent) = error.failure {
        } else {
            check(Array(stream).count <= 99, "the stream goes on")
        }
        pool.terminate()
        idle.terminate()
        // And a pool of its own works.
        let own = try ProcessPool(PoolOptions(workers: 1)) { (number: Int) in number + 1 }
        check(try own.map(0..<5) == [1, 2, 3, 4, 5])
        try own.close()
        return 0
    }
    try expectSuccess(other)
    check(try handle.get() == (0..<100).map { $0 * $0 }, "the pool does not go on")
    check(Array(stream).count == 99, "nor the stream")
    check(try pool.map(0..<10) == (0..<10).map { $0 * $0 } && idle.map(0..<3) == [0, 1, 2])
    check(pool.progress.deaths == 0 && idle.progress.deaths == 0, "a child ended its parent's workers")
    // A pool that the child lets go of is its parent's still.
    var last: ProcessPool<Int, Int>? = idle
    let forgetful = try child("forgetful") {
        last = nil
        return 0
    }
    try expectSuccess(forgetful)
    check(try last?.map(0..<3) == [0, 1, 2])
    try pool.close()
    try idle.close()
}

/// So is a fork server, and its pools.
func serverInChild() throws {
    let server = try ForkServer.start(doubled)
    check(try server.start(doubled, 4).value() == 8)
    let pool = try ProcessPool(doubled, PoolOptions(workers: 1), on: server)
    check(try pool.map(0..<3) == [0, 2, 4])
    let other = try child("other") {
        check(!ForkServer.isStarted)
        if case ProcessError.notParent? = thrown({ try server.start(doubled, 4) }) {} else { check(false, "started") }
        if case PoolError.notParent? = thrown({ try pool.map(0..<3) }) {} else { check(false, "mapped") }
        check(pool.insight.isEmpty)
        pool.terminate()
        return 0
    }
    try expectSuccess(other)
    check(try pool.map(0..<3) == [0, 2, 4] && server.start(doubled, 5).value() == 10)
    try pool.close()
}
