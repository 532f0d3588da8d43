import Thresh
import ThreshLogs

/// The groups of a question: what is run to get them, and what becomes of each. Made ready in the driver when the formats
/// of the files are known, and there for every reducer then.
final class LogGroups {
    private let query: LogQuery
    private let mapper: LogMapper
    /// How reducers write rows.
    private let form: RowForm
    let plan: LogPlan
    /// What its keys begin with, where there are other questions.
    private let prefix: UInt8?
    private(set) var selection: LogSelection!
    private(set) var columns: [Column] = []
    private(set) var writer: LogGroupWriter!

    /// - Parameter plan: its own, where the mapper's is that of several questions.
    init(_ query: LogQuery, _ mapper: LogMapper, _ form: RowForm, plan: LogPlan? = nil) {
        self.query = query
        self.mapper = mapper
        self.form = form
        self.plan = plan ?? mapper.plan
        prefix = plan.map { UInt8($0.question) }
    }

    /// Whether rows are chosen when all groups are known: what several questions could not convert is counted apart there.
    var isChosenByDriver: Bool {
        !plan.keys.isEmpty && (!plan.windows.isEmpty || prefix != nil && !selection.conversions.isEmpty)
    }

    func prepare(_ files: [JobInput]) throws {
        try mapper.readers.prepare(files)
        try prepareSelection()
    }

    /// REQUIRES: the files are known.
    func prepareSelection() throws {
        try checkOrder()
        selection = try LogSelection(
            having: query.having, order: query.order,
            columns: Array(zip(plan.cellNames, plan.types(mapper.readers))), named: plan.named,
            computed: plan.computed, context: mapper.readers.rowContext)
        columns = plan.columns(mapper.readers, computed: selection.computedTypes)
        writer = LogGroupWriter(
            plan, selection, limit: query.limit, form, isChosenByDriver: isChosenByDriver, prefix: prefix)
    }

    /// The rows of an answer, from what reducers wrote.
    func answer(_ form: RowForm) -> LogAnswer {
        LogAnswer(
            plan: plan, selection: selection, limit: query.limit, form: form, isChosenByDriver: isChosenByDriver)
    }

    /// Throws where dates would be in the order of their bytes.
    private func checkOrder() throws(ThreshError) {
        let names = Set(query.order.flatMap(\.expression.fieldNames))
        for key in plan.keys where names.contains(key.name) {
            if let reason = mapper.readers.undecidedReason(of: key.expression) {
                throw ThreshError(.usage, "--sort \(key.name): \(reason)")
            }
        }
    }

    func run(_ options: JobOptions) throws -> JobResult {
        if mapper.plan.isCount { return try LogCounting(mapper: mapper, groups: self).run(options) }
        if let state = mapper.plan.quantilesState {
            return try LogQuantiles(mapper: mapper, groups: self, state: state).run(options)
        }
        return try LogAggregation(mapper: mapper, groups: self).run(options)
    }
}
