import Foundation
import TestSupport
import Testing

/// Locks, queues, children and the ledger under processes that are killed. The scenarios are in Tests/Probes, since a
/// test runner has threads and cannot fork.
@Suite(.serialized, .timeLimit(.minutes(2))) struct ProcessTests {
    private func probe(_ scenario: String, _ arguments: Int..., deadline: Duration = .seconds(40)) throws {
        var command = Command.product("multiprocessing-probe", [scenario] + arguments.map(String.init))
        command.deadline = deadline
        let result = try command.run()
        #expect(result.isSuccess, "\(result)\n\(result.text.prefix(3000))")
        #expect(result.leftovers.isEmpty, "\(result)")
    }

    // MARK: locks

    @Test func theNextOwnerIsToldThatTheLastOneDied() throws { try probe("lock-owner-died") }
    @Test func aLockGivesUpAfterItsTimeout() throws { try probe("lock-timeout") }
    @Test func lockingTwiceIsAnErrorAndNoDeadlock() throws { try probe("lock-recursion") }
    @Test func aLockExcludes() throws { try probe("lock-counter", 4, 20000) }

    // MARK: queues

    @Test(arguments: [(1, 1), (2, 2), (4, 4), (8, 8), (8, 1), (1, 8)])
    func everyMessageArrivesOnceAndInOrder(producers: Int, consumers: Int) throws {
        try probe("queue-transfer", producers, consumers, 24000 / producers)
    }

    @Test(arguments: [1, 2, 3])
    func killsLoseAndRepeatNoMessage(seed: Int) throws { try probe("queue-kills", 300, seed) }

    @Test func closingWakesEveryone() throws { try probe("queue-close") }
    @Test func queueTimeoutsAreKept() throws { try probe("queue-timeouts") }
    @Test func messagesWrapAroundAndHaveALimit() throws { try probe("queue-sizes") }
    @Test func aKilledSleeperTakesNoWakeUpWithIt() throws { try probe("queue-put-killed-while-waiting") }

    // MARK: children

    @Test func exitCodesAndSignalsAreTold() throws { try probe("child-endings") }
    @Test func theCertificateTellsThePeakMemory() throws { try probe("child-certificate") }
    @Test func forkIsRefusedInAProcessWithThreads() throws { try probe("child-of-threads") }
    @Test func childrenAreWaitedForAndLeaveNoZombie() throws { try probe("child-waiting") }
    @Test func childrenHaveDefaultSignals() throws { try probe("child-signals") }

    @Test func childrenDieWithTheirParent() throws {
        let command = try Command.product("multiprocessing-probe", ["child-orphan"]).start()
        #expect(command.waitUntil { $0.outputSoFar.last == 10 })
        let pids = String(decoding: command.outputSoFar, as: UTF8.self).split { " \n".contains($0) }.compactMap {
            pid_t($0)
        }
        #expect(pids.count == 2)
        for pid in pids { #expect(isRunning(pid)) }
        command.send(SIGKILL)
        let killed = ContinuousClock.now
        while pids.contains(where: isRunning) && ContinuousClock.now - killed < .seconds(2) { usleep(1000) }
        #expect(ContinuousClock.now - killed < .seconds(1))
        #expect(try command.wait().leftovers.isEmpty)
    }

    // MARK: the ledger

    @Test(arguments: [2, 4, 8])
    func eachTaskIsClaimedByOneProcess(processes: Int) throws { try probe("ledger-claims", processes, 20000) }
}
