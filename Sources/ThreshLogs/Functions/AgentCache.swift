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

    private var entries: [Entry?] = Array(repeating: nil, count: 16384)

    func family(of agent: LineBytes) -> Family {
        let place = Int(agent.hash & 16383)
        if let entry = entries[place], agent.equals(entry.agent) { return entry.family }
        let family = Family(
            browser: UserAgent.browser(agent), system: UserAgent.system(agent), bot: UserAgent.bot(agent))
        entries[place] = Entry(agent: (0..<agent.count).map { agent[$0] }, family: family)
        return family
    }
}
