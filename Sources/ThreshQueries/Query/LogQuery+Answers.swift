package import Thresh
import ThreshLogs

extension LogQuery {
    /// Questions that a key's first byte can number.
    package static let mostQuestions = 100

    /// Runs several questions in one reading of the input, and gives the rows of each to a sink of its own, one question after
    /// another.
    ///
    /// - Parameter sink: called with the number of a question when its rows are ready.
    package static func answers(
        _ questions: [(query: LogQuery, plan: LogPlan)], _ input: LogInput, _ options: JobOptions,
        sink: @escaping (Int) throws -> any RowSink
    ) throws -> LogOutcome {
        let mapper = LogMapper(plan: try LogPlan.joined(questions.map(\.plan)), input)
        let form = RowForm.cells(LogRowWriter(zone: input.context.zone))
        let groups = questions.map { LogGroups($0.query, mapper, form, plan: $0.plan) }
        var options = options
        prepare(&options, mapper, input, questions.map(\.plan), hasSeveral: true)
        options.readParts = { parts, result in
            let selections = groups.map { $0.selection! }
            if ConversionReport(result, mapper.readers, selections).refusal != nil { return }
            for (number, group) in groups.enumerated() {
                let output = try sink(number)
                try output.begin(group.columns)
                try group.answer(form).forEach(parts.beginning(with: UInt8(number))) { try output.add($0) }
            }
        }
        let result = try LogQuestions(mapper: mapper, groups: groups).run(options)
        let notes = mapper.readers.notes + questions.flatMap(\.plan.errorBounds)
        return LogOutcome(result, mapper.readers, groups.map { $0.selection! }, notes: notes)
    }

    /// The questions as they are run together.
    package static func plans(
        _ queries: [LogQuery], _ input: LogInput
    ) throws(ThreshError) -> [(query: LogQuery, plan: LogPlan)] {
        var plans: [(query: LogQuery, plan: LogPlan)] = []
        for query in queries { plans.append((query, try query.plan(input, behind: plans.last?.plan))) }
        // What later ones added is computed for all.
        return plans
    }

    /// What the map half leaves, and how it is gone on with.
    ///
    /// - Parameter hasSeveral: whether keys begin with the number of their question.
    static func prepare(
        _ options: inout JobOptions, _ mapper: LogMapper, _ input: LogInput, _ plans: [LogPlan], hasSeveral: Bool
    ) {
        // Parts are no more than what reducers divide among themselves here.
        options.partitions = options.partitions.map { min($0, LogQuery.mostPartitions) }
        guard options.partial != nil else { return }
        // Alike for inputs of any size, so that partials of different ones can be merged.
        options.partitions = options.partitions ?? LogQuery.partialPartitions
        options.partial?.takesOtherInputs = true
        let isPlaced = options.partial?.isPlaced == true
        options.partial?.survey = {
            isPlaced
                ? try LogSurvey(placed: mapper.readers).bytes(context: nil)
                : try LogSurvey(mapper.readers).bytes(context: input.context)
        }
        options.partial?.isEmpty = { mapper.readers.isEmpty(file: $0) }
        options.partial?.reconcile = {
            let (path, earlier) = ($0, $1)
            let (survey, types) = try mapper.readers.goOn(
                path: path, earlier: earlier, areAllThere: $2, context: input.context)
            return (
                survey,
                try types.flatMap {
                    try LogQuery.rewrite($0, mapper, plans, hasSeveral: hasSeveral, path: path)
                }
            )
        }
        options.partial?.reading = { mapper.readers.reading(ofFile: $0) }
        options.partial?.goesOn = LogReaders.goesOn
        let areRead = options.partial?.isPlacedMap == true
        options.partial?.adopt = { surveys in
            let kept = try mapper.readers.adopt(surveys, areRead: areRead)
            return try zip(surveys, kept).map { survey, kept in
                var change = PartialChange()
                change.kinds = kept.kinds
                change.rewrite = try kept.types.flatMap {
                    try LogQuery.rewrite($0, mapper, plans, hasSeveral: hasSeveral, path: survey.path)
                }
                return change
            }
        }
    }
}
