import Thresh
import ThreshLogs

extension LogCell {
    /// What an output of the plan has of it.
    func value(_ output: LogPlan.Output, _ plan: LogPlan) -> LogValue {
        switch self {
        case .count(let count), .countPresent(_, let count): return .integer(count)
        case .sum(_, let integers, let numbers, _):
            guard var numbers else { return .integer(integers) }
            numbers.add(Double(integers))
            return .number(numbers.result)
        case .moments(_, let state):
            guard let moments = state.value.result else { return .none }
            switch output.function {
            case .mean: return .number(moments.mean)
            case .variance: return LogCell.value(moments.variance)
            default: return LogCell.value(moments.standardDeviation)
            }
        case .extreme(_, _, let bytes), .byTime(_, _, _, let bytes):
            return bytes.map { LogCell.value(ofKey: $0) } ?? .none
        case .quantiles(_, let state):
            guard case .quantile(let share) = output.function else { return .none }
            return LogCell.value(state.value.result.quantile(share))
        case .sketch(_, let state):
            guard case .quantile(let share) = output.function else { return .none }
            return LogCell.value(state.value.quantile(share))
        case .distinct(_, let state): return .integer(state.value.count)
        case .distinctEstimate(_, let state): return .integer(state.value.result.count)
        case .top(_, let state): return LogCell.value(state.value.result[...])
        case .topEstimate(_, let state):
            guard case .topEstimate(_, let count) = plan.states[output.state] else { return .none }
            return LogCell.value(state.value.result.prefix(count))
        }
    }

    private static func value(_ number: Double?) -> LogValue { number.map { .number($0) } ?? .none }

    private static func value(ofKey key: [UInt8]) -> LogValue {
        unsafe key.withUnsafeBytes { LogKey.values(of: unsafe ByteView($0), count: 1)[0] }
    }

    private static func value(_ ranking: ArraySlice<RankedKey>) -> LogValue {
        .ranking(ranking.map { LogValue.Ranked(value: value(ofKey: $0.key), lines: $0.count) })
    }
}
