import Glibc
import Platform

public func pause(milliseconds: Int) { usleep(UInt32(milliseconds * 1000)) }

public func forever() -> Never { while true { pause(milliseconds: 1000) } }

/// Seconds that `body` takes.
public func seconds(_ body: () throws -> Void) rethrows -> Double {
    let started = Instant.now
    try body()
    return Instant.now.seconds(since: started)
}

/// Milliseconds that `body` takes.
public func milliseconds(_ body: () throws -> Void) rethrows -> Double { try seconds(body) * 1000 }

/// Looks every few milliseconds; false when it did not come true within `limit` seconds.
public func eventually(within limit: Double = 10, _ condition: () throws -> Bool) rethrows -> Bool {
    let started = Instant.now
    while try !condition() {
        if Instant.now.seconds(since: started) > limit { return false }
        pause(milliseconds: 1)
    }
    return true
}

/// Whether what happens at once, or shortly behind a timeout, did: ten seconds, since a busy machine is late and a hang is
/// for ever.
public func isPrompt(_ seconds: Double) -> Bool { seconds < 10 }

public func isPrompt(milliseconds: Double) -> Bool { isPrompt(milliseconds / 1000) }

/// `body` should take at least this long, and not much longer.
public func expectDelay(_ wanted: Int, line: Int = #line, _ body: () throws -> Void) rethrows {
    let elapsed = try milliseconds(body)
    check(
        elapsed >= Double(wanted) - 0.01 && isPrompt(milliseconds: elapsed), "\(wanted) ms took \(elapsed)", line: line
    )
}
