import ThreshLogs

/// Where the states of a question are in the bytes of a group.
struct StateLayout {
    let states: [LogPlan.State]
    /// Of each state, the expression that must hold for a line, and which use of numbers it is.
    let filters: [Int?]
    let uses: [Int?]
    /// The expression that is the time of a line.
    let time: Int?
    /// Of each state: a multiple of 8.
    let offsets: [Int]
    let byteCount: Int

    init(_ plan: LogPlan) {
        states = plan.states
        filters = plan.filters
        uses = plan.states.indices.map { plan.numberUse(ofState: $0) }
        time = plan.timeExpression
        var end = 0
        offsets = states.map { state in
            defer { end += StateLayout.byteCount(of: state) }
            return end
        }
        byteCount = end
    }

    /// How many states can be kept on disk.
    var spillableCount: Int {
        states.count { state in
            switch state {
            case .distinct, .top, .quantiles: true
            default: false
            }
        }
    }

    private static func byteCount(of state: LogPlan.State) -> Int {
        switch state {
        case .count, .countPresent: 8
        case .sum: SumState.byteCount
        case .smallest, .largest: ValueState.byteCount
        // Behind the time.
        case .first, .last: 8 + ValueState.byteCount
        // The number plus one of what is elsewhere.
        case .moments, .quantiles, .sketch, .distinct, .distinctEstimate, .top, .topEstimate: 8
        }
    }
}

extension LogPlan {
    var layout: StateLayout { StateLayout(self) }
}

/// What one state takes from a line of one format.
struct StateStep: BitwiseCopyable {
    enum Operation: UInt8, BitwiseCopyable {
        case count, countPresent, sum, moments, smallest, largest, quantiles, sketch, distinct, distinctEstimate, first,
            last, top, topEstimate
        /// What `filtered` says, where the filter holds.
        case filter
    }

    var operation: Operation
    let filtered: Operation
    /// The expression that must hold, or -1.
    let filter: Int
    /// Where the state is.
    let offset: Int
    /// Its number in the plan.
    let state: Int
    /// The expression that it is about, if it is one.
    let argument: Int
    /// The field that the expression is, or -1.
    let field: Int
    /// Which use of numbers it is, or -1.
    let use: Int
    /// Whether values are counted, since some may be no numbers.
    let counts: Bool
}

/// What all states of a plan take from a line of one format, in their order.
@safe final class StateSteps {
    /// SAFETY: `count` steps, made and freed with this object.
    let start: UnsafePointer<StateStep>
    let count: Int

    init(_ layout: StateLayout, _ reader: LogReader) {
        count = layout.states.count
        let steps = UnsafeMutablePointer<StateStep>.allocate(capacity: max(1, count))
        for (index, state) in layout.states.enumerated() {
            let argument = state.argument ?? -1
            let use = layout.uses[index]
            let (operation, filter) = (StateSteps.operation(of: state), layout.filters[index])
            unsafe (steps + index).initialize(
                to: StateStep(
                    operation: filter == nil ? operation : .filter, filtered: operation, filter: filter ?? -1,
                    offset: layout.offsets[index], state: index,
                    argument: argument, field: argument < 0 ? -1 : reader.plainFields[argument] ?? -1,
                    use: use ?? -1, counts: use.map { reader.countsUse[$0] } ?? false))
        }
        unsafe start = UnsafePointer(steps)
    }

    deinit { unsafe start.deallocate() }

    private static func operation(of state: LogPlan.State) -> StateStep.Operation {
        switch state {
        case .count: .count
        case .countPresent: .countPresent
        case .sum: .sum
        case .moments: .moments
        case .smallest: .smallest
        case .largest: .largest
        case .quantiles: .quantiles
        case .sketch: .sketch
        case .distinct: .distinct
        case .distinctEstimate: .distinctEstimate
        case .first: .first
        case .last: .last
        case .top: .top
        case .topEstimate: .topEstimate
        }
    }
}
