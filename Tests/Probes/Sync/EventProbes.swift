import Glibc
import Multiprocessing
import ProbeSupport

func eventWaits() throws {
    let event = try SharedEvent()
    check(try !event.isSet && !event.wait(timeout: .zero), "set from the start")
    for wanted in [1, 50, 120] {
        try expectDelay(wanted) { check(try !event.wait(timeout: .milliseconds(wanted)), "set by nobody") }
    }
    func waiters(_ count: Int) throws -> [ChildProcess] {
        try crowd(count, "waiter") { _, ready in
            ready()
            return try event.wait(timeout: .seconds(10)) ? 0 : 1
        }
    }
    var waiting = try waiters(5)
    pause(milliseconds: 20)
    event.set()
    try expectSuccess(waiting)
    check(try event.isSet && event.wait(timeout: .zero) && event.wait(), "not set")
    event.set()
    event.clear()
    check(try !event.isSet && !event.wait(timeout: .zero), "not cleared")
    // Whoever waits while it is set goes on, however short that is.
    for _ in 0..<20 {
        waiting = try waiters(3)
        pause(milliseconds: 5)
        waiting[0].kill()
        event.set()
        event.clear()
        try expectSuccess(Array(waiting[1...]))
        _ = try waiting[0].join()
    }
}
