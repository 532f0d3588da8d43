import Foundation
import TestSupport
import Testing

/// Connections and listeners between processes. The scenarios are in Tests/Probes/Channel, since a test runner has
/// threads and cannot fork.
@Suite(.serialized, .timeLimit(.minutes(2))) struct ChannelProcessTests {
    private func probe(_ scenario: String, _ arguments: Int..., deadline: Duration = .seconds(40)) throws {
        var command = Command.product("channel-probe", [scenario] + arguments.map(String.init))
        command.deadline = deadline
        let result = try command.run()
        #expect(result.isSuccess, "\(result)\n\(result.text.prefix(3000))")
        #expect(result.leftovers.isEmpty, "\(result)")
    }

    // MARK: connections

    @Test func messagesGoBothWays() throws { try probe("pipe-echo") }
    @Test(arguments: [16 << 20, 100_000_000]) func largeMessagesArrive(byteCount: Int) throws {
        try probe("pipe-large", byteCount)
    }
    @Test func aMessageBeyond4GiBArrivesInParts() throws { try probe("pipe-beyond-4-gib", deadline: .seconds(60)) }
    @Test func aDeadPeerIsAnErrorAndNoHang() throws { try probe("pipe-death") }
    @Test func signalsDoNotShow() throws { try probe("pipe-interruptions") }
    @Test func descriptorsGoAcross() throws { try probe("pipe-descriptors") }
    @Test func connectionsGoAcross() throws { try probe("pipe-hand-over") }
    @Test func manyAreWaitedForAtOnce() throws { try probe("wait-many") }

    // MARK: listeners

    @Test(arguments: [0, 1]) func clientsConnect(byPath: Int) throws { try probe("listener-clients", 6, byPath) }
    @Test func whoDoesNotKnowTheKeyIsRefused() throws { try probe("listener-keys") }
    @Test func anAddressHasOneListener() throws { try probe("listener-addresses") }

    // MARK: managers

    @Test func managedContainersAreRight() throws { try probe("manager-containers") }
    @Test func registeredTypesAreServed() throws { try probe("manager-custom") }
    @Test func managedObjectsAreShared() throws { try probe("manager-sharing") }
    @Test func aKilledServerIsAnErrorAndNoHang() throws { try probe("manager-death") }
    @Test func anAddressIsUsedAgainAtOnce() throws { try probe("manager-restart") }

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
