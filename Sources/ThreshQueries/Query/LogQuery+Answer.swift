package import Thresh
import ThreshLogs

extension LogQuery {
    /// All of them are read at the same time.
    static let mostPartitions = 256
    static let partialPartitions = 16

    /// Runs it, and gives its rows to a sink.
    ///
    /// - Parameters:
    ///   - plan: its own, for this input.
    ///   - bar: what is shown of a count's share of the greatest, behind each row of a bucket; nil for nothing.
    package func answer(
        _ plan: LogPlan, _ input: LogInput, _ options: JobOptions, bar: ((Double) -> String)? = nil,
        to sink: any RowSink
    ) throws -> LogOutcome {
        let mapper = LogMapper(plan: plan, input)
        let writer = LogRowWriter(zone: input.context.zone)
        let groups = LogGroups(self, mapper, buckets == nil ? .cells(writer) : .values)
        var gapNote: String?
        var options = options
        LogQuery.prepare(&options, mapper, input, [plan], hasSeveral: false)
        options.readParts = { parts, result in
            // Where there is no answer, no row is one.
            if ConversionReport(result, mapper.readers, [groups.selection]).refusal != nil { return }
            let bar = buckets == nil ? nil : bar
            try sink.begin(groups.columns + (bar == nil ? [] : [Column("")]))
            if let buckets {
                let answer = LogBucketAnswer(
                    plan: plan, buckets: try buckets(input.context), period: input.period, writer: writer, bar: bar)
                gapNote = try answer.write(parts, to: sink)
            } else {
                try groups.answer(.cells(writer)).forEach(parts) { try sink.add($0) }
            }
        }
        let result = try groups.run(options)
        let notes = (gapNote.map { [$0] } ?? []) + mapper.readers.notes + plan.errorBounds
        return LogOutcome(result, mapper.readers, [groups.selection], notes: notes)
    }
}
