import Foundation
import TestSupport
import Testing

/// Children and pools of programs that have threads: from a fork server, or by executing the program anew.
@Suite(.serialized, .timeLimit(.minutes(2))) struct ServerTests {
    @Test func aForkServerRunsEntryPointsForAProgramWithThreads() throws { try probe("server-children") }
    @Test func aProgramStartsAnewToRunEntryPoints() throws { try probe("spawn-children") }
    @Test func aProgramThatDoesNotLookCannotStartAnew() throws { try probe("spawn-unhooked") }
    @Test func aForkServerIsNoHopeForThoseWhoWait() throws { try probe("server-family") }
    @Test func aKilledForkServerIsReplaced() throws { try probe("server-killed") }
    @Test func aChildIsRefusedItsParentsForkServer() throws { try probe("server-in-child") }
    @Test func aPoolWorksBehindAForkServer() throws { try probe("server-pool") }
    @Test func killsBehindAForkServerLoseNoResult() throws { try probe("server-chaos", 100, 1) }

    @Test func nobodyOutlivesAKilledProgram() throws {
        let command = try Command.product("process-probe", ["server-orphans"]).start()
        // The server, a child of it, a spawned child, and two workers of a pool.
        let isComplete = command.waitUntil { $0.outputSoFar.count { $0 == 10 } == 5 }
        let pids = String(decoding: command.outputSoFar, as: UTF8.self).split(separator: "\n").compactMap { pid_t($0) }
        #expect(isComplete && pids.count == 5)
        for pid in pids { #expect(isRunning(pid)) }
        command.send(SIGKILL)
        let killed = ContinuousClock.now
        while pids.contains(where: isRunning) && ContinuousClock.now - killed < .seconds(3) { usleep(1000) }
        #expect(ContinuousClock.now - killed < .seconds(1))
        #expect(try command.wait().leftovers.isEmpty)
    }

    @Test func aPoolServesSwiftConcurrency() throws {
        var command = Command.product("async-probe")
        command.deadline = .seconds(30)
        let result = try command.run()
        #expect(result.isSuccess && result.leftovers.isEmpty, "\(result)\n\(result.text.prefix(3000))")
    }

    private func isRunning(_ pid: pid_t) -> Bool {
        guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
            let end = stat.lastIndex(of: ")")
        else { return false }
        return !stat[end...].hasPrefix(") Z")
    }
}
