import Thresh

extension LogQuery {
    /// Answers from what is in the files, and goes on with what is appended.
    ///
    /// - Parameter width: the length of a bucket in nanoseconds, where the first key is one; else the heaviest groups are
    ///   asked for.
    package func follow(
        _ input: LogInput, _ settings: FollowSettings, memory: FollowMemory, _ display: any FollowDisplay,
        rate width: Int64? = nil
    ) throws {
        let plan = try LogPlan(filter: input.filter, by: by, aggregates: aggregates)
        if !plan.isPlain {
            throw ThreshError(
                .usage, "--follow shows aggregates as they are; leave out what is computed from them, or --follow")
        }
        let mapper = LogMapper(plan: plan, input)
        if let width, let buckets {
            let answer = RateAnswer(try buckets(input.context), width: width, mapper, memory, display)
            try Follower(answer, mapper, settings, display).run()
        } else {
            try Follower(TopAnswer(limit ?? .max, mapper, memory, display), mapper, settings, display).run()
        }
    }
}
