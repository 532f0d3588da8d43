import Glibc
import Multiprocessing
import Platform
import ProbeSupport

private struct Request {
    let handle: PoolHandle<[Int]>
    let count: Int

    /// Its values, or nil where it was cancelled; anything else is a failure.
    func values() -> [Int]? {
        do {
            return try handle.get()
        } catch {
            if case PoolError.task(let cause) = error, cause.failure == .cancelled, handle.isCancelled { return nil }
            check(false, "\(error)")
            return nil
        }
    }
}

/// Workers are killed and stopped at random moments while handles of two pools are waited for, cancelled and let go of: each
/// has its values, or was cancelled, and nobody hangs.
func poolHandleChaos(kills: Int, seed: UInt64) throws {
    var generator = Generator(state: seed)
    let pools = try (0..<2).map { _ in
        try ProcessPool(options(2) { $0.onDeath = .retry(1000) }) { (number: Int) -> Int in
            if number % 100 == 0 { usleep(200) }
            return number * number
        }
    }
    var open: [Request] = []
    var (killed, done, cancelled) = (0, 0, 0)
    while killed < kills || !open.isEmpty {
        if killed < kills {
            if open.count < 8 {
                let count = generator.below(400)
                let pool = pools[generator.below(2)]
                open.append(
                    Request(handle: try pool.submitMap(0..<count, chunkSize: 1 + generator.below(20)), count: count))
            }
            killed += disturb(pools[generator.below(2)], &generator)
        }
        let handles = open.map(\.handle)
        if generator.below(4) == 0, let handle = handles.randomElement(using: &generator) { try handle.cancel() }
        let isPatient = generator.below(3) > 0
        let found = try PoolHandle.wait(any: handles, timeout: isPatient ? .seconds(10) : .milliseconds(1))
        check(!isPatient || !found.isEmpty || handles.isEmpty, "nothing in ten seconds")
        for request in open where request.handle.isReady {
            if let values = request.values() {
                check(values == (0..<request.count).map { $0 * $0 }, "wrong values")
                done += 1
            } else {
                cancelled += 1
            }
        }
        open.removeAll { $0.handle.isReady }
    }
    for pool in pools { check(try pool.close(timeout: .seconds(10)), "\(pool)") }
    print("\(killed) kills, \(done) done, \(cancelled) cancelled")
}

/// Kills a worker, or stops it for a moment; returns how many it killed.
private func disturb(_ pool: ProcessPool<Int, Int>, _ generator: inout Generator) -> Int {
    guard let victim = pool.insight.randomElement(using: &generator) else { return 0 }
    if generator.below(3) > 0 {
        kill(victim.pid, SIGKILL)
        return 1
    }
    kill(victim.pid, SIGSTOP)
    usleep(UInt32(generator.below(1000)))
    kill(victim.pid, SIGCONT)
    return 0
}
