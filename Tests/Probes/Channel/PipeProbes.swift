import Glibc
import Multiprocessing
import Platform
import ProbeSupport

/// What `body` throws must be this.
func expect(_ expected: ConnectionError, line: Int = #line, _ body: () throws -> Void) {
    do {
        try body()
        check(false, "nothing was thrown where \(expected) is expected", line: line)
    } catch {
        check(error as? ConnectionError == expected, "\(error) where \(expected) is expected", line: line)
    }
}

func pipeEcho() throws {
    let child = try connected("echo") { connection in
        while true {
            do {
                try connection.send(bytes: connection.receiveBytes())
            } catch ConnectionError.endOfFile {
                return 0
            }
        }
    }
    for length in [0, 1, 7, 8, 9, 4096, 65536, 100_000] {
        let message = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try child.connection.send(bytes: message)
        let back = try child.connection.receiveBytes(timeout: .seconds(10))
        check(back == message, "\(length) bytes came back as \(back.count)")
    }
    // Many small ones in flight stay apart.
    for number in 0..<500 { try child.connection.send([number, -number]) }
    for number in 0..<500 {
        let back = try child.connection.receive(as: [Int].self)
        check(back == [number, -number], "\(back) instead of \(number)")
    }
    let process = child.process
    child.connection.close()
    try expectSuccess(process)
}

func pipeLarge(byteCount: Int) throws {
    let child = try connected("sender") { connection in
        var message = [UInt8](repeating: 7, count: byteCount)
        message[byteCount - 1] = 9
        try connection.send(bytes: message)
        try connection.send(bytes: [1])
        return 0
    }
    let message = try child.connection.receiveBytes()
    check(message.count == byteCount && message.first == 7 && message.last == 9, "\(message.count) bytes")
    check(try child.connection.receiveBytes() == [1], "the next message is damaged")
    try expectSuccess(child.process)
}

func pipeBeyond4GiB() throws {
    let byteCount = 1 << 32 + 12345
    let child = try connected("sender") { connection in
        let part = [UInt8](repeating: 3, count: 1 << 20)
        var left = byteCount
        try connection.sendParts(byteCount: byteCount) {
            defer { left -= min(left, part.count) }
            return left >= part.count ? part : Array(part[..<left])
        }
        try connection.send(bytes: [5])
        return 0
    }
    // Too much to hold: it stays where it is, and nothing is allocated for it.
    expect(.tooLarge(byteCount: byteCount, limit: 1 << 30)) { _ = try child.connection.receiveBytes(max: 1 << 30) }
    var received = 0
    var wrong = 0
    let announced = try child.connection.receiveParts { part in
        received += part.byteCount
        if part.unsafeLoad(as: UInt8.self) != 3 { wrong += 1 }
    }
    check(announced == byteCount && received == byteCount && wrong == 0, "\(received) bytes, \(wrong) wrong parts")
    check(try child.connection.receiveBytes() == [5], "the next message is damaged")
    try expectSuccess(child.process)
    check(child.process.certificate!.peakResidentBytes < 200 << 20, "\(child.process.certificate!)")
}

func pipeDeath() throws {
    // What was sent before a death can be received after it.
    var child = try connected("dies") { connection in
        try connection.send("last words")
        raise(SIGKILL)
        return 0
    }
    _ = try child.process.join()
    check(try child.connection.poll(), "not ready")
    check(try child.connection.receive(as: String.self) == "last words", "lost")
    check(try child.connection.poll(), "the end of file is not ready")
    expect(.endOfFile) { _ = try child.connection.receiveBytes() }
    expect(.endOfFile) { _ = try child.connection.receiveBytes() }
    expect(.brokenPipe) { try child.connection.send(bytes: [1]) }

    // In the middle of a message.
    child = try connected("dies in a message") { connection in
        try connection.sendParts(byteCount: 1 << 20) {
            raise(SIGKILL)
            return nil
        }
        return 0
    }
    expect(.truncated(byteCount: 0, of: 1 << 20)) { _ = try child.connection.receiveBytes() }
    _ = try child.process.join()

    // Killed while this process waits for it.
    child = try connected("is killed") { _ in
        forever()
    }
    let killer = try killerOf(child.process.pid, after: 100)
    let elapsed = milliseconds { expect(.endOfFile) { _ = try child.connection.receiveBytes() } }
    check(elapsed > 50 && isPrompt(milliseconds: elapsed), "noticed after \(elapsed) ms")
    _ = try child.process.join()
    _ = try killer.join()

    // Killed while this process sends more than anybody takes.
    child = try connected("is killed") { _ in
        forever()
    }
    let second = try killerOf(child.process.pid, after: 100)
    expect(.brokenPipe) { try child.connection.send(bytes: [UInt8](repeating: 0, count: 8 << 20)) }
    _ = try child.process.join()
    _ = try second.join()
}

/// A process that kills another. It is not the child's parent, and has none of its connections by then.
private func killerOf(_ pid: Int32, after milliseconds: Int) throws -> ChildProcess {
    try ChildProcess.fork(name: "killer") {
        closeInherited()
        pause(milliseconds: milliseconds)
        kill(pid, SIGKILL)
        return 0
    }
}

private func closeInherited() { for raw in Int32(3)..<64 { close(raw) } }

nonisolated(unsafe) private var interruptions = 0

func pipeInterruptions() throws {
    let child = try connected("slow") { connection in
        for number in 0..<20 {
            pause(milliseconds: 10)
            try connection.send(bytes: [UInt8](repeating: UInt8(number), count: 300_000))
        }
        // And as a receiver.
        pause(milliseconds: 100)
        for _ in 0..<5 { check(try connection.receiveBytes().count == 1 << 20, "damaged") }
        return 0
    }
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in interruptions += 1 }
    sigaction(SIGALRM, &action, nil)
    var timer = itimerval(it_interval: timeval(tv_sec: 0, tv_usec: 1000), it_value: timeval(tv_sec: 0, tv_usec: 1000))
    setitimer(__itimer_which_t(ITIMER_REAL.rawValue), &timer, nil)
    for number in 0..<20 {
        let message = try child.connection.receiveBytes()
        check(message == [UInt8](repeating: UInt8(number), count: 300_000), "message \(number) is damaged")
    }
    expect(.timedOut) { _ = try child.connection.receiveBytes(timeout: .milliseconds(30)) }
    for _ in 0..<5 { try child.connection.send(bytes: [UInt8](repeating: 1, count: 1 << 20)) }
    timer.it_interval.tv_usec = 0
    timer.it_value.tv_usec = 0
    setitimer(__itimer_which_t(ITIMER_REAL.rawValue), &timer, nil)
    check(interruptions > 20, "only \(interruptions) interruptions")
    try expectSuccess(child.process)
}

func pipeDescriptors() throws {
    let child = try connected("writer") { connection in
        for text in ["first", "second"] {
            let raw = try connection.receiveDescriptor()
            check(write(raw, text, text.utf8.count) == text.utf8.count, "cannot write")
            check(fcntl(raw, F_GETFD) & FD_CLOEXEC != 0, "it does not close on exec")
            close(raw)
            try connection.send(bytes: [1])
        }
        let (message, descriptors) = try connection.receiveWithDescriptors()
        check(message == [1, 2, 3] && descriptors.count == 3, "\(message) \(descriptors)")
        expect(.carriesNone) { _ = try connection.receiveDescriptor() }
        check(try connection.receiveBytes() == [4], "the message is gone")
        expect(.carriesDescriptors(count: 1)) { _ = try connection.receiveBytes() }
        let (_, more) = try connection.receiveWithDescriptors()
        check(more.count == 1, "\(more)")
        return 0
    }
    var ends: [Int32] = [0, 0]
    check(pipe(&ends) == 0, "no pipe")
    try child.connection.send(descriptors: [ends[1]])
    _ = try child.connection.receiveBytes()
    // A descriptor with a large number is one like any other.
    let large = fcntl(ends[1], F_DUPFD, 300)
    check(large >= 300, "no large descriptor")
    try child.connection.send(descriptors: [large])
    _ = try child.connection.receiveBytes()
    var text = [UInt8](repeating: 0, count: 100)
    let count = read(ends[0], &text, 100)
    check(String(decoding: text[..<max(0, count)], as: UTF8.self) == "firstsecond", "\(count) bytes")

    do {
        try child.connection.send(bytes: [9], descriptors: [999])
        check(false, "sent a descriptor that is not open")
    } catch ConnectionError.system(let error) {
        check(error.code == EBADF, "\(error)")
    }
    try child.connection.send(bytes: [1, 2, 3], descriptors: [0, 1, 2])
    try child.connection.send(bytes: [4])
    try child.connection.send(bytes: [5], descriptors: [0])
    try expectSuccess(child.process)
}

/// A connection goes through a connection, and works where it arrives.
func pipeHandOver() throws {
    let child = try connected("receiver") { connection in
        let other = try connection.receiveConnection()
        try connection.send(bytes: [0])
        try other.send("through the other")
        check(try other.receive(as: Int.self, timeout: .seconds(5)) == 5, "wrong reply")
        return 0
    }
    let pair = try MessagePipe.pair()
    let mine = pair.first
    try child.connection.send(connection: pair.second)
    _ = try child.connection.receiveBytes()
    check(try mine.receive(as: String.self, timeout: .seconds(5)) == "through the other", "wrong message")
    try mine.send(5)
    try expectSuccess(child.process)
    // Its only other end went away with the child.
    expect(.endOfFile) { _ = try mine.receiveBytes(timeout: .seconds(5)) }
}

func waitMany() throws {
    let set = ConnectionSet()
    var children: [ChildProcess] = []
    let go = try SharedWords(1)
    for number in 0..<8 {
        let child = try connected("child \(number)") { connection in
            go.awaitChange(of: 0, from: 0)
            pause(milliseconds: number * 20)
            try connection.send(number)
            return 0
        }
        children.append(child.process)
        check(set.insert(child.connection) == number, "another number")
    }
    var none: [Int] = [1]
    var elapsed = try milliseconds { none = try set.wait(timeout: .milliseconds(50)) }
    check(none.isEmpty && elapsed >= 50 && isPrompt(milliseconds: elapsed), "\(none) after \(elapsed) ms")
    elapsed = try milliseconds { none = try set.wait(timeout: .seconds(-1)) }
    check(none.isEmpty && isPrompt(milliseconds: elapsed), "a negative timeout took \(elapsed) ms")
    go[0] = 1
    var values: Set<Int> = []
    while set.count > 0 {
        for number in try set.wait(timeout: .seconds(10)) {
            // The first time there is a message, the second time the end of file.
            if let value = try valueOrEnd(set, number) { values.insert(value) } else { _ = set.remove(number) }
        }
    }
    check(values == Set(0..<8), "\(values)")
    for child in children { try expectSuccess(child) }

    // Children, connections and plain descriptors in one wait: all that are ready are told, in order.
    let pair = try MessagePipe.pair()
    let child = try ChildProcess.fork(name: "short") { 0 }
    try pair.second.send(bytes: [1])
    let items: [Waitable] = [pair.first.waitable, pair.second.waitable, child.waitable]
    check(try Waitable.wait(for: [child.waitable], timeout: .seconds(5)) == [child.waitable], "the child has not ended")
    check(try Waitable.wait(for: items, timeout: .seconds(5)) == [items[0], items[2]], "not all are ready")
    try expectSuccess(child)
}

private func valueOrEnd(_ set: ConnectionSet, _ number: Int) throws -> Int? {
    do {
        return try set.with(number) { try $0.receive(as: Int.self) }
    } catch {
        check(error as? ConnectionError == .endOfFile, "\(error)")
        return nil
    }
}
