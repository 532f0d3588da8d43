import Thresh
import ThreshLogs

/// The readers of all input files: made in the driver, used in every worker.
package final class LogReaders {
    let plan: LogPlan
    let context: ExpressionContext
    let format: String?
    var rules: [FormatRule] = []
    /// The types of fields that were said.
    var statedTypes: [(field: String, type: FieldType)] = []
    private(set) var files: [JobInput] = []
    /// nil for a file without a line.
    private(set) var readers: [LogReader?] = []
    /// Of each file, where its text and its names are.
    private(set) var starts: [TextPlaces] = []
    /// Of each file, where its columns change.
    private var sections: [[LogSection]] = []
    private var made: [Reading: LogReader] = [:]
    /// What processes need that read parts of these files.
    private var found = LogReadings()
    /// Why files without a reader are left out that have lines.
    private(set) var reasonsToLeaveOut: [Int: String] = [:]
    /// Whether records of several lines are looked for where lines come as they are written.
    var groupsLines = false
    /// Whether a line may belong to the record before it.
    var joinsLines = true
    /// Where more is looked up for each line.
    var lookup: LogLookup?
    /// Notes that are there before any file is looked at.
    var remarks: [String] = []
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
    /// How a format begins that is meant for those files that are tables; words of tables follow.
    package static let ofTables = "tables "

    /// What was found in the files when partials were made of them, which need not be there any more.
    private var adopted: LogSurvey?
    private var adoptedReadings: LogReadings?

    /// Takes what partials say of their inputs instead of looking at these.
    ///
    /// - Parameter areRead: whether lines of the inputs are read, by how they were found to be written.
    /// - Returns: of each partial, the types of what it keeps, where these differ from those of all, and what its kinds of
    ///   notes are called among those of all.
    func adopt(
        _ surveys: [(path: String, survey: [UInt8])], areRead: Bool = false
    ) throws(ThreshError) -> [(types: KeptTypes?, kinds: [NoteKind: NoteKind])] {
        let (common, each) = try LogSurvey.common(surveys)
        adopt(common)
        adoptedReadings = areRead ? adopted?.readings : nil
        if areRead && adoptedReadings == nil {
            throw ThreshError(.badData, "the plan: what it says of how files are read is damaged; make it anew")
        }
        return each.map { survey in
            (common.types(of: survey, context), survey.hasLines ? common.kinds(of: survey.conversions) : [:])
        }
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
    /// - Parameter areAllThere: whether files that were read before are all among those that are there.
    /// - Returns: what is known of all, and the types of what is kept, where these differ.
    func goOn(
        path: String, earlier bytes: [UInt8]?, areAllThere: Bool, context: ExpressionContext
    ) throws(ThreshError) -> (survey: [UInt8], types: KeptTypes?) {
        let now = try LogSurvey(self)
        guard let bytes else { return (try now.bytes(context: context), nil) }
        let earlier = try LogSurvey(bytes, path: path)
        if earlier.lookup != now.lookup {
            throw ThreshError(
                .badData,
                """
                \(path): the table of --with has changed since it was made, so that its groups may be others; begin with another \
                --state
                """)
        }
        let survey = now.goingOn(from: earlier, areAllThere: areAllThere)
        adopt(survey)
        // Lines that are read now are of the types of all.
        for reader in made.values {
            reader.types = types
            reader.conversionNumbers = []
        }
        for index in types.indices where types[index] == .any { readTimes(index, survey.times[index]) }
        numberConversions()
        return (try survey.bytes(context: context), survey.types(of: earlier, context))
    }

    /// How the lines of a file are read, as far as the question goes.
    func reading(ofFile file: Int) -> String {
        guard let reader = readers[file] else { return "" }
        let fields = zip(reader.extractor.names, reader.extractor.types).map { "\($0): \($1)" }
        let name = reader.format.formatString ?? reader.format.name
        return fields.isEmpty ? name : "\(name) (\(fields.joined(separator: ", ")))"
    }

    /// Whether a file that is read in one way, as `reading` says, may have been read in another before: where its fields are the
    /// same, and values of those that differ in their type are kept as they were written.
    static func goesOn(_ earlier: String, _ now: String) -> Bool {
        let (a, b) = (fields(earlier), fields(now))
        return a.count == b.count
            && zip(a, b).allSatisfy { a, b in
                if a == b { return true }
                guard let (name, type) = divided(a), let (otherName, otherType) = divided(b) else { return false }
                return name == otherName && written.contains(String(type)) && written.contains(String(otherType))
            }
    }

    /// Each with its type, the first with the format before it.
    private static func fields(_ reading: String) -> [Substring] {
        reading.dropLast(reading.hasSuffix(")") ? 1 : 0).split(separator: ", ")
    }

    /// A field and its type.
    private static func divided(_ text: Substring) -> (Substring, Substring)? {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        return (text[..<colon], text[colon...].drop { $0 == ":" || $0 == " " })
    }

    private static let written = Set(
        [FieldType.any, .boolean, .integer, .number, .numeral(.number), .text].map { "\($0)" })

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
        return LogReaders.common(typedReaders.map { $0.program.numberTypes[use] })
    }

    private func foundType(_ index: Int) -> ExpressionType {
        LogReaders.common(typedReaders.map { $0.program.types[index] })
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
        if let adoptedReadings { return try read(by: adoptedReadings) }
        if adopted != nil { return }
        readers = []
        sections = []
        starts = []
        notes = remarks
        types = []
        made = [:]
        found = LogReadings()
        reasonsToLeaveOut = [:]
        try lookup?.prepare()
        var failures: [(file: Int, error: ThreshError)] = []
        for (index, file) in files.enumerated() {
            starts.append(TextPlaces())
            if let isMine, !isMine(file) {
                readers.append(nil)
                sections.append([])
                continue
            }
            do {
                let sample = try sample(of: file)
                starts[index].text = sample.start
                let parts = try sectionsToRead(file, sample.bytes)
                starts[index].find(parts.first?.reader.format, in: sample.bytes)
                if starts[index].hasRecords { for part in parts { part.reader.hasRecords = true } }
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
            let keys = plan.lookupKeys
            try lookup.gather(keys.map { type($0) }, keys.map { times(of: $0) })
            for (key, times) in zip(keys, lookup.times) { readTimes(key, times) }
            for note in lookup.notes { tell(note) }
        }
        guard let first = failures.first else { return }
        // One strange file does not stop the others.
        if readers.allSatisfy({ $0 == nil }) { throw first.error }
        for (file, error) in failures { reasonsToLeaveOut[file] = LogReaders.reasonToLeaveOut(error) }
    }

    /// Makes the readers of files that another process has looked at.
    private func read(by readings: LogReadings) throws {
        try lookup?.prepare()
        if try lookup?.identity() ?? [] != readings.lookup {
            throw ThreshError(.badData, "\(lookup!.name): it has changed since the job was planned; run the job again")
        }
        made = [:]
        let all = try readings.readings.enumerated().map { number, known in
            let reading = Reading(format: known.format, reference: Timestamp(nanoseconds: known.reference))
            let reader = try reader(reading.format, reading.reference, number: number, "the plan")
            made[reading] = reader
            return reader
        }
        let parts = readings.files.map { $0.map { LogSection(offset: $0.offset, reader: all[$0.reading]) } }
        readers = parts.map { $0.first?.reader }
        sections = parts.map { Array($0.dropFirst()) }
        starts = readings.starts
        for (reader, hasRecords) in zip(all, readings.haveRecords) { reader.hasRecords = hasRecords }
        reasonsToLeaveOut = readings.reasonsToLeaveOut
        func times(of index: Int) -> [TimeLayout]? {
            readings.times.indices.contains(index) ? readings.times[index] : nil
        }
        for index in types.indices where types[index] == .any { readTimes(index, times(of: index)) }
        if let lookup {
            let keys = plan.lookupKeys
            try lookup.gather(keys.map { type($0) }, keys.map { times(of: $0) })
            for (key, times) in zip(keys, lookup.times) { readTimes(key, times) }
        }
        numberConversions()
        seekNames()
    }

    /// What a process needs that reads parts of these files.
    func readings() throws -> LogReadings {
        var result = found
        result.files = zip(readers, sections).map { first, others in
            let parts = (first.map { [LogSection(offset: 0, reader: $0)] } ?? []) + others
            return parts.map { LogReadings.Part(offset: $0.offset, reading: $0.reader.number) }
        }
        result.haveRecords = result.readings.indices.map { number in
            allReaders.contains { $0.number == number && $0.hasRecords }
        }
        result.starts = starts
        result.times = types.indices.map { times(of: $0) }
        result.reasonsToLeaveOut = reasonsToLeaveOut
        result.lookup = try lookup?.identity() ?? []
        return result
    }

    /// All readers, in the order of the files.
    var allReaders: [LogReader] { readers.compactMap { $0 } + sections.joined().map(\.reader) }

    /// Those of files with lines, of which types are known.
    private var typedReaders: [LogReader] {
        let all = allReaders
        let typed = all.filter(\.hasRecords)
        return typed.isEmpty ? all : typed
    }

    private func findTypes() {
        types = plan.expressions.indices.map { foundType($0) }
        for reader in made.values { reader.types = types }
        for index in types.indices where types[index] == .any { readTimes(index, times(of: index)) }
    }

    /// How the files write the times that an expression is in some of them; nil where it is none in any.
    func times(of index: Int) -> [TimeLayout]? {
        var layouts: [TimeLayout]?
        for reader in made.values where reader.program.types[index] == .time {
            var known = layouts ?? []
            if case .time(let layout) = reader.fieldType(index), !known.contains(layout) { known.append(layout) }
            layouts = known
        }
        return layouts?.sorted { $0.rawValue < $1.rawValue }
    }

    /// Where an expression is no time in a file it is one in the lines that write it as such.
    func readTimes(_ index: Int, _ layouts: [TimeLayout]?) {
        guard let layouts else { return }
        for reader in made.values where ![.time, .boolean].contains(reader.program.types[index]) {
            reader.program.readTimes(index, layouts)
        }
    }

    private func numberConversions() {
        if adopted == nil { conversions = [] } else { conversions = adopted!.conversions }
        // What files without lines would convert has the last numbers, whatever the order of files.
        let readers = allReaders
        for reader in readers.filter(\.hasRecords) + readers.filter({ !$0.hasRecords })
        where reader.conversionNumbers.isEmpty {
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
        seekNames()
    }

    private func seekNames() {
        let readers = allReaders
        let open = readers.filter(\.format.isOpen)
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
        format = try stated(format, file.name)
        if !format.undecidedDates.isEmpty {
            format = format.decidingDates(by: [sample] + (try file.pieces()), context.dateOrder)
        }
        let parts = try LogSection.formats(of: file, first: format).map { offset, format in
            LogSection(offset: offset, reader: try reader(format, file.name, sample, changed: file.modified))
        }
        if let note = detected.note { tell("\(file.name): \(note)") }
        return parts
    }

    /// A format with the types that were said.
    private func stated(_ format: LogFormat, _ name: String) throws(ThreshError) -> LogFormat {
        var format = format
        for (field, type) in statedTypes {
            guard let changed = format.statingType(type, of: field) else {
                throw ThreshError(
                    .usage,
                    "--types: \(field) of \(name) has the type that the format \(format.name) says; leave it out")
            }
            format = changed
        }
        return format
    }

    /// Lines from several places of a file: more of the beginning of a compressed one, which has no other.
    private func sample(of file: JobInput) throws -> TextSample {
        let sample = try LogReaders.textSample(of: file)
        if sample.hole > 0 {
            tell("\(file.name): \(sample.hole) NUL bytes before the first line are skipped: a truncation left them")
        }
        return sample
    }

    /// Whether the columns of a file change within it.
    func hasSections(_ file: Int) -> Bool { !sections[file].isEmpty }

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
    ///
    /// - Parameter offset: where in their file these lines begin.
    func add(head: [UInt8], name: String, offset: UInt64) throws -> Int? {
        guard let detected = try LogReaders.detected(of: head, name: name, forced: format, rules) else { return nil }
        if let note = detected.note { tell("\(name): \(note)") }
        var format = try stated(detected.format, name)
        if !format.undecidedDates.isEmpty { format = format.decidingDates(by: [head], context.dateOrder) }
        var places = TextPlaces(text: offset)
        do {
            let added = try reader(format, name, head, changed: nil)
            places.find(format, in: head)
            if places.hasRecords { added.hasRecords = true }
            readers.append(added)
            findTypes()
        } catch let error as ThreshError where error.kind == .usage && readers.contains(where: { $0 != nil }) {
            reasonsToLeaveOut[readers.count] = LogReaders.reasonToLeaveOut(error)
            readers.append(nil)
        }
        starts.append(places)
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
        if format.isDocument && !takesEntries {
            throw ThreshError(
                .usage,
                """
                \(name) has JSON whose records are not lines of their own, which --follow does not read; jq -c makes such
                """)
        }
        let format = joinsLines ? format : format.ofSingleLines
        // Years are inferred from when the file was changed last.
        let changed = format.lacksYear ? changed.map { Timestamp(nanoseconds: $0) } : nil
        let reading = Reading(format: format, reference: min(changed ?? context.now, context.now))
        let reader: LogReader
        if let known = made[reading] {
            reader = known
        } else {
            reader = try self.reader(format, reading.reference, number: made.count, name)
            found.readings.append(LogReadings.Reading(format: format, reference: reading.reference.nanoseconds))
            made[reading] = reader
            if !format.notes.isEmpty { tell("\(name): \(format.notes.joined(separator: ", "))") }
        }
        note(name, reading, reader, head)
        return reader
    }

    private func reader(
        _ format: LogFormat, _ reference: Timestamp, number: Int, _ name: String
    ) throws -> LogReader {
        let format = try lookup?.adding(to: format) ?? format
        let reader: LogReader
        do {
            reader = try LogReader(format, plan, context, reference: reference)
        } catch let error as ThreshError {
            throw ThreshError(error.kind, "\(name) (\(format.name)): \(error.message)")
        }
        reader.number = number
        if !types.isEmpty { reader.types = types }
        if let lookup { reader.lookup = LineLookup(lookup, reader) }
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
