import Glibc
import Multiprocessing
import Platform

/// Children that are all there when it returns: each adds to `arrived` when it calls the closure it gets.
func crowd(_ count: Int, _ name: String, _ body: @escaping (Int, () -> Void) throws -> Int32) throws -> [ChildProcess] {
    let arrived = try SharedCounter()
    let children = try (0..<count).map { number in
        try child("\(name) \(number)") { try body(number) { arrived.add(1) } }
    }
    while arrived.value < count { usleep(200) }
    return children
}

/// Waits for children that should end well within `limit`; the others are killed and a failure.
func expectSuccess(_ children: [ChildProcess], within limit: Duration = .seconds(10), line: Int = #line) throws {
    let deadline = Instant.now.advanced(by: limit)
    for child in children {
        let left = max(0, deadline.nanoseconds - Instant.now.nanoseconds)
        let status = try child.join(timeout: .nanoseconds(left))
        check(status?.isSuccess == true, "\(child.name): \(status.map { "\($0)" } ?? "hangs")", line: line)
        if status == nil { try end(child) }
    }
}

func end(_ child: ChildProcess) throws {
    child.kill()
    _ = try child.join()
}

/// A child that runs `body`, and then stays until it is killed; returns when `body` is done.
func stayer(_ name: String, _ body: @escaping (() throws -> Void) throws -> Void) throws -> ChildProcess {
    let done = try SharedCounter()
    let process = try child(name) {
        try body {
            done.add(1)
            while true { pause(milliseconds: 1000) }
        }
        return 0
    }
    while try done.value == 0 && !process.poll() { usleep(200) }
    check(done.value == 1, "\(name) ended early")
    return process
}

func expect(_ wanted: SyncError, line: Int = #line, _ body: () throws -> Void) {
    do {
        try body()
        check(false, "did not throw \(wanted)", line: line)
    } catch {
        check(error as? SyncError == wanted, "threw \(error) and not \(wanted)", line: line)
    }
}

func expect(queue wanted: QueueError, line: Int = #line, _ body: () throws(QueueError) -> Void) {
    do throws(QueueError) {
        try body()
        check(false, "did not throw \(wanted)", line: line)
    } catch { check(error == wanted, "threw \(error) and not \(wanted)", line: line) }
}

/// `body` should take at least this long, and not much longer.
func expectDelay(_ wanted: Int, line: Int = #line, _ body: () throws -> Void) rethrows {
    let elapsed = try milliseconds(body)
    check(
        elapsed >= Double(wanted) - 0.01 && elapsed < Double(wanted) + 250, "\(wanted) ms took \(elapsed)", line: line)
}
