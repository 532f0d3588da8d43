import Thresh
import ThreshLogs

/// Makes the cells of a group's row: the values of its key, then what the aggregates amount to.
struct LogRowWriter {
    let plan: LogPlan
    let zone: TimeZoneRules

    func write(_ key: ByteView, _ cells: [LogCell], to part: inout PartWriter) {
        part.writeCell(key)
        for value in LogKey.parts(of: key, count: plan.keys.count) {
            part.tab()
            write(value, to: &part)
        }
        for output in plan.outputs {
            part.tab()
            if output.state < cells.count { write(cells[output.state], output.function, to: &part) }
        }
        part.endRow()
    }

    /// A row of the values of a key alone.
    func writeKey(_ key: ByteView, to part: inout PartWriter) {
        writeCells(of: key, count: plan.keys.count, to: &part)
        part.endRow()
    }

    /// The values of a key, so many of them.
    func writeCells(of key: ByteView, count: Int, to part: inout PartWriter) {
        for (index, value) in LogKey.parts(of: key, count: count).enumerated() {
            if index > 0 { part.tab() }
            write(value, to: &part)
        }
    }

    private func write(_ value: LogKey.Part, to part: inout PartWriter) {
        switch value {
        case .null: break
        case .boolean(let value): value.writeCells(to: &part)
        case .integer(let value): part.write(value)
        case .number(let value): part.write(LogRowWriter.text(value))
        case .time(let value): part.write(value.text(in: zone))
        case .text(let bytes): Bytes(bytes).writeCells(to: &part)
        }
    }

    private func write(_ cell: LogCell, _ function: AggregateCall.Function, to part: inout PartWriter) {
        switch cell {
        case .count(let count), .countPresent(_, let count): part.write(count)
        case .sum(_, let integers, let numbers, _):
            if var numbers {
                numbers.add(Double(integers))
                part.write(LogRowWriter.text(numbers.result))
            } else {
                part.write(integers)
            }
        case .moments(_, let state):
            guard let moments = state.value.result else { return }
            switch function {
            case .mean: part.write(LogRowWriter.text(moments.mean))
            case .variance: write(moments.variance, to: &part)
            default: write(moments.standardDeviation, to: &part)
            }
        case .extreme(_, _, let bytes), .byTime(_, _, _, let bytes):
            guard let bytes else { return }
            unsafe bytes.withUnsafeBytes { write(LogKey.parts(of: unsafe ByteView($0), count: 1)[0], to: &part) }
        case .quantiles(_, let state):
            if case .quantile(let share) = function { write(state.value.result.quantile(share), to: &part) }
        case .sketch(_, let state):
            if case .quantile(let share) = function { write(state.value.quantile(share), to: &part) }
        case .distinct(_, let state): part.write(state.value.count)
        case .distinctEstimate(_, let state): part.write(state.value.result.count)
        }
    }

    private func write(_ number: Double?, to part: inout PartWriter) {
        if let number { part.write(LogRowWriter.text(number)) }
    }

    /// Without a fraction where there is none.
    static func text(_ number: Double) -> String {
        if number.rounded() == number && abs(number) < 1e15 { return String(Int(number)) }
        return number.description
    }
}
