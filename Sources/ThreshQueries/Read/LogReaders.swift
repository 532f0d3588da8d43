import Thresh
import ThreshLogs

/// The readers of all input files: made in the driver, used in every worker.
package final class LogReaders {
    let plan: LogPlan
    let context: ExpressionContext
    let format: String?
    var rules: [FormatRule] = []
    private(set) var files: [JobInput] = []
    /// nil for a file without a line.
    private(set) var readers: [LogReader?] = []
    /// Of each file, where its columns change.
    private var sections: [[LogSection]] = []
    private var made: [Reading: LogReader] = [:]
    /// Why files without a reader are left out that have lines.
    private(set) var reasonsToLeaveOut: [Int: String] = [:]
    /// Whether records of several lines are looked for where lines come as they are written.
    var groupsLines = false
    /// Whether a line may belong to the record before it.
    var joinsLines = true
    /// Where more is looked up for each line.
    var lookup: LogLookup?
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
    /// A format that is meant for those files that are tables.
    package static let tablesWithDecimalComma = "tables decimal-comma"

    /// What was found in the files when partials were made of them, which need not be there any more.
    private var adopted: LogSurvey?

    /// Takes what partials say of their inputs instead of looking at these.
    func adopt(_ surveys: [(path: String, survey: [UInt8])]) throws(ThreshError) {
        adopt(try LogSurvey.common(surveys))
    }

    private func adopt(_ survey: LogSurvey) {
        adopted = survey
        types = survey.types
        conversions = survey.conversions
        soughtNames = survey.soughtNames
        notes = survey.notes
    }

    /// Takes what a state knows of files that were read before beside what was found in those that are there.
    ///
    /// - Returns: what is known of all.
    func goOn(path: String, earlier: [UInt8]?, context: ExpressionContext) throws(ThreshError) -> [UInt8] {
        var survey = LogSurvey(self)
        if let earlier { survey = try LogSurvey.goingOn(survey, from: earlier, path: path) }
        let bytes = try survey.bytes(context: context)
        if earlier != nil { adopt(survey) }
        return bytes
    }

    /// How the lines of a file are read, as far as the question goes.
    func reading(ofFile file: Int) -> String {
        guard let reader = readers[file] else { return "" }
        let fields = zip(reader.extractor.names, reader.extractor.types).map { "\($0): \($1)" }
        let name = reader.format.formatString ?? reader.format.name
        return fields.isEmpty ? name : "\(name) (\(fields.joined(separator: ", ")))"
    }

    /// When files of formats whose times lack years are taken to have been changed.
    var references: [Timestamp] {
        made.keys.filter(\.format.lacksYear).map(\.reference).sorted()
    }

    /// What each expression gives in the formats of all files; known when these are.
    private(set) var types: [ExpressionType] = []

    func type(_ index: Int) -> ExpressionType { types.isEmpty ? foundType(index) : types[index] }

    /// What a use of a number gives.
    func numberType(_ use: Int) -> ExpressionType {
        if let adopted { return adopted.numberTypes[use] }
        return LogReaders.common(allReaders.map { $0.program.numberTypes[use] })
    }

    private func foundType(_ index: Int) -> ExpressionType {
        LogReaders.common(allReaders.map { $0.program.types[index] })
    }

    /// Sets what some expressions give in the lines that these readers read and in others.
    func setTypes(_ common: [ExpressionType], from first: Int) {
        if types.isEmpty { return }
        for (index, type) in common.enumerated() { types[first + index] = type }
        for reader in made.values { reader.types = types }
    }

    static func common(_ types: [ExpressionType]) -> ExpressionType {
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
        if let adopted { return adopted.units[index] }
        let units = readers.compactMap { $0 }.map { $0.unit(index) }
        guard let first = units.first, units.allSatisfy({ $0 == first }) else { return nil }
        return first
    }

    /// - Parameter isMine: which files are read here; nil: all.
    func prepare(_ files: [JobInput], where isMine: ((JobInput) -> Bool)? = nil) throws {
        self.files = files
        if adopted != nil { return }
        readers = []
        sections = []
        notes = []
        types = []
        made = [:]
        reasonsToLeaveOut = [:]
        try lookup?.prepare()
        var failures: [(file: Int, error: ThreshError)] = []
        for (index, file) in files.enumerated() {
            if let isMine, !isMine(file) {
                readers.append(nil)
                sections.append([])
                continue
            }
            do {
                let sample = try sample(of: file)
                let parts = try sectionsToRead(file, sample)
                readers.append(parts.first?.reader)
                sections.append(Array(parts.dropFirst()))
            } catch let error as ThreshError where error.kind == .usage || error.kind == .badData {
                readers.append(nil)
                sections.append([])
                failures.append((index, error))
            }
        }
        findTypes()
        numberConversions()
        findNames()
        if let lookup {
            try lookup.gather(plan.lookupKeys.map { type($0) })
            for note in lookup.notes { tell(note) }
        }
        guard let first = failures.first else { return }
        // One strange file does not stop the others.
        if readers.allSatisfy({ $0 == nil }) { throw first.error }
        for (file, error) in failures { reasonsToLeaveOut[file] = LogReaders.reasonToLeaveOut(error) }
    }

    /// All readers, in the order of the files.
    var allReaders: [LogReader] { readers.compactMap { $0 } + sections.joined().map(\.reader) }

    private func findTypes() {
        types = plan.expressions.indices.map { foundType($0) }
        for reader in made.values { reader.types = types }
    }

    private func numberConversions() {
        conversions = []
        for reader in allReaders where reader.conversionNumbers.isEmpty {
            reader.conversionNumbers = reader.program.conversions.map { conversion in
                if let known = conversions.firstIndex(where: { $0.isSame(as: conversion) }) { return known }
                if conversions.count == ConversionCounts.most {
                    conversions[conversions.count - 1].label = "other expressions"
                } else {
                    conversions.append(conversion)
                }
                return conversions.count - 1
            }
        }
    }

    private func findNames() {
        let open = allReaders.filter(\.format.isOpen)
        let known = Set(allReaders.flatMap { $0.format.fields.flatMap { [$0.name] + $0.aliases } })
        let wanted = plan.soughtNames.intersection(open.flatMap(\.program.fieldNames)).subtracting(known)
        soughtNames = Array(wanted.sorted().prefix(ConversionCounts.most))
        // A time that lines may lack is sought too: what no line has is not asked for.
        let readers = allReaders
        let needsTime = plan.soughtNames.contains("time") && !wanted.contains("time")
        if needsTime, soughtNames.count < ConversionCounts.most, !readers.isEmpty,
            readers.allSatisfy(\.format.mayLackTime)
        {
            soughtNames.append("time")
        }
        for reader in soughtNames.last == "time" ? readers : open {
            reader.soughtNames = soughtNames.enumerated().compactMap { number, name in
                reader.program.fieldNames.firstIndex(of: name).map { ($0, number) }
            }
        }
    }

    /// For expressions over the columns of an answer.
    var rowContext: ExpressionContext {
        var context = context
        context.hasDecimalComma = format?.hasSuffix("decimal-comma") ?? false
        return context
    }

    /// Why an expression is no time yet that is a field with dates, in one of the files; nil where that is not so.
    func undecidedReason(of expression: Expression) -> String? {
        guard case .field(let name) = expression.kind else { return nil }
        return allReaders.lazy.compactMap { $0.format.undecidedReason(of: name) }.first
    }

    /// The names of all fields of the files' formats.
    var fieldNames: [String] { adopted?.fieldNames ?? allReaders.flatMap(\.format.fieldNames) }

    /// What is used as what it need not be, in all formats, each once.
    private(set) var conversions: [Conversion] = []
    /// Names in the question that the first lines of no file have.
    private(set) var soughtNames: [String] = []

    private static func reasonToLeaveOut(_ error: ThreshError) -> String {
        // Only the first line of a message that shows a place.
        "left out: \(error.message.prefix { $0 != "\n" })"
    }

    /// A file's parts with columns of their own; none of a file without a line.
    private func sectionsToRead(_ file: JobInput, _ sample: [UInt8]) throws -> [LogSection] {
        guard let detected = try LogReaders.detected(of: sample, name: file.name, forced: format, rules) else {
            return []
        }
        var format = detected.format
        if !format.undecidedDates.isEmpty {
            format = format.decidingDates(by: [sample] + (try file.pieces()), context.dateOrder)
        }
        let parts = try LogSection.formats(of: file, first: format).map { offset, format in
            LogSection(offset: offset, reader: try reader(format, file.name, sample, changed: file.modified))
        }
        if let note = detected.note { tell("\(file.name): \(note)") }
        return parts
    }

    /// Lines from several places of a file: more of the beginning of a compressed one, which has no other.
    private func sample(of file: JobInput) throws -> [UInt8] {
        let (sample, hole) = try LogReaders.textSample(of: file)
        if hole > 0 {
            tell("\(file.name): \(hole) NUL bytes before the first line are skipped: a truncation left them")
        }
        return sample
    }

    /// What divides a file into records.
    func records(ofFile file: Int) -> RecordFormat { readers[file]?.extractor.records ?? .textLines }

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
        guard let detected = try LogReaders.detected(of: head, name: name, forced: format, rules) else { return nil }
        if let note = detected.note { tell("\(name): \(note)") }
        var format = detected.format
        if !format.undecidedDates.isEmpty { format = format.decidingDates(by: [head], context.dateOrder) }
        do {
            let added = try reader(format, name, head, changed: nil)
            readers.append(added)
            findTypes()
        } catch let error as ThreshError where error.kind == .usage && readers.contains(where: { $0 != nil }) {
            reasonsToLeaveOut[readers.count] = LogReaders.reasonToLeaveOut(error)
            readers.append(nil)
        }
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
        var format = joinsLines ? format : format.ofSingleLines
        if let lookup { format = try lookup.adding(to: format) }
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
            if !types.isEmpty { reader.types = types }
            if let lookup { reader.lookup = LineLookup(lookup, reader) }
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
}
