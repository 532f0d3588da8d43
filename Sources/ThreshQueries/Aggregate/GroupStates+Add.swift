import Thresh
import ThreshLogs

extension GroupStates {
    /// Adds a line to a state.
    ///
    /// - Complexity: O(states), without an allocation where they are numbers.
    @inline(__always)
    func add(_ line: LogLine, to state: UnsafeMutableRawPointer) {
        let steps = steps(of: line.reader)
        for index in 0..<steps.count { unsafe add(line, steps.start[index], to: state) }
    }

    @inline(__always)
    private func add(_ line: LogLine, _ step: StateStep, to state: UnsafeMutableRawPointer) {
        switch step.operation {
        case .count: unsafe state.part(step.offset, as: Int.self).pointee &+= 1
        case .sum where step.field >= 0:
            if let integer = line.fields[step.field].readInteger {
                unsafe state.part(step.offset, as: SumState.self).pointee.add(integer)
                if step.counts { line.reader.program.countValue(step.use) }
            } else {
                unsafe addSum(line, step, state)
            }
        case .filter: unsafe addFiltered(line, step, state)
        default: unsafe addSlowly(line, step, state)
        }
    }

    /// Takes what the filter of the state lets through.
    @inline(never)
    private func addFiltered(_ line: LogLine, _ step: StateStep, _ state: UnsafeMutableRawPointer) {
        if !line.value(step.filter).isTrue { return }
        var step = step
        step.operation = step.filtered
        if step.operation == .count {
            unsafe state.part(step.offset, as: Int.self).pointee &+= 1
        } else {
            unsafe addSlowly(line, step, state)
        }
    }

    @inline(never)
    private func addSum(_ line: LogLine, _ step: StateStep, _ state: UnsafeMutableRawPointer) {
        let sum = unsafe state.part(step.offset, as: SumState.self)
        switch line.exactNumber(step.field, step.use, counts: step.counts) {
        case .none: return
        case .integer(let integer): unsafe sum.pointee.add(integer)
        case .wide(let integer):
            if unsafe sum.pointee.add(wide: integer) { return }
            unsafe sum.pointee.countOther()
            unsafe change(&sums, &sum.pointee.other, FloatingSum()) { $0.add(Double(integer)) }
        case .decimal(let decimal): unsafe sum.pointee.add(decimal)
        case .number(let number):
            // A number with few digits is the decimal that it is printed as.
            if let decimal = DecimalNumber(printed: number) { return unsafe sum.pointee.add(decimal) }
            unsafe sum.pointee.countOther()
            unsafe change(&sums, &sum.pointee.other, FloatingSum()) { $0.add(number) }
        }
    }

    @inline(never)
    private func addSlowly(_ line: LogLine, _ step: StateStep, _ state: UnsafeMutableRawPointer) {
        let place = unsafe state.part(step.offset, as: Int.self)
        switch step.operation {
        case .count, .filter: break
        case .countPresent: if !line.value(step.argument).isNull { unsafe place.pointee &+= 1 }
        case .sum: unsafe addSum(line, step, state)
        case .moments:
            let number = line.exactNumber(step.field, step.use, counts: step.counts)
            if case .none = number { return }
            unsafe change(&moments, &place.pointee, DecimalVariance()) { $0.add(number) }
        case .smallest, .largest: unsafe addExtreme(line, step, state.part(step.offset, as: ValueState.self))
        case .quantiles:
            unsafe ranked = nil
            switch line.number(step.field, step.use, counts: step.counts) {
            case .none: return
            case .integer(let integer):
                unsafe change(&quantiles, &place.pointee, NumberQuantiles()) { $0.add(integer) }
            case .number(let number):
                unsafe change(&quantiles, &place.pointee, NumberQuantiles()) { $0.add(number) }
            case .wide(let integer):
                unsafe change(&quantiles, &place.pointee, NumberQuantiles()) { $0.add(wide: integer) }
            case .decimal: return
            }
        case .sketch:
            guard let number = number(line, step) else { return }
            unsafe change(&sketches, &place.pointee, DDSketch()) { $0.add(number) }
        case .distinct:
            guard case .distinct(let list) = layout.states[step.state] else { return }
            line.withKey(list) { key in
                unsafe change(&distinct, &place.pointee, Distinct()) { $0.add(key) }
            }
        case .distinctEstimate:
            guard case .distinctEstimate(let list) = layout.states[step.state] else { return }
            line.withKey(list) { key in
                unsafe change(&distinctEstimates, &place.pointee, HyperLogLog()) { $0.add(key) }
            }
        case .first, .last: unsafe addByTime(line, step, state)
        case .top:
            guard case .top(_, let count) = layout.states[step.state] else { return }
            line.withValueKey(step.argument) { key in
                unsafe change(&tops, &place.pointee, TopK(count)) { $0.add(key) }
            }
        case .topEstimate:
            guard case .topEstimate(_, let count) = layout.states[step.state] else { return }
            line.withValueKey(step.argument) { key in
                unsafe change(
                    &topEstimates, &place.pointee, SpaceSaving(capacity: LogPlan.sketchCapacity(count))
                ) { $0.add(key) }
            }
        }
    }

    /// Changes an aggregate that is elsewhere, or begins it.
    @inline(__always)
    private func change<State: Aggregate>(
        _ side: inout SideStates<State>, _ number: inout Int, _ empty: @autoclosure () -> State,
        _ body: (inout State) -> Void
    ) {
        if number == 0 {
            let (new, bytes) = side.append(empty())
            number = new
            unsafe heapBytes &+= bytes
        }
        unsafe heapBytes &+= side.change(number, body)
    }

    private func number(_ line: LogLine, _ step: StateStep) -> Double? {
        switch line.number(step.field, step.use, counts: step.counts) {
        case .integer(let integer): Double(integer)
        case .number(let value): value
        case .wide(let integer): Double(integer)
        case .none, .decimal: nil
        }
    }

    private func addExtreme(_ line: LogLine, _ step: StateStep, _ best: UnsafeMutablePointer<ValueState>) {
        let value = line.reader.program.number(step.use, line.fields)
        if value.isNull { return }
        unsafe offer(ValueState(value), value.text, to: best, isLargest: step.operation == .largest)
    }

    private func addByTime(_ line: LogLine, _ step: StateStep, _ state: UnsafeMutableRawPointer) {
        guard let moment = layout.time, let time = line.value(moment).time?.ticks else {
            return
        }
        let value = line.value(step.argument)
        if value.isNull { return }
        unsafe offer(
            ValueState(value), value.text, at: time, to: state + step.offset, isLast: step.operation == .last)
    }
}

extension DecimalVariance {
    /// REQUIRES: a number.
    fileprivate mutating func add(_ number: LineNumber) {
        switch number {
        case .none: break
        case .integer(let integer): add(integer: integer)
        case .wide(let integer): add(Double(integer))
        case .decimal(let decimal): add(decimal)
        case .number(let number):
            // A number with few digits is the decimal that it is printed as.
            if let decimal = DecimalNumber(printed: number) { add(decimal) } else { add(number) }
        }
    }

    private mutating func add(_ decimal: DecimalNumber) {
        if decimal.fraction == 0 { return add(integer: decimal.integer) }
        add(units: Int128(decimal.integer) * Int128(DecimalVariance.unit) + Int128(decimal.fraction))
    }
}
