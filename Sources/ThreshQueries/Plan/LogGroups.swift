import Thresh
import ThreshLogs

/// The groups of a question: what is run to get them, and what becomes of each. Made ready in the driver when the formats
/// of the files are known, and there for every reducer then.
final class LogGroups {
    private let query: LogQuery
    private let mapper: LogMapper
    private let isJSON: Bool
    private(set) var selection: LogSelection!
    /// nil where cells are texts.
    private(set) var json: JSONRows?
    private(set) var columns: [Column] = []
    private(set) var writer: LogGroupWriter!

    init(_ query: LogQuery, _ mapper: LogMapper, isJSON: Bool) {
        self.query = query
        self.isJSON = isJSON
        self.mapper = mapper
    }

    func prepare(_ files: [JobInput]) throws {
        try mapper.readers.prepare(files)
        let plan = mapper.plan
        let types = plan.types(mapper.readers)
        let selection = try LogSelection(query, Array(zip(plan.columnNames, types)), mapper.readers.context)
        self.selection = selection
        columns = plan.columns(mapper.readers)
        if isJSON {
            json = JSONRows(plan: plan, types: types, zone: mapper.readers.context.zone)
            columns = JSONRows.columns(columns)
        }
        writer = LogGroupWriter(query, mapper, selection, json)
    }

    func run(_ options: JobOptions) throws -> JobResult {
        if mapper.plan.states == [.count] { return try LogCounting(mapper: mapper, groups: self).run(options) }
        if let argument = mapper.plan.quantilesArgument {
            return try LogRanking(mapper: mapper, groups: self, argument: argument).run(options)
        }
        return try LogAggregation(mapper: mapper, groups: self).run(options)
    }
}
