package import Platform

/// The processes in the seats of a supervisor: forked by it, waited for with its other descriptors, replaced and ended.
///
/// For the process that forks them, and one thread of it.
package final class WorkerCrew {
    /// What workers ring when they have something to tell.
    package let doorbell: Doorbell
    private var children: [ChildProcess?]

    package init(seats: Int) throws(SystemError) {
        doorbell = try Doorbell()
        children = Array(repeating: nil, count: seats)
    }

    package var seats: Range<Int> { children.indices }
    package var aliveCount: Int { children.count { $0 != nil } }
    package func isEmpty(seat: Int) -> Bool { children[seat] == nil }
    /// Whether the seat's process has not ended; one that has keeps its seat until `takeDead`.
    func isAlive(seat: Int) -> Bool { children[seat]?.isAlive == true }
    func has(_ child: ChildProcess) -> Bool { children.contains { $0 === child } }
    package func pid(seat: Int) -> Int32? { children[seat]?.pid }

    /// Puts a new process into a seat that is empty.
    package func fork(seat: Int, name: String, _ body: () -> Int32) throws(ProcessError) {
        try fork(seat: seat, name: name, limits: nil, body)
    }

    func fork(seat: Int, name: String, limits: ProcessLimits?, _ body: () -> Int32) throws(ProcessError) {
        precondition(children[seat] == nil)
        children[seat] = try ChildProcess.fork(name: name, limits: limits, body)
    }

    /// Waits for a ring, the death of a worker, or one of `others`. Returns the descriptors that are ready.
    package func wait(beside others: [Int32] = [], until deadline: Instant?) throws(SystemError) -> Set<Int32> {
        let ready = try Poller.wait(
            for: [doorbell.rawValue] + others + children.compactMap { $0?.descriptor }, until: deadline)
        if ready.contains(doorbell.rawValue) { doorbell.clear() }
        return ready
    }

    /// Empties the seats whose workers have ended.
    package func takeDead(_ ready: Set<Int32>) -> [(seat: Int, certificate: DeathCertificate)] {
        if ready.isEmpty { return [] }
        return children.indices.compactMap { seat in
            guard let child = children[seat], ready.contains(child.descriptor), (try? child.poll()) == true,
                let certificate = child.certificate
            else { return nil }
            children[seat] = nil
            return (seat, certificate)
        }
    }

    package func send(_ signal: Int32, seat: Int) { children[seat]?.send(signal) }

    /// Waits for all to end by themselves, at most `patience`, and kills the rest.
    package func end(within patience: Duration) {
        let deadline = Instant.now.advanced(by: patience)
        for case let child? in children { _ = try? child.join(timeout: deadline.remaining) }
        killAll()
    }

    /// Kills all and waits until they are gone.
    package func killAll() {
        for case let child? in children { child.kill() }
        for case let child? in children { _ = try? child.join() }
        for seat in children.indices { children[seat] = nil }
    }
}
