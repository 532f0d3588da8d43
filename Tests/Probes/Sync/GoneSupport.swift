import Glibc
import Multiprocessing
import Platform
import ProbeSupport

/// What `body` throws, which must be within a second.
func told(line: Int = #line, _ body: () throws -> Void) -> (any Error)? {
    var error: (any Error)?
    let elapsed = seconds { error = thrown(line: line, body) }
    check(isPrompt(elapsed), "told after \(elapsed) s", line: line)
    return error
}

/// Of those who are gone: name and how they ended.
func dead(_ error: (any Error)?, line: Int = #line) -> [String] {
    switch error {
    case QueueError.producersGone(let dead)?, QueueError.consumersGone(let dead)?, SyncError.othersGone(let dead)?:
        return dead.map { "\($0.name) \($0.status)" }.sorted()
    default:
        check(false, "threw \(String(describing: error))", line: line)
        return []
    }
}

func isProducersGone(_ error: (any Error)?) -> Bool {
    if case QueueError.producersGone? = error { true } else { false }
}

/// A child that says it is there, and then runs `body`.
func starting(
    _ name: String, _ ends: ChildOptions.InheritedEnds = .all, _ body: () throws -> Void
) throws -> ChildProcess {
    let arrived = try SharedCounter()
    let child = try ChildProcess.start(ChildOptions(name: name, ends: ends)) {
        failures = 0
        arrived.add(1)
        try body()
        if failures > 0 { exit(9) }
    }
    while arrived.value == 0 { usleep(200) }
    return child
}

func endAll(_ children: ChildProcess...) throws { for child in children { try end(child) } }
