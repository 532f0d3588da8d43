import Thresh
import ThreshLogs

/// Writes values as the cells of rows.
struct LogRowWriter {
    let zone: TimeZoneRules
    /// Whether cells begin with the letter of their kind; those of files that a job leaves behind do not.
    var isTyped = true

    func append(_ values: [LogValue], to row: inout ByteBuffer) {
        for (index, value) in values.enumerated() {
            if index > 0 { row.append(UInt8(ascii: "\t")) }
            value.appendCell(in: zone, isTyped: isTyped, to: &row)
        }
    }

    /// The values of a key, so many of them.
    func append(key: ByteView, count: Int, to row: inout ByteBuffer) {
        append(LogKey.values(of: key, count: count), to: &row)
    }

    func write(_ values: [LogValue], to part: inout PartWriter) {
        var row = ByteBuffer()
        append(values, to: &row)
        part.write(row.view)
    }
}

extension LogPlan {
    /// The values of a group's row: those of its key, then what the aggregates amount to.
    func row(of key: ByteView, _ result: (Output) -> LogValue) -> [LogValue] {
        var values = LogKey.values(of: key, count: keys.count)
        for output in outputs { values.append(result(output)) }
        return values
    }

    /// The values of a row's columns.
    ///
    /// - Parameters:
    ///   - cells: what they are computed from.
    ///   - computed: the value of one of the expressions of `computed`.
    func row(of cells: [LogValue], _ computed: (Int) -> LogValue) -> [LogValue] {
        if isPlain { return cells }
        var row = Array(cells[..<keys.count])
        var next = 0
        for figure in figures {
            if let output = figure.output {
                row.append(cells[keys.count + output])
            } else {
                row.append(computed(next))
                next += 1
            }
        }
        return row
    }
}
