import ArgumentParser
import Thresh
import ThreshCommand
import ThreshLogs

/// How often an answer is shown while its files grow.
struct FollowIntervalOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "With --follow: the shortest time from one answer to the next. (default: 250ms on a terminal, else 10s)",
            valueName: "duration"))
    var interval: String?

    /// The least that makes sense, and more than a year, which clocks cannot add.
    private static let range = 0.05...1e7

    /// - Parameter default: in seconds.
    func duration(default seconds: Double, _ follow: FollowOptions) throws(ThreshError) -> Duration {
        guard let interval else { return .milliseconds(Int(seconds * 1000)) }
        if !follow.isOn { throw ThreshError(.usage, "--interval is how often --follow shows its answer; add --follow") }
        guard let expression = try? Expression.parse(interval), case .literal(.duration(let length)) = expression.kind,
            FollowIntervalOption.range.contains(length)
        else { throw ThreshError(.usage, "--interval \(interval) is no length of time; give 500ms, 10s or 5m") }
        return .milliseconds(Int(length * 1000))
    }

    /// Refuses it where nothing is followed.
    func check(_ follow: FollowOptions) throws {
        if interval != nil { try JobLauncher.reportingErrors { _ = try duration(default: 1, follow) } }
    }
}

/// What every question can say that goes on while its files grow.
struct FollowOptions: ParsableArguments {
    @Flag(
        name: .customLong("follow"),
        help:
            "Answer from what is there, then go on with what is appended, through rotation, until Ctrl-C; with - for standard input, until its end. Only what comes from now on: --since now."
    )
    var isOn = false
}
