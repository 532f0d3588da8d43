import Thresh
import ThreshCommand
import ThreshQueries

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
            let input = try log.input()
            let badLimit = log.badLimit(options)
            let memory = try FollowMemory(options.memory?.bytes)
            let isLive = FollowOutput.canDraw(options)
            let output = FollowOutput(
                options, hasHeader: log.header ? true : nil, isLive: isLive,
                interval: try interval.duration(default: isLive ? 0.25 : 10, follow))
            try self.follow(
                input, FollowSettings(options, launcher, badLimit), memory: memory, output, rate: width)
        }
    }
}

extension FollowSettings {
    init(_ options: RunOptions, _ launcher: JobLauncher, _ badLimit: BadLimit) {
        self.init(
            inputs: options.input, longestLine: Int(options.maxRecordSize.bytes), badLimit: badLimit,
            gather: { try launcher.gather($0) })
    }
}
