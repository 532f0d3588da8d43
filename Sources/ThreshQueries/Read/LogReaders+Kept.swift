import Thresh
import ThreshLogs

/// What others are told of the files, and what they have told: partials, states, and processes that read parts of them.
extension LogReaders {
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

    func adopt(_ survey: LogSurvey) {
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
    static func fields(_ reading: String) -> [Substring] {
        reading.dropLast(reading.hasSuffix(")") ? 1 : 0).split(separator: ", ")
    }

    /// A field and its type.
    static func divided(_ text: Substring) -> (Substring, Substring)? {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        return (text[..<colon], text[colon...].drop { $0 == ":" || $0 == " " })
    }

    static let written = Set(
        [FieldType.any, .boolean, .integer, .number, .numeral(.number), .text].map { "\($0)" })

    /// When files of formats whose times lack years are taken to have been changed.
    var references: [Timestamp] {
        made.keys.filter(\.format.lacksYear).map(\.reference).sorted()
    }

    /// Makes the readers of files that another process has looked at.
    func read(by readings: LogReadings) throws {
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
}
