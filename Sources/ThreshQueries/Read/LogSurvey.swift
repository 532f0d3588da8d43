import Thresh
import ThreshLogs

/// What is to be known of files for an answer when the files are gone: a partial keeps it.
struct LogSurvey: Equatable {
    /// Whether there was a line at all; else the rest says nothing.
    var hasLines = false
    /// Of each expression of the plan.
    var types: [ExpressionType] = []
    var units: [Column.Unit?] = []
    /// Of each use of a number.
    var numberTypes: [ExpressionType] = []
    var conversions: [Conversion] = []
    var soughtNames: [SoughtName] = []
    var fieldNames: [String] = []
    var notes: [String] = []
    /// From when years are inferred that times lack.
    var references: [Int64] = []
    /// Of each expression, how some files write the times that it is there; nil where it is none in any.
    var times: [[TimeLayout]?] = []
    /// What the table of a look-up is told by; none where nothing is looked up.
    private(set) var lookup: [UInt64] = []
    /// As `LogReadings` has it; none in a partial, whose files are read by one process.
    private var readingBytes: [UInt8] = []

    init(_ readers: LogReaders) throws(ThreshError) {
        hasLines = readers.readers.contains { $0?.hasRecords == true }
        types = readers.types
        units = readers.types.indices.map { readers.unit($0) }
        numberTypes = readers.plan.numberUses.indices.map { readers.numberType($0) }
        conversions = readers.conversions
        soughtNames = readers.soughtNames
        fieldNames = readers.fieldNames
        notes = readers.notes
        references = readers.references.map(\.nanoseconds)
        times = readers.types.indices.map { readers.times(of: $0) }
        lookup = try readers.lookup?.identity() ?? []
    }

    /// How the files are read, where that is known.
    var readings: LogReadings? { LogReadings(readingBytes) }

    /// With how the files are read.
    init(placed readers: LogReaders) throws {
        try self.init(readers)
        readingBytes = try readers.readings().bytes()
    }

    /// - Parameter context: nil where now is the same moment for all who have the survey.
    /// - Throws: `.usage` where what is asked would be another question at another time.
    func bytes(context: ExpressionContext?) throws(ThreshError) -> [UInt8] {
        if let context, context.isRelative {
            throw ThreshError(
                .usage,
                """
                the question counts from now (as -2h, now and yesterday do), which is another moment in each partial; write the \
                time out, as in 2015-05-17T10:00
                """)
        }
        if let context, context.isOfThisRun {
            throw ThreshError(
                .usage,
                """
                anonymize has a key of this run alone, so partials would not fit each other; name a file with a key in \
                THRESH_ANONYMIZE_KEY
                """)
        }
        var bytes = ByteBuffer()
        bytes.append(hasLines ? 1 : 0)
        bytes.append(varint: types.count)
        for (type, unit) in zip(types, units) {
            bytes.append(varint: type.code)
            bytes.append(unit == nil ? 0 : unit == .bytes ? 1 : 2)
        }
        bytes.append(varint: numberTypes.count)
        for type in numberTypes { bytes.append(varint: type.code) }
        bytes.append(varint: conversions.count)
        for conversion in conversions {
            bytes.appendText(conversion.label)
            bytes.appendText(conversion.operand)
            bytes.append(varint: conversion.wanted.code)
            bytes.append(conversion.keepsOthers ? 1 : 0)
        }
        for texts in [soughtNames.map(\.kept), fieldNames, notes] {
            bytes.append(varint: texts.count)
            for text in texts { bytes.appendText(text) }
        }
        bytes.append(varint: references.count)
        for reference in references { bytes.append(integer: reference) }
        let hasMore = times.contains { $0?.isEmpty == false } || !lookup.isEmpty
        if !readingBytes.isEmpty || hasMore { bytes.appendList(readingBytes) }
        if hasMore {
            for layouts in times { bytes.appendList(layouts.map { [1] + $0.map(\.rawValue) } ?? []) }
        }
        for checksum in lookup { bytes.append(integer: Int64(bitPattern: checksum)) }
        return [UInt8](bytes.view)
    }

    /// nil for other bytes.
    init?(_ bytes: ByteView) {
        var reader = ByteReader(bytes)
        guard let flag = reader.readByte(), let typeCount = reader.readCount(limit: reader.remaining) else {
            return nil
        }
        hasLines = flag == 1
        for _ in 0..<typeCount {
            guard let type = LogSurvey.type(&reader), let unit = reader.readByte(), unit < 3 else { return nil }
            types.append(type)
            units.append(unit == 0 ? nil : unit == 1 ? .bytes : .seconds)
        }
        guard let numberCount = reader.readCount(limit: reader.remaining) else { return nil }
        for _ in 0..<numberCount {
            guard let type = LogSurvey.type(&reader) else { return nil }
            numberTypes.append(type)
        }
        guard let conversionCount = reader.readCount(limit: reader.remaining) else { return nil }
        for _ in 0..<conversionCount {
            guard let label = reader.readText(), let operand = reader.readText(), let wanted = LogSurvey.type(&reader),
                let keepsOthers = reader.readByte()
            else { return nil }
            conversions.append(
                Conversion(label: label, operand: operand, wanted: wanted, keepsOthers: keepsOthers == 1))
        }
        guard let sought = reader.readTexts(), let names = reader.readTexts(), let notes = reader.readTexts(),
            let count = reader.readCount(limit: reader.remaining)
        else { return nil }
        (soughtNames, fieldNames, self.notes) = (sought.map { SoughtName(kept: $0) }, names, notes)
        for _ in 0..<count {
            guard let reference = reader.read(Int64.self) else { return nil }
            references.append(reference)
        }
        times = types.map { $0 == .time ? [] : nil }
        if reader.isAtEnd { return }
        guard let list = reader.readList() else { return nil }
        readingBytes = list
        if reader.isAtEnd { return }
        for index in types.indices {
            guard let list = reader.readList() else { return nil }
            let layouts = list.dropFirst().compactMap { TimeLayout(rawValue: $0) }
            if layouts.count != max(0, list.count - 1) { return nil }
            times[index] = list.isEmpty ? nil : layouts
        }
        while !reader.isAtEnd {
            guard let checksum = reader.read(Int64.self) else { return nil }
            lookup.append(UInt64(bitPattern: checksum))
        }
    }

    private static func type(_ reader: inout ByteReader) -> ExpressionType? {
        reader.readCount().flatMap { ExpressionType(code: $0) }
    }

    // MARK: several

    /// - Throws: of other bytes.
    init(_ bytes: [UInt8], path: String) throws(ThreshError) {
        guard let survey = unsafe bytes.withUnsafeBytes({ LogSurvey(unsafe ByteView($0)) }) else {
            throw ThreshError(.badData, "\(path): what it says of its files is damaged; make it anew")
        }
        self = survey
    }

    /// What several partials say together, and what each says.
    static func common(
        _ surveys: [(path: String, survey: [UInt8])]
    ) throws(ThreshError) -> (common: LogSurvey, each: [LogSurvey]) {
        var each: [LogSurvey] = []
        for (path, bytes) in surveys { each.append(try LogSurvey(bytes, path: path)) }
        var common: (path: String, survey: LogSurvey)?
        for (survey, path) in zip(each, surveys.map(\.path)) {
            guard var known = common, known.survey.hasLines else {
                common = (path, survey)
                continue
            }
            if !survey.hasLines { continue }
            if survey.lookup != known.survey.lookup {
                throw ThreshError(
                    .badData,
                    "\(path) was made with another table of --with than \(known.path); make both with the same")
            }
            known.survey.take(survey)
            common = known
        }
        return (common!.survey, each)
    }

    /// What is known of files that are there and of those that a state has read before.
    func goingOn(from earlier: LogSurvey, areAllThere: Bool) -> LogSurvey {
        if !earlier.hasLines { return self }
        if !hasLines { return earlier }
        // Numbers of conversions are those of their places; new formats may add some.
        var all = earlier
        all.take(self)
        if areAllThere { (all.types, all.numberTypes, all.times) = (types, numberTypes, times) }
        return all
    }

    /// What is said of other files too: each expression has the type that it has in all of them.
    private mutating func take(_ other: LogSurvey) {
        types = zip(types, other.types).map { LogReaders.common([$0, $1]) }
        numberTypes = zip(numberTypes, other.numberTypes).map { LogReaders.common([$0, $1]) }
        times = zip(times, other.times).map { a, b in
            guard let a, let b else { return a ?? b }
            return Set(a + b).sorted { $0.rawValue < $1.rawValue }
        }
        for conversion in other.conversions { _ = conversions.number(of: conversion) }
        units = zip(units, other.units).map { $0 == $1 ? $0 : nil }
        // A name that the first lines of some files have is no longer missing in all; numbers of others stay.
        while soughtNames.count > other.soughtNames.count { soughtNames.removeLast() }
        for index in soughtNames.indices.reversed() where soughtNames[index] != other.soughtNames[index] {
            soughtNames.removeSubrange(index...)
        }
        for name in other.fieldNames where !fieldNames.contains(name) { fieldNames.append(name) }
        for note in other.notes where !notes.contains(note) { notes.append(note) }
    }

    /// What kinds of notes are called here that other files have of their conversions; none where all are called so.
    func kinds(of others: [Conversion]) -> [NoteKind: NoteKind] {
        var kinds: [NoteKind: NoteKind] = [:]
        for (index, conversion) in others.enumerated() {
            let known = conversions.firstIndex { $0.isSame(as: conversion) } ?? conversions.count - 1
            if known == index { continue }
            let (from, to) = (ConversionCounts.kinds(index), ConversionCounts.kinds(known))
            (kinds[from.values], kinds[from.failures], kinds[from.marks]) = (to.values, to.failures, to.marks)
        }
        return kinds
    }

    /// How values are kept of files whose types some are; nil where they are those of all.
    func types(of kept: LogSurvey, _ context: ExpressionContext) -> KeptTypes? {
        if !kept.hasLines { return nil }
        // What is a time in some files may be written so in others.
        let layouts = types.indices.map { types[$0] == .any ? times[$0] : nil }
        if kept.types == types && layouts.allSatisfy({ $0 == nil }) { return nil }
        return KeptTypes(kept.types, types, layouts: layouts, context: context)
    }
}
