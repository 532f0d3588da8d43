import Platform
import Thresh
import ThreshCommand
import ThreshLogs

extension LogQuery {
    /// Answers from what is in the files, and goes on with what is appended.
    ///
    /// - Parameter rate: the length of a bucket in nanoseconds, where the first key is one; else the heaviest groups are asked
    ///   for.
    func follow(
        _ log: LogOptions, _ options: RunOptions, _ follow: FollowOptions, _ interval: FollowIntervalOption,
        name: String,
        rate width: Int64? = nil
    ) throws {
        let launcher = JobLauncher(options: options, name: name)
        try launcher.launch {
            try launcher.checkPrints(endlessly: true)
            let context = try log.context()
            let badLimit = try log.badLimit()
            let plan = try LogPlan(filter: try log.filter(), by: by, aggregates: aggregates)
            let mapper = LogMapper(plan: plan, context: context, format: log.format)
            let memory = try FollowMemory(options)
            let isLive = FollowOutput.canDraw(options)
            let output = FollowOutput(
                options, hasHeader: log.header ? true : nil, isLive: isLive,
                interval: try interval.duration(default: isLive ? 0.25 : 10, follow))
            if let width, let buckets {
                let answer = RateAnswer(try buckets(context), width: width, mapper, memory, output)
                try Follower(answer, mapper, output, launcher: launcher, options: options, badLimit: badLimit).run(
                    options)
            } else {
                let answer = TopAnswer(limit ?? .max, mapper, memory, output)
                try Follower(answer, mapper, output, launcher: launcher, options: options, badLimit: badLimit).run(
                    options)
            }
        }
    }
}
