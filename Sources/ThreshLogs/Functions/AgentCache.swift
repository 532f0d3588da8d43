/// What is known of the user agents seen last: a log has few of them, and telling one takes some microseconds.
final class AgentCache {
    struct Family {
        let browser: StaticString
        let system: StaticString
        let bot: StaticString?
    }

    private struct Entry {
        var agent: [UInt8]
        var family: Family
    }

    private var entries: [Entry?] = Array(repeating: nil, count: 2048)

    func family(of agent: LineBytes) -> Family {
        let place = Int(AgentCache.hash(agent) & 2047)
        if let entry = entries[place], agent.equals(entry.agent) { return entry.family }
        let family = Family(
            browser: UserAgent.browser(agent), system: UserAgent.system(agent), bot: UserAgent.bot(agent))
        entries[place] = Entry(agent: (0..<agent.count).map { agent[$0] }, family: family)
        return family
    }

    /// Any hash will do: an entry that another agent has taken costs time, not truth.
    private static func hash(_ agent: LineBytes) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in 0..<agent.count { hash = (hash ^ UInt64(agent[index])) &* 0x0000_0100_0000_01B3 }
        return hash ^ hash >> 29
    }
}
