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
    var readers: [LogReader?] = []
    /// Of each file, where its text and its names are.
    var starts: [TextPlaces] = []
    /// Of each file, where its columns change.
    var sections: [[LogSection]] = []
    var made: [Reading: LogReader] = [:]
    /// What processes need that read parts of these files.
    var found = LogReadings()
    /// Why files without a reader are left out that have lines.
    var reasonsToLeaveOut: [Int: String] = [:]
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
    var notes: [String] = []

    init(plan: LogPlan, context: ExpressionContext, format: String?) {
        self.plan = plan
        self.context = context
        self.format = format
    }

    package static let sampleBytes = 256 << 10
    /// How a format begins that is meant for those files that are tables; words of tables follow.
    package static let ofTables = "tables "

    /// What was found in the files when partials were made of them, which need not be there any more.
    var adopted: LogSurvey?
    var adoptedReadings: LogReadings?

    /// What each expression gives in the formats of all files; known when these are.
    var types: [ExpressionType] = []

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
                starts[index].isSeenToBeEmpty = sample.isWhole && !starts[index].hasRecords
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
        try findNames()
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

    /// All readers, in the order of the files.
    var allReaders: [LogReader] { readers.compactMap { $0 } + sections.joined().map(\.reader) }

    /// What is used as what it need not be, in all formats, each once.
    var conversions: [Conversion] = []
    /// Names in the question that the first lines of no file have.
    var soughtNames: [SoughtName] = []

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

    /// Whether all of a file was looked at, and is names and comments.
    func isEmpty(file: Int) -> Bool { starts.indices.contains(file) && starts[file].isSeenToBeEmpty }

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
            let notes = format.notes + reader.extractor.names.compactMap { format.fieldNotes[$0] }
            if !notes.isEmpty { tell("\(name): \(notes.joined(separator: ", "))") }
        }
        note(name, reading, reader, head)
        return reader
    }

    func reader(
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

    struct Reading: Hashable {
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

    func tell(_ note: String) {
        if notes.count > LogReaders.mostNotes { return }
        notes.append(notes.count == LogReaders.mostNotes ? "so it is with other files" : note)
    }
}
