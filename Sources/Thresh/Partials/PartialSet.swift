internal import Platform

/// Partials that are reduced together: they agree in what is asked and how keys are divided, and have each record of
/// their inputs once.
struct PartialSet {
    let journals: [Journal]
    /// The inputs of all, those of the first partial first.
    let inputs: [InputIdentity]
    /// Of each partial, the number of its first input among all.
    private let firstInputs: [Int]

    var header: PartialHeader { journals[0].header }
    /// Of each partial.
    var runs: [[String]] {
        journals.map { journal in journal.entries.flatMap(\.runs).map { journal.path + "/" + $0.name } }
    }

    /// - Parameter takesOtherInputs: whether partials of different inputs may be reduced together: what keys and values
    ///   say does not depend on the number of a file.
    init(_ paths: [String], _ question: PartialQuestion, takesOtherInputs: Bool) throws(ThreshError) {
        var journals: [Journal] = []
        for path in paths { journals.append(try Journal(path: path)) }
        for journal in journals { try PartialSet.check(journal, question) }
        let first = journals[0]
        for journal in journals.dropFirst() { try PartialSet.check(journal, agreesWith: first) }
        var groups: [[Journal]] = []
        for journal in journals {
            // Of days without a record there may be several that look alike.
            let isEmpty = journal.header.shard == .whole && journal.header.inputsWithRecords.isEmpty
            if !isEmpty, let index = groups.firstIndex(where: { PartialSet.haveSameInputs($0[0], journal) }) {
                groups[index].append(journal)
            } else {
                groups.append([journal])
            }
        }
        if groups.count > 1 { try PartialSet.check(groups.map { $0[0] }, takesOtherInputs: takesOtherInputs) }
        for group in groups { try PartialSet.checkShards(of: group) }
        self.journals = groups.flatMap { $0 }
        inputs = groups.flatMap { $0[0].header.inputs }
        var firstInputs: [Int] = []
        var count = 0
        for group in groups {
            firstInputs += group.map { _ in count }
            count += group[0].header.inputs.count
        }
        self.firstInputs = firstInputs
    }

    /// What the map half counted and noted, as one job would have.
    ///
    /// - Parameter changes: of each partial; none where all stay as they are.
    func report(_ changes: [PartialChange]) -> TaskReport {
        var report = TaskReport()
        for (number, journal) in journals.enumerated() {
            let kinds = changes.isEmpty ? [:] : changes[number].kinds
            for entry in journal.entries {
                report.counters += entry.report.counters
                report.notes += entry.report.notes.moved(by: firstInputs[number], kinds)
            }
        }
        return report
    }

    // MARK: checks

    private static func check(_ journal: Journal, _ question: PartialQuestion) throws(ThreshError) {
        let (path, found) = (journal.path, journal.header.question)
        try found.check(path: path, program: question.program, values: question.values)
        if found.words != question.words {
            throw ThreshError(
                .badData,
                """
                \(path): answers `\(found.words.joined(separator: " "))`, and what was asked is \
                `\(question.words.joined(separator: " "))`
                """)
        }
        if let damage = journal.damage {
            throw ThreshError(
                .badData,
                "\(path): its journal is cut off or damaged at byte \(damage); make the partial anew, or go on with --resume"
            )
        }
        try journal.checkIsReduced()
        if !journal.isComplete {
            throw ThreshError(
                .badData, "\(path): is not complete: the command that made it did not end; run that again with --resume"
            )
        }
        for entry in journal.entries {
            for run in entry.runs {
                guard let fault = journal.fault(of: run) else { continue }
                throw ThreshError(.badData, "\(path)/\(run.name): \(fault); make the partial anew")
            }
        }
    }

    private static func check(_ journal: Journal, agreesWith first: Journal) throws(ThreshError) {
        func refuse(_ what: String, _ remedy: String = "") -> ThreshError {
            ThreshError(.badData, "\(journal.path) and \(first.path) are \(what), so they cannot be merged\(remedy)")
        }
        let (a, b) = (journal.header, first.header)
        if a.partitions.count != b.partitions.count {
            throw refuse(
                "divided into \(a.partitions.count) and \(b.partitions.count) parts",
                "; give both the same --partitions")
        }
        if a.partitions != b.partitions {
            throw refuse("divided at different keys, since they are of different inputs")
        }
    }

    private static func haveSameInputs(_ a: Journal, _ b: Journal) -> Bool {
        let (a, b) = (a.header.inputs, b.header.inputs)
        return a.count == b.count && zip(a, b).allSatisfy { $0.isSame(as: $1) }
    }

    private static func check(_ journals: [Journal], takesOtherInputs: Bool) throws(ThreshError) {
        if !takesOtherInputs {
            throw ThreshError(
                .badData,
                """
                \(journals[1].path) and \(journals[0].path) are of different inputs\
                \(difference(journals[1], journals[0])); the answers of \(journals[0].header.question.name) can be merged \
                only of shards of the same inputs
                """)
        }
        for (index, journal) in journals.enumerated() {
            for earlier in journals[..<index] {
                for input in journal.header.inputsWithRecords {
                    for other in earlier.header.inputsWithRecords {
                        try check(input, of: journal, isNot: other, of: earlier)
                    }
                }
            }
        }
    }

    /// Throws where one input is the other, or what it was before it grew.
    private static func check(
        _ input: InputIdentity, of journal: Journal, isNot other: InputIdentity, of earlier: Journal
    ) throws(ThreshError) {
        let isGrown = !input.isSame(as: other) && (input.begins(with: other) || other.begins(with: input))
        guard isGrown || input.isSame(as: other) else { return }
        let alias = other.name == input.name ? "" : " as \(other.name)"
        throw ThreshError(
            .badData,
            isGrown
                ? """
                \(input.name) is in \(journal.path), and in \(earlier.path)\(alias) with another end, so the lines of both would \
                count twice; leave the partial of the shorter one out
                """
                : """
                \(input.name) is in \(earlier.path)\(alias) and in \(journal.path), so its lines would count twice; leave one of \
                them out
                """)
    }

    /// Which input is another, in brackets.
    private static func difference(_ a: Journal, _ b: Journal) -> String {
        for (one, other) in zip(a.header.inputs, b.header.inputs) where !one.isSame(as: other) {
            return one.name == other.name
                ? " (\(one.name) has changed between them)" : " (\(one.name) and \(other.name))"
        }
        return " (\(a.header.inputs.count) and \(b.header.inputs.count) files)"
    }

    /// Throws unless each record of the inputs is in one of them.
    private static func checkShards(of group: [Journal]) throws(ThreshError) {
        let count = group[0].header.shard.count
        var found: [Int: Journal] = [:]
        for journal in group {
            let shard = journal.header.shard
            if shard.count != count {
                throw ThreshError(
                    .badData,
                    "\(journal.path) is one of \(shard.count) shards and \(group[0].path) one of \(count): shards of one division belong together"
                )
            }
            if let other = found.updateValue(journal, forKey: shard.number) {
                let what = count == 1 ? "have the same inputs" : "are both shard \(shard.number)/\(count)"
                throw ThreshError(.badData, "\(other.path) and \(journal.path) \(what); leave one of them out")
            }
        }
        let missing = (1...count).filter { found[$0] == nil }
        if !missing.isEmpty {
            let list =
                missing.prefix(10).map { "\($0)/\(count)" }.joined(separator: ", ") + (missing.count > 10 ? " …" : "")
            throw ThreshError(
                .badData,
                missing.count == 1
                    ? "shard \(list) is missing; make it with --shard \(list), and name its directory too"
                    : "shards \(list) are missing; make them with --shard, and name their directories too")
        }
        for journal in group where journal.header.survey != group[0].header.survey {
            throw ThreshError(
                .badData,
                """
                \(journal.path) and \(group[0].path) found other formats in the same files, or other years for times that lack \
                them, which are inferred from when a file was changed: copy files with their times, or give --format
                """)
        }
        try checkSegments(of: group)
    }

    private static func checkSegments(of group: [Journal]) throws(ThreshError) {
        let inputs = group[0].header.inputs
        var segments = [[PartialEntry.Segment]](repeating: [], count: inputs.count)
        for journal in group {
            for segment in journal.entries.flatMap(\.segments) {
                guard segment.file < inputs.count else {
                    throw ThreshError(
                        .badData, "\(journal.path): its journal names a file that it does not have; make it anew")
                }
                segments[segment.file].append(segment)
            }
        }
        for (input, segments) in zip(inputs, segments) {
            var end: UInt64 = 0
            for segment in segments.sorted(by: { ($0.start, $0.end) < ($1.start, $1.end) }) {
                if segment.start != end { break }
                end = segment.end
            }
            let total = segments.reduce(0) { $0 + ($1.end - $1.start) }
            guard end == input.size, total == input.size else {
                throw ThreshError(
                    .badData,
                    """
                    \(group.map(\.path).joined(separator: ", ")) do not have each byte of \(input.name) once (byte \(end)): they \
                    were divided differently; give all shards the same inputs and the same --chunk-size
                    """)
            }
        }
    }
}

extension Journal {
    fileprivate func checkIsReduced() throws(ThreshError) {
        guard entries.contains(where: \.isOutput) else { return }
        throw ThreshError(
            .badData,
            "\(path): is of a job without reduce, which cannot be merged; run its command again with --resume")
    }
}

extension PartialHeader {
    fileprivate var inputsWithRecords: [InputIdentity] {
        inputs.indices.filter { inputs[$0].size > 0 && !emptyInputs.contains($0) }.map { inputs[$0] }
    }
}

extension JobNotes {
    /// The same of files whose numbers are higher, and with other names of kinds.
    fileprivate func moved(by distance: Int, _ names: [NoteKind: NoteKind]) -> JobNotes {
        if distance == 0 && names.isEmpty { return self }
        var moved = JobNotes()
        for kind in kinds {
            let name = names[kind.name] ?? kind.name
            moved.add(name, kind.count)
            for note in kind.examples {
                moved.add(
                    RecordNote(
                        file: note.file + distance, offset: note.offset, column: note.column, text: note.text),
                    to: name)
            }
        }
        return moved
    }
}

extension PartialQuestion {
    /// What a partial answers.
    package init(ofPartial path: String) throws(ThreshError) {
        let journal = try Journal(path: path)
        try journal.checkIsReduced()
        self = journal.header.question
    }

    /// Throws unless this program can merge it.
    package func check(path: String, program: String, values: String) throws(ThreshError) {
        if self.program != program {
            throw ThreshError(
                .badData, "\(path): was made by \(self.program); merge it with that program, not with \(program)")
        }
        if self.values != values {
            throw ThreshError(
                .badData,
                """
                \(path): its values are of \(self.values), and this program's of \(values); make it anew with this program, \
                or merge it with the one that made it
                """)
        }
    }
}
