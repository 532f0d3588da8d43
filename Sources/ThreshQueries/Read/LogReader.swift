import Thresh
package import ThreshLogs

/// Reads the lines of one input file: its format, what is extracted, and the expressions of the question compiled for it.
final class LogReader {
    let format: LogFormat
    let extractor: FieldExtractor
    let program: ExpressionProgram
    /// For each expression, the field that it is, when it is no more than a field.
    let plainFields: [Int?]
    /// Whether there is a field for what a line says; where there is none, the whole line is that.
    let hasMessage: Bool
    let plan: LogPlan
    /// For the value of one expression of one line.
    let scratch = ScratchBytes()

    /// - Parameter reference: a moment not before the last line, from which years are inferred that times lack.
    init(_ format: LogFormat, _ plan: LogPlan, _ context: ExpressionContext, reference: Timestamp) throws {
        self.format = format
        self.plan = plan
        hasMessage = format.fields.contains { $0.name == "message" || $0.aliases.contains("message") }
        let expressions = try plan.expressions(in: format)
        let program = try reporting { () throws(ExpressionError) in
            try ExpressionProgram(expressions, format: format, context: context)
        }
        self.program = program
        extractor = try FieldExtractor(
            format, fields: program.fieldNames, context: TimeContext(zone: context.zone, reference: reference))
        if let time = plan.timeExpression, case .field(let name) = expressions[time].kind,
            let reason = format.undecidedReason(of: name)
        {
            throw ThreshError(.usage, reason)
        }
        plainFields = expressions.map { expression in
            guard case .field(let name) = expression.kind else { return nil }
            return program.fieldNames.firstIndex(of: name)
        }
    }

    /// What the values of a field are written in, where they are lengths of time.
    func durationUnit(_ field: Int) -> DurationUnit? {
        if case .duration(let unit) = extractor.types[field] { unit } else { nil }
    }

    /// What an expression has that is a field.
    func fieldType(_ index: Int) -> FieldType? {
        plainFields[index].flatMap { format.type(of: program.fieldNames[$0]) }
    }

    func unit(_ index: Int) -> Column.Unit? {
        switch fieldType(index) {
        case .bytes: return .bytes
        case .duration: return .seconds
        default: return nil
        }
    }
}

/// The readers of all input files: made in the driver, used in every worker.
package final class LogReaders {
    let plan: LogPlan
    let context: ExpressionContext
    let format: String?
    private(set) var files: [JobInput] = []
    /// nil for a file without a line.
    private(set) var readers: [LogReader?] = []
    /// Of each file, where its columns change.
    private var sections: [[LogSection]] = []
    private var made: [Reading: LogReader] = [:]
    /// Whether files may have them; else they are refused.
    var takesEntries = true
    /// What a person should know of the files: which years were inferred.
    private(set) var notes: [String] = []

    init(plan: LogPlan, context: ExpressionContext, format: String?) {
        self.plan = plan
        self.context = context
        self.format = format
    }

    package static let sampleBytes = 256 << 10

    /// What each expression gives in the formats of all files.
    func type(_ index: Int) -> ExpressionType {
        let types =
            readers.compactMap { $0?.program.types[index] } + sections.joined().map { $0.reader.program.types[index] }
        guard let first = types.first else { return .any }
        if types.allSatisfy({ $0 == first }) { return first }
        let numeric: [ExpressionType] = [.integer, .number, .duration]
        return types.allSatisfy { numeric.contains($0) } ? .number : .any
    }

    /// What an expression has that is a field, where all files agree.
    func fieldType(_ index: Int) -> FieldType? {
        let types = readers.compactMap { $0 }.map { $0.fieldType(index) }
        guard let first = types.first, types.allSatisfy({ $0 == first }) else { return nil }
        return first
    }

    /// What an expression that is a field measures, where all files agree.
    func unit(_ index: Int) -> Column.Unit? {
        let units = readers.compactMap { $0 }.map { $0.unit(index) }
        guard let first = units.first, units.allSatisfy({ $0 == first }) else { return nil }
        return first
    }

    func prepare(_ files: [JobInput]) throws {
        self.files = files
        readers = []
        sections = []
        notes = []
        made = [:]
        for file in files {
            let (head, hole) = try file.textHead(LogReaders.sampleBytes)
            if hole > 0 {
                notes.append(
                    "\(file.name): \(hole) NUL bytes before the first line are skipped: a truncation left them")
            }
            guard var format = try LogReaders.format(of: head, name: file.name, forced: format) else {
                readers.append(nil)
                sections.append([])
                continue
            }
            if !format.undecidedDates.isEmpty {
                format = format.decidingDates(by: [head] + (try file.pieces()), context.dateOrder)
            }
            let parts = try LogSection.formats(of: file, first: format).map { offset, format in
                LogSection(offset: offset, reader: try reader(format, file.name, head, changed: file.modified))
            }
            readers.append(parts[0].reader)
            sections.append(Array(parts.dropFirst()))
        }
    }

    /// What divides a file into records.
    func records(ofFile file: Int) -> RecordFormat { readers[file]?.format.records ?? .textLines }

    /// The reader for a place in a file, and where its section ends.
    @inline(__always)
    func reader(of file: Int, at offset: UInt64) -> (reader: LogReader?, end: UInt64) {
        sections[file].isEmpty ? (readers[file], .max) : sectionReader(file, offset)
    }

    private func sectionReader(_ file: Int, _ offset: UInt64) -> (reader: LogReader?, end: UInt64) {
        let sections = sections[file]
        let next = sections.firstIndex { $0.offset > offset } ?? sections.count
        return (
            next == 0 ? readers[file] : sections[next - 1].reader, next < sections.count ? sections[next].offset : .max
        )
    }

    /// Adds a reader for lines that came when the files were prepared already; returns its index.
    func add(head: [UInt8], name: String) throws -> Int? {
        guard var format = try LogReaders.format(of: head, name: name, forced: format) else { return nil }
        if !format.undecidedDates.isEmpty { format = format.decidingDates(by: [head], context.dateOrder) }
        readers.append(try reader(format, name, head, changed: nil))
        sections.append([])
        return readers.count - 1
    }

    /// The reader of a format: the same for all files.
    ///
    /// - Parameter changed: when the file was, in nanoseconds since 1970; nil for now.
    private func reader(
        _ format: LogFormat, _ name: String, _ head: [UInt8], changed: Int64?
    ) throws -> LogReader {
        if format.hasEntriesOfLines && !takesEntries {
            throw ThreshError(
                .usage,
                """
                \(name) has entries of several lines (journalctl -o export), which --follow does not read; follow lines, \
                as in journalctl -f -o json | thresh logs rate --follow -
                """)
        }
        // Years are inferred from when the file was changed last.
        let changed = format.lacksYear ? changed.map { Timestamp(nanoseconds: $0) } : nil
        let reading = Reading(format: format, reference: min(changed ?? context.now, context.now))
        let reader: LogReader
        if let known = made[reading] {
            reader = known
        } else {
            do {
                reader = try LogReader(format, plan, context, reference: reading.reference)
            } catch let error as ThreshError {
                throw ThreshError(error.kind, "\(name) (\(format.name)): \(error.message)")
            }
            made[reading] = reader
            if !format.notes.isEmpty { tell("\(name): \(format.notes.joined(separator: ", "))") }
        }
        note(name, reading, reader, head)
        return reader
    }

    private struct Reading: Hashable {
        let format: LogFormat
        let reference: Timestamp
    }

    private static let mostNotes = 3

    private func note(_ name: String, _ reading: Reading, _ reader: LogReader, _ head: [UInt8]) {
        let times = zip(reader.extractor.names, reader.extractor.types).filter {
            if case .time = $0.1 { true } else { false }
        }
        if times.isEmpty || notes.count > LogReaders.mostNotes { return }
        let remarks = unsafe head.withUnsafeBytes {
            reading.format.timeRemarks(times.map(\.0), in: unsafe ByteView($0), zone: context.zone)
        }
        let date = reading.reference.text(in: context.zone).prefix(10)
        let reason = name == "-" ? "" : ", when the file was changed last"
        let year = "times lack the year, which is taken to be the latest before \(date)\(reason)"
        for text in (remarks.infersYears ? [year] : []) + remarks.texts {
            tell("\(name): \(text)")
        }
    }

    private func tell(_ note: String) {
        if notes.count > LogReaders.mostNotes { return }
        notes.append(notes.count == LogReaders.mostNotes ? "so it is with other files" : note)
    }

    /// nil when there is no line, and nothing said what lines would be like.
    ///
    /// - Parameter head: the first bytes, `sampleBytes` unless there are fewer.
    package static func format(of head: [UInt8], name: String, forced: String?) throws -> LogFormat? {
        try unsafe head.withUnsafeBytes { bytes in
            try unsafe TextStart.checkEncoding(of: bytes, name: name)
            let start = unsafe TextStart.count(in: bytes)
            let view = unsafe ByteView(UnsafeRawBufferPointer(rebasing: bytes[start...]))
            if let forced { return try ForcedFormat.format(forced, for: view) }
            if head.isEmpty { return nil }
            guard let detected = FormatDetector.detect(view, isCut: head.count == sampleBytes) else {
                throw ThreshError(
                    .badData,
                    """
                    \(name): its lines fit no known format; name one with --format (thresh logs formats lists them; \
                    thresh logs explain LINE says where a line stops to fit)
                    """)
            }
            return detected.format
        }
    }
}
