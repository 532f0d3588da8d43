import Thresh
import ThreshLogs

/// Folds lines to different masked messages, and makes templates of those in one reducer, in the order of their bytes:
/// so the templates do not depend on how the input was divided.
struct LogTemplates: MergingJob, LogJob {
    let question: TemplateQuestion
    var mapper: LogMapper
    private let masked = ScratchBytes()
    private var templates = TemplateTable()

    init(_ question: TemplateQuestion, _ input: LogInput) throws {
        self.question = question
        mapper = LogMapper(plan: try question.plan(), input)
        templates = TemplateTable(similarity: question.similarity)
    }

    /// Of the input files, once the job has been prepared.
    var readers: LogReaders { mapper.readers }

    /// Names of counters that tell of the templates.
    enum Counter {
        static let group: StaticString = "templates"
        static let unchanged: StaticString = "unchanged"
        static let remainder: StaticString = "messages beyond the limit"
        static let before: StaticString = "lines before"
        static let after: StaticString = "lines after"
    }

    func map(_ record: Record, into output: inout Merged<Bytes, TemplateTotals>) {}

    mutating func map(_ block: RecordBlock, into output: inout Merged<Bytes, TemplateTotals>) throws {
        let plan = mapper.plan
        let time = plan.timeExpression!
        let split = question.split == nil ? nil : plan.values[0]
        let message = plan.values[plan.values.count - 1]
        let isChosen = question.message != nil
        let isInput = block.input >= question.baselineInputs
        let hasExample = question.hasExample
        let masked = self.masked
        let counts = try mapper.map(block) { _, fields, reader in
            let line = LogLine(fields, reader)
            unsafe masked.bytes.removeAll()
            if isChosen || reader.hasMessage {
                unsafe line.appendMasked(message, to: &masked.bytes)
            } else {
                unsafe MessageMask.append(fields.line, to: &masked.bytes)
            }
            let isAfter = if let split { line.value(split).isTrue } else { isInput }
            let input = TemplateLine(
                hasExample ? fields.line : .empty, time: line.time(time)?.ticks, isAfter: isAfter)
            unsafe output.emit(ByteView(masked.bytes.rawBuffer), input)
        }
        output.add(counts)
    }

    func reduce(_ key: Bytes, _ total: TemplateTotals, into part: inout PartWriter) {}

    mutating func reduce(_ key: ByteView, _ total: TemplateTotals, into part: inout PartWriter) {
        templates.add(key, total)
    }

    mutating func endPart(into part: inout PartWriter) {
        let summary = templates.finish()
        let writer = TemplateRowWriter(question: question, zone: readers.context.zone, summary: summary)
        let rows = writer.rows
        for row in rows { writer.write(row, to: &part) }
        part.count(Counter.remainder, group: Counter.group, by: templates.remainderCount)
        if question.isComparison {
            part.count(Counter.unchanged, group: Counter.group, by: writer.unchanged)
            part.count(Counter.before, group: Counter.group, by: summary.before)
            part.count(Counter.after, group: Counter.group, by: summary.after)
        }
    }
}
