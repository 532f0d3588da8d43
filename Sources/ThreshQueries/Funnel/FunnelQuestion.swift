package import Thresh
import ThreshLogs

/// A question about a funnel as it is run: how far each key gets is found by one job, and summed up by another.
package struct FunnelQuestion {
    private let steps: [FunnelStep]
    private let plan: LogPlan
    private let window: Int64
    private let input: LogInput

    /// - Parameters:
    ///   - steps: as they are typed, at most `mostSteps`.
    ///   - by: what a client is.
    ///   - within: nanoseconds, the longest time from the first step to the last; nil for any.
    ///   - page: what a line's page is; nil: the path without its query.
    package init(_ steps: [String], by: String, within: Int64?, page: String?, _ input: LogInput) throws(ThreshError) {
        var parsed: [FunnelStep] = []
        for step in steps { parsed.append(try FunnelStep(step, page: page)) }
        self.steps = parsed
        plan = try LogPlan(
            filter: input.filter, by: try QueryText.list(by), values: parsed.map(\.condition), areConditions: true)
        window = within ?? .max
        self.input = input
    }

    package static let mostSteps = FunnelChain.mostSteps

    /// Gives a sink a row for each step.
    package func answer(_ options: JobOptions, to sink: any RowSink) throws -> LogOutcome {
        let job = LogFunnel(plan, steps, window: window, input)
        var result: JobResult?
        let clients = try Dataset.make(options) {
            let made = try job.run($0)
            result = made
            return made
        }
        var table = FunnelTable(steps.map(\.text))
        try FunnelSummary().forEachResult(clients.options(options)) { step, totals in
            table.set(step, reached: totals.reached, median: totals.result.median)
        }
        try sink.begin(FunnelTable.columns)
        try sink.add(lines: table.rows)
        return LogOutcome(result!, job.readers, notes: job.readers.notes)
    }
}
