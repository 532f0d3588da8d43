import Thresh

extension LineSearch {
    /// Goes on with lines that are appended.
    package func follow(_ settings: FollowSettings, _ display: any FollowDisplay) throws {
        let answer = GrepAnswer(mapper, columns: columns, display)
        try Follower(answer, mapper, settings, display).run()
    }
}
