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
            if output.state < cells.count { write(cells[output.state], output, to: &part) }
        }
        part.endRow()
    }

    /// A row of the values of a key alone.
    func writeKey(_ key: ByteView, to part: inout PartWriter) {
        for (index, value) in LogKey.parts(of: key, count: plan.keys.count).enumerated() {
            if index > 0 { part.tab() }
            write(value, to: &part)
        }
        part.endRow()
    }

    /// The same as JSON values.
    func writeJSONKey(_ key: ByteView, to part: inout PartWriter) {
        for (index, value) in LogKey.parts(of: key, count: plan.keys.count).enumerated() {
            if index > 0 { part.tab() }
            Bytes(value.json(in: zone)).writeCells(to: &part)
        }
        part.endRow()
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

    private func write(_ cell: LogCell, _ output: LogPlan.Output, to part: inout PartWriter) {
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
            switch output.function {
            case .mean: part.write(LogRowWriter.text(moments.mean))
            case .variance: write(moments.variance, to: &part)
            default: write(moments.standardDeviation, to: &part)
            }
        case .extreme(_, _, let bytes), .byTime(_, _, _, let bytes):
            guard let bytes else { return }
            unsafe bytes.withUnsafeBytes { write(LogKey.parts(of: unsafe ByteView($0), count: 1)[0], to: &part) }
        case .quantiles(_, let state):
            if case .quantile(let share) = output.function { write(state.value.result.quantile(share), to: &part) }
        case .sketch(_, let state):
            if case .quantile(let share) = output.function { write(state.value.quantile(share), to: &part) }
        case .distinct(_, let state): part.write(state.value.count)
        case .distinctEstimate(_, let state): part.write(state.value.result.count)
        case .top(_, let state): write(state.value.result, to: &part)
        case .topEstimate(_, let state):
            guard case .topEstimate(_, let count) = plan.states[output.state] else { return }
            write(Array(state.value.result.prefix(count)), to: &part)
        }
    }

    /// An object of JSON: counts by value, the most frequent first.
    private func write(_ ranking: [RankedKey], to part: inout PartWriter) {
        var text: [UInt8] = []
        for entry in ranking {
            text.append(UInt8(ascii: text.isEmpty ? "{" : ","))
            let value = unsafe entry.key.withUnsafeBytes { LogKey.parts(of: unsafe ByteView($0), count: 1)[0] }
            JSONLiteral.appendQuoted(value.text(in: zone)[...], &text)
            text += ":\(entry.count)".utf8
        }
        if text.isEmpty { return }
        text.append(UInt8(ascii: "}"))
        Bytes(text).writeCells(to: &part)
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
