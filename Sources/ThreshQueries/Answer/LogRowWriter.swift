import Thresh
import ThreshLogs

/// Makes the cells of a group's row: the values of its key, then what the aggregates amount to.
struct LogRowWriter {
    let plan: LogPlan
    let zone: TimeZoneRules

    func append(_ key: ByteView, _ cells: [LogCell], to row: inout ByteBuffer) {
        appendCells(of: key, count: plan.keys.count, isJSON: false, to: &row)
        for (index, output) in plan.outputs.enumerated() {
            if index > 0 || !plan.keys.isEmpty { row.append(tab) }
            if output.state < cells.count { append(cells[output.state], output, to: &row) }
        }
    }

    /// A row of the values of a key alone.
    func writeKey(_ key: ByteView, isJSON: Bool, to part: inout PartWriter) {
        var row = ByteBuffer()
        appendKey(key, isJSON: isJSON, to: &row)
        part.write(row.view)
        part.endRow()
    }

    /// The values of a key alone.
    func appendKey(_ key: ByteView, isJSON: Bool, to row: inout ByteBuffer) {
        appendCells(of: key, count: plan.keys.count, isJSON: isJSON, to: &row)
    }

    /// The values of a key, so many of them.
    func writeCells(of key: ByteView, count: Int, isJSON: Bool = false, to part: inout PartWriter) {
        var row = ByteBuffer()
        appendCells(of: key, count: count, isJSON: isJSON, to: &row)
        part.write(row.view)
    }

    private func appendCells(of key: ByteView, count: Int, isJSON: Bool, to row: inout ByteBuffer) {
        for (index, value) in LogKey.parts(of: key, count: count).enumerated() {
            if index > 0 { row.append(tab) }
            if isJSON {
                let json = value.json(in: zone)
                unsafe json.withUnsafeBytes { unsafe row.append(escaping: ByteView($0)) }
            } else {
                append(value, to: &row)
            }
        }
    }

    private var tab: UInt8 { UInt8(ascii: "\t") }

    private func append(_ value: LogKey.Part, to row: inout ByteBuffer) {
        switch value {
        case .null: break
        case .boolean(let value): row.append(value.description)
        case .integer(let value): row.append(decimal: value)
        case .number(let value): row.append(LogRowWriter.text(value))
        case .time(let value): row.append(value.text(in: zone))
        case .text(let bytes): unsafe bytes.withUnsafeBytes { unsafe row.append(escaping: ByteView($0)) }
        }
    }

    private func append(_ cell: LogCell, _ output: LogPlan.Output, to row: inout ByteBuffer) {
        switch cell {
        case .count(let count), .countPresent(_, let count): row.append(decimal: count)
        case .sum(_, let integers, let numbers, _):
            if var numbers {
                numbers.add(Double(integers))
                row.append(LogRowWriter.text(numbers.result))
            } else {
                row.append(decimal: integers)
            }
        case .moments(_, let state):
            guard let moments = state.value.result else { return }
            switch output.function {
            case .mean: row.append(LogRowWriter.text(moments.mean))
            case .variance: append(moments.variance, to: &row)
            default: append(moments.standardDeviation, to: &row)
            }
        case .extreme(_, _, let bytes), .byTime(_, _, _, let bytes):
            guard let bytes else { return }
            unsafe bytes.withUnsafeBytes { append(LogKey.parts(of: unsafe ByteView($0), count: 1)[0], to: &row) }
        case .quantiles(_, let state):
            if case .quantile(let share) = output.function { append(state.value.result.quantile(share), to: &row) }
        case .sketch(_, let state):
            if case .quantile(let share) = output.function { append(state.value.quantile(share), to: &row) }
        case .distinct(_, let state): row.append(decimal: state.value.count)
        case .distinctEstimate(_, let state): row.append(decimal: state.value.result.count)
        case .top(_, let state): append(state.value.result, to: &row)
        case .topEstimate(_, let state):
            guard case .topEstimate(_, let count) = plan.states[output.state] else { return }
            append(Array(state.value.result.prefix(count)), to: &row)
        }
    }

    /// An object of JSON: counts by value, the most frequent first.
    private func append(_ ranking: [RankedKey], to row: inout ByteBuffer) {
        var text: [UInt8] = []
        for entry in ranking {
            text.append(UInt8(ascii: text.isEmpty ? "{" : ","))
            let value = unsafe entry.key.withUnsafeBytes { LogKey.parts(of: unsafe ByteView($0), count: 1)[0] }
            JSONLiteral.appendQuoted(value.text(in: zone)[...], &text)
            text += ":\(entry.count)".utf8
        }
        if text.isEmpty { return }
        text.append(UInt8(ascii: "}"))
        unsafe text.withUnsafeBytes { unsafe row.append(escaping: ByteView($0)) }
    }

    private func append(_ number: Double?, to row: inout ByteBuffer) {
        if let number { row.append(LogRowWriter.text(number)) }
    }

    /// Without a fraction where there is none.
    static func text(_ number: Double) -> String {
        if number.rounded() == number && abs(number) < 1e15 { return String(Int(number)) }
        return number.description
    }
}
