import Thresh
import ThreshLogs

/// What every question does with a block of lines: extracts, filters, makes keys, counts what does not fit.
struct LogMapper {
    let plan: LogPlan
    let readers: LogReaders
    let key = ScratchBytes()
    private var rejectsInTask = 0
    var unsureInTask = 0
    private var looseInTask = 0
    var brackets = DocumentBrackets()

    init(plan: LogPlan, context: ExpressionContext, format: String?) {
        self.plan = plan
        readers = LogReaders(plan: plan, context: context, format: format)
    }

    init(plan: LogPlan, _ input: LogInput) {
        self.init(plan: plan, context: input.context, format: input.format)
        readers.joinsLines = input.joinsLines
        readers.rules = input.formatRules
        readers.statedTypes = input.types
        readers.lookup = input.lookup
        readers.remarks = input.notes
    }

    struct Counts {
        var kept = 0
        var filtered = 0
        var rejected = 0
        var skipped = 0
        /// NUL bytes before lines.
        var holeBytes = 0
        /// Rows of a table that are its names once more; they are among the skipped.
        var repeatedNames = 0
        /// Lines that belong to the record before them, which is kept or filtered out.
        var continued = 0
        /// The first of them in the task.
        var rejects: [RecordNote] = []
        var conversions = ConversionCounts()
        /// Records that were written at once with others, so that it is not known how they ended.
        var unsure = 0
        /// The first of them in the task.
        var unsureExamples: [RecordNote] = []
        /// Lines that are kept, and seem to belong to records before them.
        var loose = 0
        /// The first of them in the task.
        var looseExamples: [RecordNote] = []
        /// Where a document ends though its brackets are not all closed.
        var cut: [RecordNote] = []

        /// Where the names of a file's columns belong they are not repeated.
        mutating func passNames(of places: TextPlaces, in block: RecordBlock) {
            guard let names = places.names, block.offset <= names, names < block.offset + UInt64(block.bytes.count)
            else { return }
            if repeatedNames > 0 { repeatedNames -= 1 }
        }
    }

    mutating func beginTask() {
        (rejectsInTask, unsureInTask, looseInTask) = (0, 0, 0)
        brackets = DocumentBrackets()
    }

    /// Calls `keep` with the key and the fields of each line that is kept. Where the question needs times, those lines
    /// have one.
    /// - Throws: where a pattern gives up on a line.
    @inline(__always)
    mutating func map(
        _ block: RecordBlock, keep: (ByteView, LineFields, LogReader) -> Void
    ) throws(ThreshError) -> Counts {
        var counts = Counts()
        if !block.isOfLines || readers.groupsLines && readers.readers[block.file]?.format.hasRecordsOfLines == true {
            counts = mapRecords(block, keep)
            counts.passNames(of: readers.starts[block.file], in: block)
            if let reader = readers.readers[block.file] { try checkRecords(reader, block.file) }
            return counts
        }
        // Of a file that is followed, nobody has passed it.
        var start = unsafe block.offset == 0 ? TextStart.count(in: block.bytes.rawBuffer) : 0
        while start < block.bytes.count {
            let (reader, sectionEnd) = readers.reader(of: block.file, at: block.offset + UInt64(start))
            guard let reader else { return leaveOut(block, counts) }
            let end = Int(min(sectionEnd &- block.offset, UInt64(block.bytes.count)))
            map(block.bytes.slice(start, end), block.offset + UInt64(start), block.file, reader, &counts, keep)
            do { try reader.checkPatterns() } catch {
                throw placed(error, block.bytes.slice(start, end), block.offset + UInt64(start), block.file, reader)
            }
            start = end
        }
        counts.passNames(of: readers.starts[block.file], in: block)
        return counts
    }

    /// The error of a pattern that gave up on one of these lines, which are mapped once more, one by one, to name it.
    @inline(never)
    private mutating func placed(
        _ error: ThreshError, _ lines: ByteView, _ offset: UInt64, _ file: Int, _ reader: LogReader
    ) -> ThreshError {
        guard readers.files.indices.contains(file) else { return error }
        let input = readers.files[file]
        var counts = Counts()
        var start = 0
        while start < lines.count {
            let end = min(lines.count, (lines.firstIndex(of: 10, from: start) ?? lines.count) + 1)
            map(lines.slice(start, end), offset + UInt64(start), file, reader, &counts) { _, _, _ in }
            do { try reader.checkPatterns() } catch {
                return ThreshError(error.kind, "\(input.place(at: offset + UInt64(start))): \(error.message)")
            }
            start = end
        }
        return ThreshError(error.kind, "\(input.name): \(error.message)")
    }

    /// Names the file in the error of a pattern that gave up.
    @inline(__always)
    private func checkRecords(_ reader: LogReader, _ file: Int) throws(ThreshError) {
        do {
            try reader.checkPatterns()
        } catch {
            let name = readers.files.indices.contains(file) ? readers.files[file].name + ": " : ""
            throw ThreshError(error.kind, name + error.message)
        }
    }

    /// Records of which some are several lines.
    @inline(never)
    private mutating func mapRecords(
        _ block: RecordBlock, _ keep: (ByteView, LineFields, LogReader) -> Void
    ) -> Counts {
        var counts = Counts()
        guard let reader = readers.readers[block.file] else { return leaveOut(block, counts) }
        let namesCount = reader.extractor.namesCount
        reader.beginConversions()
        if reader.format.hasRecordsOfLines {
            mapLines(block, reader, &counts, keep)
        } else if reader.carried != nil || reader.joiner != nil {
            block.forEachRecord { mapContainers($0, block.file, reader, &counts, keep) }
        } else {
            mapEntries(block, reader, &counts, keep)
        }
        if reader.format.isDocument { brackets.pass(block, &counts) }
        counts.repeatedNames += reader.extractor.namesCount - namesCount
        reader.endConversions(&counts.conversions)
        return counts
    }

    private mutating func mapEntries(
        _ block: RecordBlock, _ reader: LogReader, _ counts: inout Counts,
        _ keep: (ByteView, LineFields, LogReader) -> Void
    ) {
        let cut = reader.format.isDocument ? DocumentBrackets.cutRecord(of: block) : nil
        block.forEachRecord { record in
            let entry = record.bytes.slice(passHole(record.bytes, &counts), record.bytes.count)
            switch reader.extractor.extract(entry) {
            case .skipped: counts.skipped += 1
            case .fields where record.offset == cut:
                reject(LineFault(column: 1, reason: "the record is cut off"), block.file, record.offset, &counts)
            // SAFETY: the entry is what was extracted last.
            case .fields:
                let fields = unsafe reader.extractor.fields(of: entry)
                use(fields, reader, block.file, record.offset, &counts, keep)
            case .malformed:
                var fault = reader.extractor.fault(in: entry) ?? LineFault(column: 1, reason: "the record does not fit")
                // Where the line begins that the fault is in.
                var start = 0
                for index in 0..<min(fault.column - 1, entry.count) where entry[index] == 10 { start = index + 1 }
                fault = LineFault(column: fault.column - start, reason: fault.reason)
                reject(fault, block.file, record.offset + UInt64(start), &counts)
            }
        }
    }

    @inline(__always)
    mutating func use(
        _ fields: LineFields, _ reader: LogReader, _ file: Int, _ offset: UInt64, _ counts: inout Counts,
        _ keep: (ByteView, LineFields, LogReader) -> Void
    ) {
        let keys = plan.firstKey..<plan.firstKey + plan.keys.count
        reader.blockOffset = offset
        reader.program.begin()
        reader.lookup?.look(up: fields, reader)
        if reader.seeksNames { reader.noteNames(in: fields, &counts.conversions) }
        if plan.hasFilter && !reader.program.value(0, fields).isTrue {
            counts.filtered += 1
        } else if plan.needsTime, let time = plan.timeExpression, LogLine(fields, reader).time(time) == nil {
            reject(LineFault(column: 1, reason: "the entry has no time"), file, offset, &counts)
        } else {
            counts.kept += 1
            unsafe key.bytes.removeAll()
            for index in keys {
                LogMapper.append(
                    index, isLast: index == keys.upperBound - 1, fields, reader, readers.types[index], to: key)
            }
            keep(unsafe ByteView(key.bytes.rawBuffer), fields, reader)
        }
        reader.noteExamples(file, offset, &counts.conversions)
    }

    mutating func reject(_ fault: LineFault?, _ file: Int, _ offset: UInt64, _ counts: inout Counts) {
        counts.rejected += 1
        if rejectsInTask == JobNotes.mostExamples { return }
        rejectsInTask += 1
        counts.rejects.append(RecordNote(file: file, offset: offset, fault: fault))
    }

    @inline(__always)
    private mutating func map(
        _ lines: ByteView, _ offset: UInt64, _ file: Int, _ reader: LogReader, _ counts: inout Counts,
        _ keep: (ByteView, LineFields, LogReader) -> Void
    ) {
        let program = reader.program
        let extractor = reader.extractor
        let hasFilter = plan.hasFilter
        let keys = plan.firstKey..<plan.firstKey + plan.keys.count
        let types = readers.types
        let needsProgram = hasFilter || reader.plainFields.contains(nil)
        let time = plan.needsTime ? plan.timeExpression : nil
        let looksUp = reader.lookup != nil
        let seeksNames = reader.seeksNames
        let loose = reader.loose
        func noteLoose(_ start: Int) {
            counts.loose += 1
            if looseInTask == JobNotes.mostExamples { return }
            looseInTask += 1
            counts.looseExamples.append(RecordNote(file: file, offset: offset + UInt64(start), column: 1, text: ""))
        }
        func reject(_ start: Int, _ fault: () -> LineFault?) {
            counts.rejected += 1
            if rejectsInTask == JobNotes.mostExamples { return }
            rejectsInTask += 1
            counts.rejects.append(RecordNote(file: file, offset: offset + UInt64(start), fault: fault()))
        }
        reader.blockOffset = offset
        // Fields alone need memory for their escapes only: there it is used again for each block.
        program.begin()
        reader.beginConversions()
        let converts = !program.conversions.isEmpty
        let holeBytes = extractor.holeBytes
        let namesCount = extractor.namesCount
        let skipped = extractor.forEachLine(in: lines) { fields in
            if needsProgram { program.begin() }
            if looksUp { reader.lookup?.look(up: fields, reader) }
            if seeksNames { reader.noteNames(in: fields, &counts.conversions) }
            if hasFilter && !program.value(0, fields).isTrue {
                counts.filtered += 1
            } else if let time, LogLine(fields, reader).time(time) == nil {
                reject(extractor.lineStart) { LineFault(column: 1, reason: "the line has no time") }
            } else {
                counts.kept += 1
                if let loose, loose.goesOn(fields.line) { noteLoose(extractor.lineStart) }
                unsafe key.bytes.removeAll()
                for index in keys {
                    LogMapper.append(index, isLast: index == keys.upperBound - 1, fields, reader, types[index], to: key)
                }
                keep(unsafe ByteView(key.bytes.rawBuffer), fields, reader)
            }
            if converts, program.hasExamples {
                reader.noteExamples(file, offset + UInt64(extractor.lineStart), &counts.conversions)
            }
        } malformed: { line, start in
            reject(start) { extractor.fault(in: line) }
        }
        reader.endConversions(&counts.conversions)
        counts.skipped += skipped
        counts.holeBytes += extractor.holeBytes - holeBytes
        counts.repeatedNames += extractor.namesCount - namesCount
    }

    /// Appends the value of an expression to a key.
    @inline(__always)
    static func append(
        _ index: Int, isLast: Bool, _ fields: LineFields, _ reader: LogReader, _ type: ExpressionType,
        to key: ScratchBytes
    ) {
        if let field = reader.plainFields[index] {
            let value = fields[field]
            if value.isNull { return unsafe key.bytes.append(LogKey.Tag.null) }
            switch type {
            case .text:
                if !value.isEscaped { return unsafe LogKey.append(text: value.bytes, isLast: isLast, to: &key.bytes) }
            case .integer:
                if let integer = value.integer { return unsafe LogKey.append(integer: integer, to: &key.bytes) }
            case .any: break
            default:
                if let integer = value.readInteger {
                    return unsafe LogKey.append(integer: Int(integer), to: &key.bytes)
                }
            }
        }
        unsafe LogKey.append(reader.program.value(index, fields), as: type, isLast: isLast, to: &key.bytes)
    }
}

extension RecordNote {
    /// A line that fits no format.
    init(file: Int, offset: UInt64, fault: LineFault?) {
        self.init(
            file: file, offset: offset, column: fault?.column ?? 1, text: fault?.reason ?? "the line does not fit")
    }
}
