import Thresh
import ThreshLogs

/// What an aggregate amounts to.
enum AggregateResult {
    /// Of no values.
    case none
    case value(LogKey.Part)
    case sum(DecimalSum)
    case ranking([RankedKey])
}

extension GroupStates {
    /// What an output of the plan has for a group.
    func result(_ output: LogPlan.Output, _ state: UnsafeRawPointer) -> AggregateResult {
        let state = unsafe UnsafeMutableRawPointer(mutating: state) + layout.offsets[output.state]
        let number = unsafe state.part(0, as: Int.self).pointee
        switch layout.states[output.state] {
        case .count, .countPresent: return .value(.integer(number))
        case .sum: return unsafe sum(output, state.part(0, as: SumState.self).pointee)
        case .smallest, .largest: return unsafe result(state.part(0, as: ValueState.self).pointee)
        case .first, .last: return unsafe result(state.part(8, as: ValueState.self).pointee)
        case .moments:
            guard number > 0, let moments = unsafe moments[number].result else { return .none }
            let value = output.function == .variance ? moments.variance : moments.standardDeviation
            return value.map { .value(.number($0)) } ?? .none
        case .quantiles:
            guard number > 0, case .quantile(let share) = output.function else { return .none }
            if unsafe ranked?.number != number { unsafe ranked = (number, quantiles[number].result) }
            return unsafe ranked!.numbers.quantile(share).map { .value($0) } ?? .none
        case .sketch:
            guard number > 0, case .quantile(let share) = output.function else { return .none }
            return unsafe sketches[number].quantile(share).map { .value(.number($0)) } ?? .none
        case .distinct: return unsafe .value(.integer(number == 0 ? 0 : distinct[number].count))
        case .distinctEstimate:
            return unsafe .value(.integer(number == 0 ? 0 : distinctEstimates[number].result.count))
        case .top: return unsafe .ranking(number == 0 ? [] : tops[number].result)
        case .topEstimate(_, let count):
            return unsafe .ranking(number == 0 ? [] : Array(topEstimates[number].result.prefix(count)))
        }
    }

    private func result(_ value: ValueState) -> AggregateResult {
        switch value.kind {
        case .none: .none
        case .boolean: .value(.boolean(value.bits != 0))
        case .number: .value(.number(value.number))
        case .integer: .value(.integer(Int(value.bits)))
        case .time: .value(.time(Timestamp(nanoseconds: value.bits)))
        case .text: unsafe .value(.text(texts[value.place]))
        }
    }

    private func sum(_ output: LogPlan.Output, _ sum: SumState) -> AggregateResult {
        let isMean = output.function == .mean
        if isMean && sum.count == 0 { return .none }
        if sum.other == 0 { return isMean ? .value(.number(sum.total.divided(by: sum.count))) : .sum(sum.total) }
        var total = unsafe sums[sum.other]
        // What the first double lacks is another's.
        let high = Double(sum.total.integer)
        total.add(high)
        total.add(Double(sum.total.integer - Int128(high)))
        total.add(Double(sum.total.fraction) / Double(DecimalNumber.fractionUnit))
        return .value(.number(isMean ? total.divided(by: Double(sum.count)) : total.result))
    }
}

extension AggregateResult {
    static func integer(_ value: Int) -> AggregateResult { .value(.integer(value)) }
}
