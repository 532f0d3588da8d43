import Thresh
import ThreshLogs

/// Folds lines to different masked messages, and makes templates of those in one reducer, in the order of their bytes:
/// so the templates do not depend on how the input was divided.
struct LogTemplates: MergingJob {
    let question: TemplateQuestion
    let context: ExpressionContext
    let format: String?
    private let inputs = Inputs()
    private let masked = Scratch()
    private var rejectsInTask = 0
    private var templates = TemplateTable()

    init(_ question: TemplateQuestion, context: ExpressionContext, format: String?) {
        self.question = question
        self.context = context
        self.format = format
        templates = TemplateTable(similarity: question.similarity)
    }

    /// The input files, once the job has been prepared.
    var files: [JobInput] { inputs.files }

    /// Names of counters that tell of the templates.
    enum Counter {
        static let group: StaticString = "templates"
        static let unchanged: StaticString = "unchanged"
        static let remainder: StaticString = "messages beyond the limit"
        static let before: StaticString = "lines before"
        static let after: StaticString = "lines after"
    }

    func prepare(files: [JobInput]) throws {
        inputs.files = files
        var made: [LogFormat: TemplateReader] = [:]
        inputs.readers = try files.map { file in
            guard let format = try LogReaders.format(of: file, forced: format) else { return nil }
            if let reader = made[format] { return reader }
            if format.hasEntriesOfLines {
                throw ThreshError(
                    .usage,
                    """
                    \(file.name) has entries of several lines (journalctl -o export), of which templates are not made; \
                    export with -o json
                    """)
            }
            do {
                let reader = try TemplateReader(format, question, context)
                made[format] = reader
                return reader
            } catch let error as ThreshError {
                throw ThreshError(error.kind, "\(file.name) (\(format.name)): \(error.message)")
            }
        }
    }

    mutating func beginTask() { rejectsInTask = 0 }

    func map(_ record: Record, into output: inout Merged<Bytes, TemplateTotals>) {}

    mutating func map(_ block: RecordBlock, into output: inout Merged<Bytes, TemplateTotals>) {
        guard let reader = inputs.readers[block.file] else { return }
        let isBaseline = block.input < question.baselineInputs
        let hasExample = question.hasExample
        var kept = 0
        var filtered = 0
        var rejected = 0
        let skipped = reader.extractor.forEachLine(in: block.bytes) { fields in
            let set = reader.set(fields, isBaseline: isBaseline)
            if set == .none {
                filtered += 1
                return
            }
            kept += 1
            unsafe masked.bytes.removeAll()
            unsafe reader.appendMessage(fields, to: &masked.bytes)
            let line = TemplateLine(
                hasExample ? fields.line : .empty, time: reader.time(fields), isAfter: set == .after)
            unsafe output.emit(ByteView(masked.bytes.rawBuffer), line)
        } malformed: { line, offset in
            rejected += 1
            if rejectsInTask == Reject.mostPerTask { return }
            rejectsInTask += 1
            let reject = Reject(
                file: block.file, offset: block.offset + UInt64(offset), fault: reader.extractor.fault(in: line))
            output.count(dynamicName: reject.counterName, group: Reject.group)
        }
        output.count("kept", group: "lines", by: kept)
        output.count("filtered", group: "lines", by: filtered)
        output.count("rejected", group: "lines", by: rejected)
        output.count("skipped", group: "lines", by: skipped)
    }

    func reduce(_ key: Bytes, _ total: TemplateTotals, into part: inout PartWriter) {}

    mutating func reduce(_ key: ByteView, _ total: TemplateTotals, into part: inout PartWriter) {
        templates.add(key, total)
    }

    mutating func endPart(into part: inout PartWriter) {
        let summary = templates.finish()
        let writer = TemplateRowWriter(question: question, zone: context.zone, summary: summary)
        let rows = writer.rows
        for row in rows { writer.write(row, to: &part) }
        part.count(Counter.remainder, group: Counter.group, by: templates.remainderCount)
        if question.isComparison {
            part.count(Counter.unchanged, group: Counter.group, by: writer.unchanged)
            part.count(Counter.before, group: Counter.group, by: summary.before)
            part.count(Counter.after, group: Counter.group, by: summary.after)
        }
    }

    /// Made in the driver, and there in every worker.
    private final class Inputs {
        var files: [JobInput] = []
        /// nil for a file without a line.
        var readers: [TemplateReader?] = []
    }

    /// A buffer that is used again for each line.
    private final class Scratch {
        @exclusivity(unchecked) var bytes = ByteBuffer()
    }
}
