import Thresh
import ThreshLogs

/// Makes the cells of a group's row: the values of its key, then what the aggregates amount to.
struct LogRowWriter {
    let plan: LogPlan
    let zone: TimeZoneRules

    func append(_ key: ByteView, to row: inout ByteBuffer, _ result: (LogPlan.Output) -> AggregateResult) {
        appendCells(of: key, count: plan.keys.count, isJSON: false, to: &row)
        for (index, output) in plan.outputs.enumerated() {
            if index > 0 || !plan.keys.isEmpty { row.append(tab) }
            append(result(output), to: &row)
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
        case .number(let value): row.append(NumberText.text(value))
        case .time(let value): row.append(value.text(in: zone))
        case .text(let bytes): unsafe bytes.withUnsafeBytes { unsafe row.append(escaping: ByteView($0)) }
        }
    }

    private func append(_ result: AggregateResult, to row: inout ByteBuffer) {
        switch result {
        case .none: break
        case .value(let value): append(value, to: &row)
        case .sum(let sum): row.append(sum.text)
        case .ranking(let ranking): append(ranking, to: &row)
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
}
