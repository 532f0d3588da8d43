internal import Platform

extension ChildProcess {
    /// This process's children that still run, in the order of their pids. Those that have ended are reaped.
    public static var active: [ChildProcess] { ChildRegistry.shared.all.filter(\.isAlive) }

    /// Waits until each child that is joined at exit has ended, at most `timeout`; false when one still runs then. It
    /// happens by itself when the program ends in order.
    @discardableResult
    public static func joinAll(timeout: Duration? = nil) throws(ProcessError) -> Bool {
        let deadline = timeout.map { Instant.now.advanced(by: $0) }
        var isDone = true
        for child in ChildRegistry.shared.all where child.atExit == .joined {
            if try child.join(timeout: deadline?.remaining) == nil { isDone = false }
        }
        return isDone
    }

    /// Waits until one of `children` has ended, at most `timeout`; returns all that have, none when time ran out.
    ///
    /// - Throws: `.notParent` when one of them was started by another process.
    public static func waitForAny(
        of children: [ChildProcess], timeout: Duration? = nil
    ) throws(ProcessError) -> [ChildProcess] {
        let deadline = timeout.map { Instant.now.advanced(by: $0) }
        while true {
            var ended: [ChildProcess] = []
            for child in children where try child.poll() { ended.append(child) }
            if !ended.isEmpty || children.isEmpty { return ended }
            if let deadline, deadline <= Instant.now { return [] }
            let descriptors = children.map(\.descriptor)
            do throws(SystemError) {
                if deadline == nil && children.allSatisfy(\.isOfFamily) {
                    // The ends of the others are taken in as well: see `waitForAnyChild`.
                    let others = ChildRegistry.shared.all.filter { $0.isOfFamily && $0.isAlive }.map(\.descriptor)
                    try wait(for: Array(Set(descriptors + others))) { Sharers.waitForAnyChild() }
                } else {
                    _ = try Poller.wait(for: descriptors, until: deadline)
                }
            } catch {
                throw .system(error)
            }
        }
    }
}

/// For who lets go of what children may have inherited.
extension ChildProcess {
    /// How many children this process has forked.
    package static var forkCount: Int { ChildRegistry.shared.forkCount }

    /// The number, counted as `forkCount` does, of the youngest that lives; 0 when there is none.
    package static var newestHeir: Int {
        let heirs = ChildRegistry.shared.all.filter { $0.heirNumber > 0 }.sorted { $0.heirNumber > $1.heirNumber }
        return heirs.first(where: \.isAlive)?.heirNumber ?? 0
    }
}

extension Instant {
    /// Time left until this moment; never negative.
    var remaining: Duration { .nanoseconds(max(0, nanoseconds - Instant.now.nanoseconds)) }
}
