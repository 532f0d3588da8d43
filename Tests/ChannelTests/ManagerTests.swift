import Foundation
import TestSupport
import Testing

/// Managers: objects in a server process.
@Suite(.serialized, .timeLimit(.minutes(2))) struct ManagerTests {
    @Test func managedContainersAreRight() throws { try probe("manager-containers") }
    @Test func registeredTypesAreServed() throws { try probe("manager-custom") }
    @Test func managedObjectsAreShared() throws { try probe("manager-sharing") }
    @Test func aServerIsNoHopeForThoseWhoWaitElsewhere() throws { try probe("manager-beside") }
    @Test func aKilledServerIsAnErrorAndNoHang() throws { try probe("manager-death") }
    @Test func anAddressIsUsedAgainAtOnce() throws { try probe("manager-restart") }

    @Test func queuesAreServedAndWhatTheDeadTookComesAgain() throws { try probe("manager-queues") }
    @Test func locksAreServedAndTheNextHolderIsTold() throws { try probe("manager-locks") }
    @Test func eventsConditionsAndBarriersAreServed() throws { try probe("manager-signals") }
    @Test func aManagedObjectShowsItsState() throws { try probe("manager-descriptions") }
    @Test func aStoppedServerHangsNobody() throws { try probe("manager-stuck") }
    @Test func threadsOfAProcessWaitForEachOther() throws { try probe("manager-threads") }
    @Test func aManagerIsFoundByItsAddress() throws { try probe("manager-remote") }
    @Test(arguments: [1, 2]) func killedClientsHangNobody(seed: Int) throws { try probe("manager-chaos", 300, seed) }

    @Test func objectsGoWithTheirLastHandle() throws { try probe("manager-lives") }
    @Test func childrenKeepWhatTheyInherited() throws { try probe("manager-heirs") }
    @Test func handlesOnTheirWayKeepTheirObjects() throws { try probe("manager-transit") }
    @Test func handlesThatArriveAreAlive() throws { try probe("manager-handle-chaos", 100, 3) }

    @Test func theServerDiesWithItsOwner() throws {
        let command = try Command.product("channel-probe", ["manager-orphan"]).start()
        #expect(command.waitUntil { $0.outputSoFar.last == 10 })
        #expect(command.processes.count == 2)
        command.send(9)
        let result = try command.wait()
        // It is killed with its owner; give the kernel a moment.
        let pid = result.text.split(separator: "\n").first.map(String.init) ?? ""
        let deadline = ContinuousClock.now + .seconds(1)
        while isRunning(pid) && ContinuousClock.now < deadline { usleep(1000) }
        #expect(!isRunning(pid))
    }

    /// Whether there is such a process and it has not ended.
    private func isRunning(_ pid: String) -> Bool {
        guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
            let end = stat.lastIndex(of: ")")
        else { return false }
        return !stat[end...].hasPrefix(") Z")
    }
}
