internal import Platform

/// A state that is open: what earlier runs have read, and what this one adds. Only one process has it at a time.
final class OpenState {
    let path: String
    /// Of earlier runs; nil in the first.
    let header: PartialHeader?
    /// Known ones first, by their numbers in the state; then new ones.
    private(set) var files: [StateFile] = []
    /// What is there of each of `files`: a decompressed copy where more is to be read of what was plain once, and an empty
    /// file where nothing is there.
    private(set) var inputs: [InputFile] = []
    /// What is kept of earlier runs.
    private(set) var entries: [PartialEntry] = []
    private(set) var news = StateNews()
    /// The first number of a worker whose files are not there.
    private(set) var nextWorker = 0
    private let lock: FileDescriptor
    private let known: [StateFile]
    private var journal: JournalWriter?
    private var isDurable = false

    /// How long the workers of a driver that was killed may take to end.
    private static let patience = Duration.seconds(2)
    private static let pause = Duration.milliseconds(20)

    /// Opens it, or makes an empty one.
    init(_ path: String, _ question: PartialQuestion, interrupts: Interrupts) throws(ThreshError) {
        self.path = path
        let isThere = FileSystem.exists(path)
        let names = isThere ? try attempt { () throws(SystemError) in try FileSystem.list(path) } : []
        guard names.allSatisfy(OpenPartial.isOurs) else {
            throw ThreshError(.cannotCreate, "\(path): is there already and no state; choose another directory")
        }
        do throws(SystemError) {
            if !isThere { try FileSystem.createDirectory(path) }
            lock = try FileDescriptor.open(path + "/" + WorkFiles.lock, .append)
        } catch {
            throw ThreshError(.cannotCreate, "\(path): cannot create the state: \(error.reason)")
        }
        let deadline = Instant.now.advanced(by: OpenState.patience)
        while !lock.tryLock() {
            if Instant.now >= deadline {
                throw ThreshError(.cannotCreate, "\(path): another process has this state; wait for its end")
            }
            _ = try attempt { () throws(SystemError) in
                try Poller.wait(for: interrupts.descriptors, until: Instant.now.advanced(by: OpenState.pause))
            }
            try interrupts.check("while it waited for \(path)")
        }
        guard PartialFormat.isPartial(path) else {
            (header, known) = (nil, [])
            return
        }
        let journal = try Journal(path: path, isState: true)
        (header, known) = (journal.header, journal.files)
        try check(journal, question)
        for entry in journal.entries {
            guard let fault = entry.runs.lazy.compactMap({ journal.fault(of: $0) }).first else {
                entries.append(entry)
                continue
            }
            news.faults.append(fault)
        }
    }

    private func check(_ journal: Journal, _ question: PartialQuestion) throws(ThreshError) {
        let found = journal.header.question
        func refuse(_ what: String) -> ThreshError {
            ThreshError(.badData, "\(path): \(what); name another directory, or remove it to begin anew")
        }
        if found.program != question.program {
            throw refuse("is a state of \(found.program), not of \(question.program)")
        }
        if found.values != question.values {
            throw refuse("its values are of \(found.values), and this program's of \(question.values)")
        }
        if found.words != question.words || found.name != question.name {
            throw refuse(
                """
                is the state of `\(found.words.joined(separator: " "))`, and what is asked is \
                `\(question.words.joined(separator: " "))`
                """)
        }
        if let damage = journal.damage, !journal.isCutOff {
            throw refuse("its journal is damaged at byte \(damage)")
        }
        guard journal.header.inputs.count == known.count,
            journal.entries.allSatisfy({ $0.segments.allSatisfy { $0.file < known.count } })
        else { throw refuse("its journal names files that it does not have") }
    }

    // MARK: files

    /// Whether an argument that names nothing is no error: what it named is in the state.
    func hasName(_ argument: String) -> Bool {
        !known.isEmpty && argument.contains { "*?[".contains($0) }
            || known.contains { $0.identity.name == argument || $0.compressed?.name == argument }
    }

    /// Recognises the files that are there.
    ///
    /// - Parameters:
    ///   - forgetsMissing: leaves out what is not there any more.
    ///   - decompress: makes a plain copy of a file.
    func take(
        _ found: [InputFile], forgetsMissing: Bool, decompress: (InputFile) throws -> InputFile
    ) throws {
        if found.contains(where: { $0.name == "-" }) {
            throw ThreshError(.usage, "standard input (-) cannot be found again in a state; name files")
        }
        var match = try StateMatch(known, segments(), found, decompress: decompress)
        files = known
        inputs = known.map { InputFile.absent($0.identity.name) }
        if forgetsMissing {
            let missing = Set(known.indices.filter { match.found[$0] == nil })
            // What was gathered together with it is read again.
            entries.removeAll { $0.segments.contains { missing.contains($0.file) } }
            for number in missing where !known[number].isForgotten {
                news.forgotten += 1
                files[number] = .forgotten
                inputs[number] = .absent("")
            }
        }
        // The last records of files that are there are read again.
        entries.removeAll { entry in
            entry.segments.contains { match.found[$0.file] != nil && known[$0.file].isTail($0) }
        }
        let segments = segments()
        for (number, place) in match.found.enumerated() {
            guard let place else {
                news.note(missing: files[number], segments[number])
                continue
            }
            let file = found[place]
            let isCompressed = !known[number].isWhole && file.compression != .none
            if isCompressed, match.texts[number] == nil, !isComplete(number, segments) {
                match.addText(try decompress(file), of: number)
            }
            if file.name != (known[number].compressed ?? known[number].identity).name { news.renamed += 1 }
            inputs[number] = file
            // What was compressed once does not go on, in whatever form it comes.
            if isCompressed || known[number].compressed != nil {
                files[number].compressed = try InputIdentity(file).named(file.name)
            }
            if let text = match.texts[number] {
                inputs[number] = text
                files[number].cut = text.size
            }
            if !known[number].isWhole, inputs[number].compression == .none {
                files[number].identity = try InputIdentity(inputs[number])
            }
            files[number].identity = files[number].identity.named(file.name)
        }
        for place in match.new {
            let file = found[place]
            var new = StateFile(identity: try InputIdentity(file), isWhole: file.compression != .none)
            if new.isWhole {
                new.textHead = TextHead(of: file) ?? .none
                new.cut = file.size
            }
            files.append(new)
            inputs.append(file)
        }
        try noteCopies(match.new.map { found[$0] })
        news.unfinished = match.unfinished.map { found[$0].name }
        news.add(known: known, segments)
        try checkFaults(segments)
    }

    /// Copies count as often as they are there, which may not be what is wanted of a log that is copied and truncated.
    private func noteCopies(_ new: [InputFile]) throws(ThreshError) {
        for file in new where file.size > 0 {
            let others = files.indices.filter { inputs[$0].size == file.size && inputs[$0].path != file.path }
            if others.isEmpty { continue }
            let identity = try InputIdentity(file)
            for number in others where try InputIdentity(inputs[number]).isSame(as: identity) {
                news.copies.append((file.name, inputs[number].name))
                break
            }
        }
    }

    /// Whether nothing of a compressed file is to be read.
    private func isComplete(_ number: Int, _ segments: [[PartialEntry.Segment]]) -> Bool {
        known[number].compressed != nil && known[number].holes(upTo: known[number].cut, segments[number]).isEmpty
    }

    private func checkFaults(_ segments: [[PartialEntry.Segment]]) throws(ThreshError) {
        guard let fault = news.faults.first else { return }
        for number in known.indices where inputs[number].isAbsent && !files[number].isForgotten {
            if files[number].holes(upTo: files[number].cut, segments[number]).isEmpty { continue }
            throw ThreshError(
                .badData,
                """
                \(path): of one of its runs \(fault), and \(files[number].identity.name), which it was made of, is not there any \
                more; remove the state to begin anew
                """)
        }
    }

    /// What is kept, by files.
    func segments() -> [[PartialEntry.Segment]] {
        var segments = [[PartialEntry.Segment]](repeating: [], count: max(known.count, files.count))
        for segment in entries.flatMap(\.segments) { segments[segment.file].append(segment) }
        return segments
    }

    /// Sets how far the records of a file are kept, and how they are read.
    func set(cut: UInt64, isWhole: Bool, reading: String, of number: Int) {
        files[number].cut = cut
        files[number].isWhole = isWhole
        files[number].reading = reading
    }

    /// Notes what is to be read.
    func count(_ segments: [PartialEntry.Segment]) {
        news.newBytes = segments.reduce(0) { $0 + ($1.end - $1.start) }
        news.newFiles = Set(segments.map(\.file)).count
    }

    /// Whether each file that it knows is there.
    var areAllThere: Bool {
        zip(known, inputs).allSatisfy { $0.isForgotten || !$1.isAbsent }
            && !files[..<known.count].contains { $0.isForgotten }
    }

    /// Whether records were rejected that were read together with a file.
    func hasRejected(in file: Int) -> Bool {
        entries.contains { entry in
            entry.report.notes[.rejected].count > 0 && entry.segments.contains { $0.file == file }
        }
    }

    // MARK: writing

    /// Replaces each run that is kept by others with the same records, before a journal is begun.
    ///
    /// - Parameter write: writes them where it is told.
    func rewrite(_ write: (_ run: String, _ nextPath: () -> String) throws -> [String]) throws {
        let names = try attempt { () throws(SystemError) in try FileSystem.list(path) }
        // What a run left that was killed has other numbers.
        let worker = 1 + (names.compactMap { WorkFiles.worker(ofRun: $0) }.max() ?? -1)
        var sequence = 0
        for index in entries.indices {
            let runs = try entries[index].runs.flatMap { run in
                try write(path + "/" + run.name) {
                    sequence += 1
                    return path + "/" + WorkFiles.run(worker: worker, sequence: sequence)
                }
            }
            entries[index].runs = try runs.map { try run(String($0.dropFirst(path.count + 1))) }
        }
    }

    /// Begins a journal with what is kept.
    func begin(_ header: PartialHeader, durable: Bool) throws(ThreshError) {
        isDurable = durable
        var header = header
        header.inputs = files.map(\.identity)
        journal = try JournalWriter(path, header, files: files, keeping: entries, durable: durable)
        current = header
        let runs = Set(entries.flatMap(\.runs).map(\.name))
        try attempt { () throws(SystemError) in
            for name in try FileSystem.list(path) where name.hasSuffix(".run") && !runs.contains(name) {
                try FileSystem.removeFile(path + "/" + name)
            }
        }
        nextWorker = 1 + (runs.compactMap { WorkFiles.worker(ofRun: $0) }.max() ?? -1)
    }

    private var current: PartialHeader?

    /// Adds what tasks with these segments emitted.
    func commit(_ segments: [PartialEntry.Segment], _ runs: [String], _ report: TaskReport) throws(ThreshError) {
        var entry = PartialEntry(segments: [], runs: [], report: report)
        for segment in segments {
            let place = ChunkPlan.Segment(file: segment.file, start: segment.start, end: segment.end, offset: 0)
            entry.segments.append(
                PartialEntry.Segment(
                    file: segment.file, start: segment.start, end: segment.end,
                    evidence: try InputIdentity.evidence(of: place, in: inputs[segment.file])))
        }
        for name in runs { entry.runs.append(try run(name)) }
        try journal?.append(entry)
        entries.append(entry)
    }

    private func run(_ name: String) throws(ThreshError) -> PartialEntry.Run {
        let run = try RunFile(path: path + "/" + name)
        let size = try attempt { () throws(SystemError) in try run.file.status().size }
        return PartialEntry.Run(name: name, size: size, checksum: run.checksum)
    }

    var runs: [String] { entries.flatMap(\.runs).map { path + "/" + $0.name } }

    /// Replaces the smallest entries by one where there are many runs.
    ///
    /// - Parameter merge: makes a run of several, under a name in the directory.
    func compact(_ merge: ([String], String) throws -> Void) throws {
        let runCount = entries.reduce(0) { $0 + $1.runs.count }
        guard runCount > OpenState.mostRuns, let current else { return }
        func isTail(_ entry: PartialEntry) -> Bool { entry.segments.contains { files[$0.file].isTail($0) } }
        func size(_ entry: PartialEntry) -> UInt64 { entry.runs.reduce(0) { $0 + $1.size } }
        var kept = entries.filter { isTail($0) }
        var candidates = entries.filter { !isTail($0) }.sorted { size($0) < size($1) }
        var merged = PartialEntry(segments: [], runs: [], report: TaskReport())
        var left = runCount
        // Large ones stay as they are, so that no byte is merged often.
        while left > OpenState.fewRuns, !candidates.isEmpty {
            let entry = candidates.removeFirst()
            left -= entry.runs.count
            merged.segments += entry.segments
            merged.runs += entry.runs
            merged.report.counters += entry.report.counters
            merged.report.notes += entry.report.notes
        }
        if merged.runs.count < 2 { return }
        kept += candidates
        let old = merged.runs.map { path + "/" + $0.name }
        let name = WorkFiles.run(worker: nextWorker, sequence: 0)
        nextWorker += 1
        try merge(old, path + "/" + name)
        if isDurable { try FileDescriptor.open(path + "/" + name, .read).synchronize() }
        merged.runs = [try run(name)]
        merged.segments = joined(merged.segments)
        entries = [merged] + kept
        journal = try JournalWriter(path, current, files: files, keeping: entries, durable: isDurable)
        for path in old { try FileSystem.removeFile(path) }
    }

    private static let mostRuns = 48
    private static let fewRuns = 12

    /// Segments with those that they go on with.
    private func joined(_ segments: [PartialEntry.Segment]) -> [PartialEntry.Segment] {
        var joined: [PartialEntry.Segment] = []
        for segment in segments.sorted(by: { ($0.file, $0.start, $0.end) < ($1.file, $1.start, $1.end) }) {
            if let last = joined.last, last.file == segment.file, last.end == segment.start {
                joined[joined.count - 1] = PartialEntry.Segment(
                    file: last.file, start: last.start, end: segment.end, evidence: PartialEntry.Segment.noEvidence)
            } else {
                joined.append(segment)
            }
        }
        return joined
    }

    /// The worker numbers that were used.
    func use(workersUpTo next: Int) { nextWorker = max(nextWorker, next) }

    /// All is in it.
    func finish() throws(ThreshError) { try journal?.finish() }
}

extension InputFile {
    /// One of which there are records, and nothing more.
    static func absent(_ name: String) -> InputFile {
        InputFile(path: absentPath, name: name, size: 0, compression: .none)
    }

    var isAbsent: Bool { path == InputFile.absentPath }

    private static let absentPath = "/dev/null"
}

extension InputIdentity {
    func named(_ name: String) -> InputIdentity { InputIdentity(name: name, size: size, head: head, tail: tail) }
}
