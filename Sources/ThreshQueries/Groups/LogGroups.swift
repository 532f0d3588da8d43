import Thresh
import ThreshLogs

/// The groups of a question: what is run to get them, and what becomes of each. Made ready in the driver when the formats
/// of the files are known, and there for every reducer then.
final class LogGroups {
    private let query: LogQuery
    private let mapper: LogMapper
    /// How reducers write rows.
    private let form: RowForm
    private(set) var selection: LogSelection!
    private(set) var columns: [Column] = []
    private(set) var writer: LogGroupWriter!

    var plan: LogPlan { mapper.plan }

    init(_ query: LogQuery, _ mapper: LogMapper, _ form: RowForm) {
        self.query = query
        self.mapper = mapper
        self.form = form
    }

    func prepare(_ files: [JobInput]) throws {
        try mapper.readers.prepare(files)
        let plan = mapper.plan
        selection = try LogSelection(
            having: query.having, order: query.order,
            columns: Array(zip(plan.cellNames, plan.types(mapper.readers))), named: plan.named,
            computed: plan.computed, context: mapper.readers.context)
        columns = plan.columns(mapper.readers, computed: selection.computedTypes)
        writer = LogGroupWriter(plan, selection, limit: query.limit, form)
    }

    func run(_ options: JobOptions) throws -> JobResult {
        if mapper.plan.isCount { return try LogCounting(mapper: mapper, groups: self).run(options) }
        if let state = mapper.plan.quantilesState {
            return try LogQuantiles(mapper: mapper, groups: self, state: state).run(options)
        }
        return try LogAggregation(mapper: mapper, groups: self).run(options)
    }
}
