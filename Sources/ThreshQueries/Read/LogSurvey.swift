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
    var soughtNames: [String] = []
    var fieldNames: [String] = []
    var notes: [String] = []
    /// From when years are inferred that times lack.
    var references: [Int64] = []
    /// What the table of a look-up is told by; none where nothing is looked up.
    private var lookup: [UInt64] = []
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
        for texts in [soughtNames, fieldNames, notes] {
            bytes.append(varint: texts.count)
            for text in texts { bytes.appendText(text) }
        }
        bytes.append(varint: references.count)
        for reference in references { bytes.append(integer: reference) }
        if !readingBytes.isEmpty || !lookup.isEmpty { bytes.appendList(readingBytes) }
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
        (soughtNames, fieldNames, self.notes) = (sought, names, notes)
        for _ in 0..<count {
            guard let reference = reader.read(Int64.self) else { return nil }
            references.append(reference)
        }
        if reader.isAtEnd { return }
        guard let list = reader.readList() else { return nil }
        readingBytes = list
        while !reader.isAtEnd {
            guard let checksum = reader.read(Int64.self) else { return nil }
            lookup.append(UInt64(bitPattern: checksum))
        }
    }

    private static func type(_ reader: inout ByteReader) -> ExpressionType? {
        reader.readCount().flatMap { ExpressionType(code: $0) }
    }

    // MARK: several

    /// What several partials say together.
    static func common(_ surveys: [(path: String, survey: [UInt8])]) throws(ThreshError) -> LogSurvey {
        var common: (path: String, survey: LogSurvey)?
        for (path, bytes) in surveys {
            let survey = unsafe bytes.withUnsafeBytes { LogSurvey(unsafe ByteView($0)) }
            guard let survey else {
                throw ThreshError(.badData, "\(path): what it says of its files is damaged; make it anew")
            }
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
            try known.survey.take(survey, of: path, known.path)
            common = known
        }
        return common!.survey
    }

    /// What is known of files that are there and of those that a state has read before.
    static func goingOn(
        _ now: LogSurvey, from bytes: [UInt8], path: String
    ) throws(ThreshError) -> LogSurvey {
        guard var earlier = unsafe bytes.withUnsafeBytes({ LogSurvey(unsafe ByteView($0)) }) else {
            throw ThreshError(.badData, "\(path): what it says of its files is damaged; remove it to begin anew")
        }
        if earlier.lookup != now.lookup {
            throw ThreshError(
                .badData,
                "\(path): the table of --with has changed since it was made, so that its groups may be others; begin with another --state"
            )
        }
        if !earlier.hasLines { return now }
        if !now.hasLines { return earlier }
        let (a, b) = (earlier.conversions, now.conversions)
        guard earlier.types == now.types, earlier.numberTypes == now.numberTypes,
            zip(a, b).allSatisfy({ $0.isSame(as: $1) })
        else {
            throw ThreshError(
                .badData,
                """
                \(path): fields of the question are of other types in the files that are there now than in what was read \
                before, so that one answer would be of two kinds of values; begin with another --state, with --format
                """)
        }
        // Numbers of conversions are those of their places; new formats may add some.
        earlier.conversions = a.count > b.count ? a : b
        var now = now
        now.conversions = earlier.conversions
        try earlier.take(now, of: "what is there now", path)
        return earlier
    }

    private mutating func take(_ other: LogSurvey, of path: String, _ known: String) throws(ThreshError) {
        // The bytes of keys and what is counted of values depend on these.
        if types != other.types || numberTypes != other.numberTypes {
            throw ThreshError(
                .badData,
                "fields of the question are of other types in the files of \(path) than in those of \(known); give --format to both"
            )
        }
        guard conversions.count == other.conversions.count,
            zip(conversions, other.conversions).allSatisfy({ $0.isSame(as: $1) })
        else {
            throw ThreshError(
                .badData,
                "values are converted differently in the files of \(path) and in those of \(known); give --format to both"
            )
        }
        units = zip(units, other.units).map { $0 == $1 ? $0 : nil }
        // A name that the first lines of some files have is no longer missing in all; numbers of others stay.
        while soughtNames.count > other.soughtNames.count { soughtNames.removeLast() }
        for index in soughtNames.indices.reversed() where soughtNames[index] != other.soughtNames[index] {
            soughtNames.removeSubrange(index...)
        }
        for name in other.fieldNames where !fieldNames.contains(name) { fieldNames.append(name) }
        for note in other.notes where !notes.contains(note) { notes.append(note) }
    }
}
