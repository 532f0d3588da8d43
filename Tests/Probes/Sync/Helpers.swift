import Glibc
import Multiprocessing
import Platform
import ProbeSupport

/// Children that are all there when it returns: each adds to `arrived` when it calls the closure it gets.
func crowd(_ count: Int, _ name: String, _ body: @escaping (Int, () -> Void) throws -> Int32) throws -> [ChildProcess] {
    let arrived = try SharedCounter()
    let children = try (0..<count).map { number in
        try child("\(name) \(number)") { try body(number) { arrived.add(1) } }
    }
    while arrived.value < count { usleep(200) }
    return children
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
