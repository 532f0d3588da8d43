import TestSupport
import Testing

/// Connections and listeners between processes. The scenarios are in Tests/Probes/Channel, since a test runner has
/// threads and cannot fork.
@Suite(.serialized, .timeLimit(.minutes(2))) struct ChannelProcessTests {
    // MARK: connections

    @Test func endsAreObjectsWhereVariablesCannotBeGivenUp() throws { try probe("pipe-ends") }
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

    // By an abstract name, a socket file, TCP.
    @Test(arguments: [0, 1, 2]) func clientsConnect(kind: Int) throws { try probe("listener-clients", 6, kind) }
    @Test(arguments: [0, 1, 2]) func whoDoesNotKnowTheKeyIsRefused(kind: Int) throws {
        try probe("listener-keys", kind)
    }
    @Test func anAddressHasOneListener() throws { try probe("listener-addresses") }
    @Test func aListenerThatAcceptsNobodyHangsNobody() throws { try probe("listener-full") }
    @Test func messagesGoOverTCP() throws { try probe("listener-internet") }
}
