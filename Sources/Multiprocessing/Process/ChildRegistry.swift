internal import Platform

/// The children of this process that nobody has seen end.
final class ChildRegistry: @unchecked Sendable {
    static let shared = ChildRegistry()

    private let lock = ThreadLock()
    private var children: [Int32: ChildProcess] = [:]
    private var names = 0
    private var isHooked = false

    /// How long daemons may take to end after SIGTERM.
    private static let grace = Duration.seconds(1)

    var all: [ChildProcess] { lock.withLock { children.values.sorted { $0.pid < $1.pid } } }

    func nextName() -> String {
        lock.withLock {
            names += 1
            return "\(CurrentProcess.name == "main" ? "child" : CurrentProcess.name)-\(names)"
        }
    }

    func add(_ child: ChildProcess) {
        lock.withLock {
            children[child.pid] = child
            if !isHooked && child.atExit != .left {
                isHooked = true
                CurrentProgram.atExit { ChildRegistry.shared.endAll() }
            }
        }
    }

    func remove(_ child: ChildProcess) {
        lock.withLock { if children[child.pid] === child { children[child.pid] = nil } }
    }

    /// In a process that has just been forked: the children are its siblings.
    func abandonAll() {
        for child in children.values { child.abandon() }
        ForkServer.abandon()
        children = [:]
        names = 0
    }

    /// Before this process ends: daemons are told to, the others are waited for.
    func endAll() {
        let daemons = all.filter { $0.atExit == .terminated }
        for child in daemons { child.terminate() }
        let deadline = Instant.now.advanced(by: ChildRegistry.grace)
        for child in all where child.atExit == .joined { _ = try? child.join() }
        for child in daemons where (try? child.join(timeout: deadline.remaining)) == .some(nil) {
            child.kill()
            _ = try? child.join()
        }
    }
}
