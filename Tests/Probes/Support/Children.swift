import Glibc
import Multiprocessing
import Platform

/// A child whose checks count for its exit code: 1 when one did not hold. What `body` throws is printed, and is code 2.
public func child(_ name: String, _ body: () throws -> Int32) throws -> ChildProcess {
    try ChildProcess.fork(name: name) { exitCode(of: name, body) }
}

/// The same with a connection to this process.
public func connected(_ name: String, _ body: (borrowing Connection) throws -> Int32) throws -> ConnectedChild {
    try ChildProcess.fork(name: name) { (connection: consuming Connection) in
        // A closure cannot borrow what its context consumes.
        failures = 0
        do {
            let code = try body(connection)
            return failures > 0 ? 1 : code
        } catch {
            print("\(name) threw \(error)")
            return 2
        }
    }
}

private func exitCode(of name: String, _ body: () throws -> Int32) -> Int32 {
    failures = 0
    do {
        let code = try body()
        return failures > 0 ? 1 : code
    } catch {
        print("\(name) threw \(error)")
        return 2
    }
}

/// Children that are all there when it returns: each adds to `arrived` when it calls the closure it gets.
public func crowd(_ count: Int, _ name: String, _ body: @escaping (Int, () -> Void) throws -> Int32) throws
    -> [ChildProcess]
{
    let arrived = try SharedCounter()
    let children = try (0..<count).map { number in
        try child("\(name) \(number)") { try body(number) { arrived.add(1) } }
    }
    while arrived.value < count { usleep(200) }
    return children
}

/// A child that runs `body`, and then stays until it is killed; returns when `body` is done.
public func stayer(_ name: String, _ body: @escaping (() throws -> Void) throws -> Void) throws -> ChildProcess {
    let done = try SharedCounter()
    let process = try child(name) {
        try body {
            done.add(1)
            forever()
        }
        return 0
    }
    check(try eventually(within: 10) { try done.value > 0 || process.poll() } && done.value == 1, "\(name) ended early")
    return process
}

/// Waits for children that should end well within `limit`; the others are killed and a failure.
public func expectSuccess(
    _ children: [ChildProcess], within limit: Duration = .seconds(10), line: Int = #line, file: String = #fileID
) throws {
    let deadline = Instant.now.advanced(by: limit)
    for child in children {
        let left = max(0, deadline.nanoseconds - Instant.now.nanoseconds)
        let status = try child.join(timeout: .nanoseconds(left))
        check(
            status?.isSuccess == true, "\(child.name): \(status.map { "\($0)" } ?? "hangs")", line: line, file: file)
        if status == nil { try end(child) }
    }
}

public func expectSuccess(
    _ child: ChildProcess, within limit: Duration = .seconds(20), line: Int = #line, file: String = #fileID
) throws {
    try expectSuccess([child], within: limit, line: line, file: file)
}

public func end(_ child: ChildProcess) throws {
    child.kill()
    _ = try child.join()
}

/// Whether there is such a process and it has not ended; whoever it fell to may not have reaped it.
public func isRunning(_ pid: Int) -> Bool {
    guard let stat = FileSystem.text("/proc/\(pid)/stat"), let name = stat.lastIndex(of: ")") else { return false }
    return !stat[name...].hasPrefix(") Z")
}
