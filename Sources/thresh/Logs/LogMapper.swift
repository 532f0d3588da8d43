import Thresh
import ThreshLogs

/// What every question does with a block of lines: extracts, filters, makes keys, counts what does not fit.
struct LogMapper {
    let plan: LogPlan
    let readers: LogReaders
    private let key = ScratchBytes()
    private var rejectsInTask = 0

    init(plan: LogPlan, context: ExpressionContext, format: String?) {
        self.plan = plan
        readers = LogReaders(plan: plan, context: context, format: format)
    }

    struct Counts {
        var kept = 0
        var filtered = 0
        var rejected = 0
        var skipped = 0
        /// Names of counters for rejected lines, each to be counted once.
        var rejects: [String] = []
    }

    mutating func beginTask() { rejectsInTask = 0 }

    /// Calls `keep` with the key and the fields of each line that is kept. Where the question needs times, those lines
    /// have one.
    @inline(__always)
    mutating func map(
        _ block: RecordBlock, keep: (ByteView, LineFields, LogReader) -> Void
    ) -> Counts {
        guard let reader = readers.readers[block.file] else { return Counts() }
        let program = reader.program
        let extractor = reader.extractor
        let hasFilter = plan.hasFilter
        let keys = plan.firstKey..<plan.firstKey + plan.keys.count
        let needsProgram = hasFilter || reader.plainFields.contains(nil)
        let time = plan.needsTime ? plan.timeExpression : nil
        var counts = Counts()
        func reject(_ offset: Int, _ fault: () -> LineFault?) {
            counts.rejected += 1
            if rejectsInTask == Reject.mostPerTask { return }
            rejectsInTask += 1
            let reject = Reject(file: block.file, offset: block.offset + UInt64(offset), fault: fault())
            counts.rejects.append(reject.counterName)
        }
        // Fields alone need memory for their escapes only: there it is used again for each block.
        program.begin()
        counts.skipped = extractor.forEachLine(in: block.bytes) { fields in
            if needsProgram { program.begin() }
            if hasFilter && !program.value(0, fields).isTrue {
                counts.filtered += 1
                return
            }
            if let time, LogLine(fields, reader).time(time) == nil {
                return reject(fields.offset(in: block)) { LineFault(column: 1, reason: "the line has no time") }
            }
            counts.kept += 1
            unsafe key.bytes.removeAll()
            for index in keys { append(index, isLast: index == keys.upperBound - 1, fields, reader) }
            keep(unsafe ByteView(key.bytes.rawBuffer), fields, reader)
        } malformed: { line, offset in
            reject(offset) { extractor.fault(in: line) }
        }
        return counts
    }

    @inline(__always)
    private func append(_ index: Int, isLast: Bool, _ fields: LineFields, _ reader: LogReader) {
        if let field = reader.plainFields[index] {
            let value = fields[field]
            if value.isNull { return unsafe key.bytes.append(LogKey.Tag.null) }
            switch reader.extractor.types[field] {
            case .text, .ip, .url:
                if !value.isEscaped { return unsafe LogKey.append(text: value.bytes, isLast: isLast, to: &key.bytes) }
            case .integer, .bytes:
                if let integer = value.integer { return unsafe LogKey.append(integer: integer, to: &key.bytes) }
            default: break
            }
        }
        unsafe LogKey.append(reader.program.value(index, fields), isLast: isLast, to: &key.bytes)
    }
}

extension LineFields {
    /// Where the line begins in the block that it is in.
    func offset(in block: RecordBlock) -> Int {
        // SAFETY: addresses are compared, and nothing is read.
        unsafe line.rawBuffer.baseAddress! - block.bytes.rawBuffer.baseAddress!
    }
}
