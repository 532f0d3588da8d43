import ArgumentParser
import Thresh
import ThreshCommand
import ThreshLogs
import ThreshQueries

/// Two sets of lines side by side.
struct ComparisonOption: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Beside the lines of --since and --until those of the same period so much before, as in -1d; or beside those of --where those for which this holds. Each aggregate has columns for both, their difference and ratio, and z.",
            valueName: "time|expr"),
        completion: LineCompletion.fields)
    var compare: String?
}

extension LogQuery {
    /// The question as it is asked, and of which lines.
    func compared(_ option: ComparisonOption, _ log: LogOptions) throws -> (query: LogQuery, input: LogInput) {
        guard let text = option.compare else { return (self, try log.input()) }
        if let length = LogQuery.length(text) {
            let (comparison, notes) = try log.comparison(before: length)
            if let key = momentKey {
                throw ThreshError(
                    .usage,
                    "--by \(key): its times are others in each period; group by hour_of_day(time) or weekday(time), or leave out --compare"
                )
            }
            var input = try log.input(comparing: comparison, isPeriod: true)
            input.notes = notes
            return (try comparing(comparison), input)
        }
        let comparison = try log.comparison(with: text)
        return (try comparing(comparison), try log.input(comparing: comparison, isPeriod: false))
    }

    /// A length of time, which may have a minus before it.
    private static func length(_ text: String) -> String? {
        let length = text.hasPrefix("-") ? String(text.dropFirst()) : text
        guard let expression = try? QueryText.expression(length), case .literal(.duration) = expression.kind else {
            return nil
        }
        return length
    }
}

extension LogOptions {
    /// The lines of --since and --until, and those so much before.
    fileprivate func comparison(before length: String) throws -> (comparison: LogComparison, notes: [String]) {
        guard let since else {
            throw ThreshError(
                .usage, "--compare -\(length) needs --since, the beginning of the period; or give a condition")
        }
        let start = try LogOptions.moment(since, "--since")
        let end = try until.map { try LogOptions.moment($0, "--until") } ?? "now"
        return try LogComparison.periods(start, end, before: length, try context())
    }

    /// The lines of --where, and those of another condition.
    fileprivate func comparison(with text: String) throws -> LogComparison {
        _ = try QueryText.expression(text)
        guard let condition else {
            throw ThreshError(
                .usage, "--compare '\(text)' needs --where, the condition of the lines that it is compared with")
        }
        return LogComparison(one: condition, other: text)
    }

    fileprivate func input(comparing comparison: LogComparison, isPeriod: Bool) throws -> LogInput {
        var options = self
        if isPeriod { (options.since, options.until) = (nil, nil) } else { options.condition = nil }
        return try options.input(and: comparison.filter)
    }
}
