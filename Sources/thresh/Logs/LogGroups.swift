import Thresh
import ThreshLogs

/// The groups of a question: what is run to get them, and what becomes of each. Made ready in the driver when the formats
/// of the files are known, and there for every reducer then.
final class LogGroups {
    private let query: LogQuery
    private let mapper: LogMapper
    private(set) var selection: LogSelection!
    private(set) var writer: LogGroupWriter!

    init(_ query: LogQuery, _ mapper: LogMapper) {
        self.query = query
        self.mapper = mapper
    }

    func prepare(_ files: [JobInput]) throws {
        try mapper.readers.prepare(files)
        let plan = mapper.plan
        let selection = try LogSelection(
            query, Array(zip(plan.columnNames, plan.types(mapper.readers))), mapper.readers.context)
        self.selection = selection
        writer = LogGroupWriter(query, mapper, selection)
    }

    func run(_ options: JobOptions) throws -> JobResult {
        if mapper.plan.states == [.count] { return try LogCounting(mapper: mapper, groups: self).run(options) }
        if let argument = mapper.plan.quantilesArgument {
            return try LogRanking(mapper: mapper, groups: self, argument: argument).run(options)
        }
        return try LogAggregation(mapper: mapper, groups: self).run(options)
    }
}
