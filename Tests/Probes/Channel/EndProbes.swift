import Glibc
import Multiprocessing
import ProbeSupport

/// Ends as objects: each process closes what is the other's, and sees the other's end.
func pipeEnds() throws {
    let (ours, theirs) = try MessagePipe.ends()
    let child = try ChildProcess.start {
        ours.close()
        let number = try theirs.receive(as: Int.self)
        try theirs.send([number, number * number])
    }
    theirs.close()
    theirs.close()
    check(ours.isOpen && !theirs.isOpen)
    try ours.send(12)
    check(try ours.receive(as: [Int].self) == [12, 144])
    check(thrown { try ours.receive(as: Int.self) } as? ConnectionError == .endOfFile, "the child's end is open still")
    check(thrown { try theirs.send(1) } as? ConnectionError == .brokenPipe)
    check(thrown { try theirs.receive(as: Int.self) } as? ConnectionError == .endOfFile)
    check(try child.join() == .exited(code: 0))
    // A killed one is seen as well, and an end can be taken out.
    let (mine, yours) = try MessagePipe.ends()
    let victim = try ChildProcess.start {
        mine.close()
        forever()
    }
    yours.close()
    check(try !mine.poll())
    victim.kill()
    check(try mine.poll(timeout: .seconds(5)))
    if let connection = mine.take() {
        check(try connection.poll(timeout: .zero))
        connection.close()
    } else {
        check(false, "nothing to take")
    }
    check(!mine.isOpen && mine.take() == nil)
    try victim.join()
    try pipeEndsOfScripts()
}

/// What the top level of a script has open to its end.
nonisolated(unsafe) private var globals: [AnyObject] = []

private final class Line {
    let child: ConnectedChild
    init(_ child: consuming ConnectedChild) { self.child = child }
}

/// A script that ends waits for its children, which may wait for the end of file.
private func pipeEndsOfScripts() throws {
    func read(_ receive: () throws -> Int) throws {
        do { while true { _ = try receive() } } catch ConnectionError.endOfFile {}
    }
    let scripts = try [false, true].map { isOfObjects in
        try ChildProcess.start(.named("script")) {
            if isOfObjects {
                let (ours, theirs) = try MessagePipe.ends()
                try ChildProcess.start {
                    ours.close()
                    try read { try theirs.receive(as: Int.self) }
                }
                theirs.close()
                try ours.send(1)
                globals = [ours]
            } else {
                let line = Line(
                    try ChildProcess.start { connection in try read { try connection.receive(as: Int.self) } })
                try line.child.connection.send(1)
                globals = [line]
            }
            exit(0)
        }
    }
    for script in scripts { try expectSuccess(script) }
}
