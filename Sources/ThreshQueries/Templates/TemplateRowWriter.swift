import Thresh
import ThreshLogs

/// The rows of an answer about templates.
struct TemplateRowWriter {
    private let question: TemplateQuestion
    private let zone: TimeZoneRules
    private let lines: Int
    private let scale: Double
    /// In the order in which they are shown.
    let rows: [Row]
    /// Templates that are not among them since nothing much changed.
    let unchanged: Int

    struct Row {
        let template: TemplateTable.Template
        let change: TemplateChange
    }

    init(question: TemplateQuestion, zone: TimeZoneRules, summary: TemplateTable.Summary) {
        self.question = question
        self.zone = zone
        lines = summary.before + summary.after
        let scale = TemplateScale.scale(summary)
        self.scale = scale
        var rows = summary.templates.map {
            Row(template: $0, change: TemplateChange($0.totals, scale: scale, factor: question.factor))
        }
        rows.removeAll { max($0.template.totals.before, $0.template.totals.after) < question.leastCount }
        if question.isComparison && !question.showsUnchanged {
            let count = rows.count
            rows.removeAll { $0.change == .unchanged }
            unchanged = count - rows.count
        } else {
            unchanged = 0
        }
        rows.sort { a, b in
            if question.isComparison, a.change != b.change { return a.change.rawValue < b.change.rawValue }
            let (x, y) = (a.template.totals, b.template.totals)
            if x.count != y.count { return x.count > y.count }
            return a.template.text.lexicographicallyPrecedes(b.template.text)
        }
        self.rows = Array(rows.prefix(question.limit))
    }

    func write(_ row: Row, to part: inout PartWriter) {
        let totals = row.template.totals
        if question.isComparison {
            part.write(row.change.name)
            part.tab()
            part.write(totals.before)
            part.tab()
            part.write(totals.after)
            part.tab()
            if totals.before > 0 { part.write(ratio(totals)) }
        } else {
            part.write(totals.count)
            part.tab()
            part.write(percent(totals.count))
        }
        for time in [totals.first, totals.last] {
            part.tab()
            part.write((time == nil ? CellKind.none : .text).rawValue)
            if let time { part.write(Timestamp(ticks: time).text(in: zone)) }
        }
        part.tab()
        writeCell(row.template.text.isEmpty ? Array("<empty>".utf8) : row.template.text, to: &part)
        if question.hasExample {
            part.tab()
            writeCell(totals.example, to: &part)
        }
        part.endRow()
    }

    private func writeCell(_ bytes: [UInt8], to part: inout PartWriter) {
        unsafe bytes.withUnsafeBytes { part.writeCell(unsafe ByteView($0)) }
    }

    /// Of all lines, with two digits behind the point.
    private func percent(_ count: Int) -> String {
        TemplateRowWriter.text(Double(count) / Double(lines) * 100)
    }

    /// How many times as frequent it is as before.
    private func ratio(_ totals: TemplateTotals) -> String {
        TemplateRowWriter.text(Double(totals.after) / (Double(totals.before) * scale))
    }

    private static func text(_ number: Double) -> String {
        let hundredths = Int((min(number, 1e12) * 100).rounded())
        let fraction = hundredths % 100
        return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
    }
}
