public import ArgumentParser
internal import Thresh

/// A length of time as an argument: `30s`, `5m`, `2h`.
public struct TimeLimit: ExpressibleByArgument {
    let duration: Duration

    public init?(argument: String) {
        // A century is no limit, and more is no number of nanoseconds.
        guard let seconds = HumanUnits.parseDuration(argument), seconds >= 0.1, seconds <= 3e9 else { return nil }
        duration = .milliseconds(Int64(seconds * 1000))
    }
}
