import Thresh
import ThreshLogs

extension GroupStates {
    /// What an output of the plan has for a group.
    func value(_ output: LogPlan.Output, _ state: UnsafeRawPointer) -> LogValue {
        let state = unsafe UnsafeMutableRawPointer(mutating: state) + layout.offsets[output.state]
        let number = unsafe state.part(0, as: Int.self).pointee
        switch layout.states[output.state] {
        case .count, .countPresent: return .integer(number)
        case .sum: return unsafe sum(output, state.part(0, as: SumState.self).pointee)
        case .smallest, .largest: return unsafe value(state.part(0, as: ValueState.self).pointee)
        case .first, .last: return unsafe value(state.part(8, as: ValueState.self).pointee)
        case .moments:
            guard number > 0, let moments = unsafe moments[number].result else { return .none }
            let value = output.function == .variance ? moments.variance : moments.standardDeviation
            return value.map { .number($0) } ?? .none
        case .quantiles:
            guard number > 0, case .quantile(let share) = output.function else { return .none }
            if unsafe ranked?.number != number { unsafe ranked = (number, quantiles[number].result) }
            return unsafe ranked!.numbers.quantile(share)
        case .sketch:
            guard number > 0, case .quantile(let share) = output.function else { return .none }
            return unsafe sketches[number].quantile(share).map { .number($0) } ?? .none
        case .distinct: return unsafe .integer(number == 0 ? 0 : distinct[number].count)
        case .distinctEstimate: return unsafe .integer(number == 0 ? 0 : distinctEstimates[number].result.count)
        case .top: return unsafe ranking(number == 0 ? [] : tops[number].result[...])
        case .topEstimate(_, let count):
            return unsafe ranking(number == 0 ? [] : topEstimates[number].result.prefix(count))
        }
    }

    private func ranking(_ list: ArraySlice<RankedKey>) -> LogValue {
        .ranking(
            list.map { entry in
                let value = unsafe entry.key.withUnsafeBytes { LogKey.values(of: unsafe ByteView($0), count: 1)[0] }
                return LogValue.Ranked(value: value, lines: entry.count)
            })
    }

    private func value(_ value: ValueState) -> LogValue {
        switch value.kind {
        case .none: .none
        case .boolean: .boolean(value.bits != 0)
        case .number: .number(value.number)
        case .integer: .integer(Int(value.bits))
        case .time: .time(Timestamp(ticks: value.bits))
        case .text: unsafe .text(texts[value.place])
        case .large, .decimal:
            unsafe texts[value.place].withUnsafeBytes { .decimal(Bytes(LargeNumber.printed(unsafe ByteView($0)))) }
        }
    }

    private func sum(_ output: LogPlan.Output, _ sum: SumState) -> LogValue {
        let isMean = output.function == .mean
        if isMean && sum.count == 0 { return .none }
        if sum.other == 0 { return isMean ? .number(sum.total.divided(by: sum.count)) : LogValue(sum.total) }
        var total = unsafe sums[sum.other]
        total.add(sum.total)
        return .number(isMean ? total.divided(by: sum.count) : total.result)
    }
}
