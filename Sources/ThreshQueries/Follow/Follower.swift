import Platform
import Thresh
import ThreshLogs

/// Keeps an answer up to date while files grow: one process, which sleeps until something happens.
@safe final class Follower<Answer: FollowAnswer> {
    private let answer: Answer
    private var mapper: LogMapper
    private let settings: FollowSettings
    private let output: any FollowDisplay
    private let buffer: FollowBuffer
    private var inputs: FollowedInputs
    private var tally = LineTally()
    /// What is there is all there will be.
    private var isEnding = false
    /// Where the mapper publishes its place, which nobody reads here.
    private let position = UnsafeMutablePointer<UInt64>.allocate(capacity: 1)

    /// Looks at files after such a time without an event too: some file systems tell of none.
    private static var longestSleep: Duration { .seconds(1) }
    /// Lines that come sooner than this after a look wait for the next: a busy log has thousands a second. A rotation does
    /// not wait, or the next one could come first.
    private static var shortestSleep: Duration { .milliseconds(50) }
    /// Lines, and seconds after the first of them, that decide about a format.
    private static var linesToDetect: Int { 200 }
    private static var secondsToDetect: Double { 1 }
    /// Bytes of a file after which another has its turn.
    private static var budget: Int { 32 << 20 }

    init(_ answer: Answer, _ mapper: LogMapper, _ settings: FollowSettings, _ output: any FollowDisplay) throws {
        self.answer = answer
        self.mapper = mapper
        self.output = output
        self.settings = settings
        mapper.readers.takesEntries = false
        mapper.readers.groupsLines = true
        buffer = try FollowBuffer(longestLine: settings.longestLine)
        inputs = try FollowedInputs(settings.inputs) { output.tell($0) }
    }

    deinit { unsafe position.deallocate() }

    /// Returns when it is told to end by a signal, or when standard input has ended and nothing else is followed.
    func run() throws {
        try begin()
        let signals = try FollowSignals()
        output.signals = signals
        do {
            try follow(signals)
        } catch let error as ThreshError where error.kind == .usage || error.kind == .badData {
            // What it has until then is worth seeing.
            try conclude()
            throw error
        }
        try conclude()
        try tally.report([]).check(settings.badLimit)
    }

    private func conclude() throws {
        for file in inputs.files where file.hasUnfinishedLine { tally.unfinished += 1 }
        if let stream = inputs.stream, stream.hasUnfinishedLine { tally.unfinished += 1 }
        try answer.finish(.now, status: status())
        try output.finish()
        output.conclude(tally.report(answer.notes), notes: mapper.readers.notes + mapper.plan.errorBounds)
    }

    // MARK: what is there

    /// The engine reads what is there. A file that is emptied meanwhile begins anew, and so does the answer.
    private func begin() throws {
        for attempt in 1... {
            do {
                return try readBacklog()
            } catch let error as ThreshError {
                let isEmptied = try inputs.files.contains { try $0.status().size < $0.offset }
                guard isEmptied, attempt < 3, error.kind == .inputOutput, answer.reset() else { throw error }
            }
        }
    }

    private func readBacklog() throws {
        var limits: [UInt64] = []
        var read: [FollowedFile] = []
        var names: [String: String] = [:]
        for file in inputs.archives {
            limits.append(.max)
            read.append(file)
        }
        for file in inputs.files where file.name != "-" {
            let end = try file.endOfLines()
            try file.skip(to: end)
            if end == 0 { continue }
            limits.append(end)
            read.append(file)
        }
        if read.isEmpty { return }
        // Files of a rotated log in the order of their lines.
        let known = read.compactMap { try? JobInput.files($0.name).first }
        if known.count == read.count {
            let order = RotatedFiles(
                context: mapper.readers.context, format: mapper.readers.format, rules: mapper.readers.rules
            ).order(known)
            (read, limits) = (order.map { read[$0] }, order.map { limits[$0] })
        }
        for file in read { names[file.path] = file.name }
        try settings.gather { jobOptions in
            var jobOptions = jobOptions
            jobOptions.inputs = read.map(\.path)
            jobOptions.inputNames = names
            let result = try answer.begin(mapper, limits: limits, jobOptions)
            tally = LineTally(result, LineReport(result))
        }
        inputs.closeArchives()
        for (index, file) in read.enumerated() where mapper.readers.readers[index] != nil {
            file.reader = index
            file.namesColumns = try file.begins(with: UInt8(ascii: "#"))
        }
    }

    // MARK: what comes

    private func follow(_ signals: FollowSignals) throws {
        var isComplete = try look()
        while true {
            let now = FollowTime.now
            let due = try answer.show(now, status: status())
            try output.flush()
            let streamHasEnded = inputs.stream.map(\.isAtEnd) ?? true
            if isComplete && streamHasEnded && !inputs.isEndless { return }
            let soon = isComplete ? now.instant.advanced(by: Self.shortestSleep) : now.instant
            var urgent = [signals.rawValue]
            if let names = inputs.nameWatcher, isComplete { urgent.append(names.rawValue) }
            var events = try wait(for: urgent, until: soon)
            if events.isEmpty && isComplete {
                var wake = now.instant.advanced(by: Self.longestSleep)
                if let due { wake = min(wake, due.instant) }
                var descriptors = urgent
                if let files = inputs.fileWatcher { descriptors.append(files.rawValue) }
                if let stream = inputs.stream, !stream.isAtEnd { descriptors.append(stream.rawValue) }
                events = try wait(for: descriptors, until: wake)
            }
            if events.contains(Terminal.output) { throw ThreshError(.outputClosed, "standard output was closed") }
            if events.contains(signals.rawValue), signals.endIsAsked(onResize: output.resize) {
                isEnding = true
                // A writer that never rests cannot keep it from ending.
                for _ in 0..<64 where try look() { break }
                return
            }
            inputs.clearEvents()
            if let stream = inputs.stream, events.contains(stream.rawValue) { try stream.read() }
            isComplete = try look()
        }
    }

    private func wait(for descriptors: [Int32], until deadline: Instant) throws -> Set<Int32> {
        do {
            return try Poller.wait(for: descriptors, orBroken: Terminal.output, until: deadline)
        } catch { throw ThreshError(error) }
    }

    /// Reads what was appended; false when there is more.
    private func look() throws -> Bool {
        try inputs.reopen { file in while try !takeLines(of: file) {} }
        var isComplete = true
        for file in inputs.files where try !takeLines(of: file) { isComplete = false }
        for file in try inputs.takeFinished() { while try !takeLines(of: file, isLast: true) {} }
        try unsafe inputs.stream?.takeLines(longest: buffer.longestLine) { try unsafe take($0, of: $1) }
        if case .count = settings.badLimit { try tally.report([]).check(settings.badLimit) }
        return isComplete
    }

    private func takeLines(of file: FollowedFile, isLast: Bool = false) throws -> Bool {
        try unsafe file.takeLines(buffer, isLast: isLast, budget: Self.budget) { hadUnfinishedLine in
            if hadUnfinishedLine { tally.unfinished += 1 }
            file.isReaderInherited = true
            output.tell("\(file.name): emptied; reading it from its beginning")
        } _: { lines, source in
            try unsafe take(lines, of: source, isLast: isLast)
        }
    }

    /// Answers for whole lines, and returns how many bytes it took of them: none when they are too few to tell their format,
    /// and more may come.
    private func take(_ all: UnsafeRawBufferPointer, of source: FollowedSource, isLast: Bool = false) throws -> Int {
        var lines = unsafe all
        if source.isReaderInherited {
            source.isReaderInherited = false
            // It names its columns anew.
            if unsafe lines.first == UInt8(ascii: "#") { source.reader = nil }
        }
        if unsafe source.namesColumns || source.reader == nil && lines.first == UInt8(ascii: "#") {
            var first = 0
            if unsafe ColumnDirective.begins(lines) {
                source.reader = nil
            } else if source.reader == nil {
                // Comments before the first directive belong to it.
                first = unsafe ColumnDirective.next(in: lines, behind: 0) ?? 0
            }
            let end = unsafe ColumnDirective.next(in: lines, behind: first) ?? lines.count
            unsafe lines = UnsafeRawBufferPointer(rebasing: lines[..<end])
        }
        if source.reader == nil, try unsafe !detect(lines, source, isLast: isLast) { return 0 }
        guard let reader = source.reader else { return lines.count }
        let block = unsafe RecordBlock(
            lines: ByteView(lines), offset: source.offset, file: reader, position: position)
        var failure: (any Error)?
        let answer = self.answer
        let counts = try mapper.map(block) { key, fields, reader in
            if failure != nil { return }
            do { try answer.add(key, LogLine(fields, reader)) } catch { failure = error }
        }
        tally.add(counts, source)
        if let failure { throw failure }
        return lines.count
    }

    private func detect(_ lines: UnsafeRawBufferPointer, _ source: FollowedSource, isLast: Bool) throws -> Bool {
        var head = unsafe Array(lines.prefix(LogReaders.sampleBytes))
        if head.count < lines.count { head = TextSample.wholeLines(of: head) }
        let count = head.count { $0 == 10 }
        let first = source.firstSeen ?? .now
        let isEnough =
            isLast || isEnding || count >= Self.linesToDetect || lines.count >= LogReaders.sampleBytes
            || Instant.now.seconds(since: first) >= Self.secondsToDetect
            || (inputs.stream.map { $0 === source && $0.isAtEnd } ?? false)
        source.firstSeen = first
        if !isEnough { return false }
        source.reader = try mapper.readers.add(head: head, name: source.name, offset: source.offset)
        source.firstSeen = nil
        source.namesColumns = head.first == UInt8(ascii: "#")
        return true
    }

    private func status() -> String { tally.report(answer.notes).summary }
}

extension RecordBlock {
    /// How many of its bytes are before the limit of its file.
    func count(before limits: [UInt64]) -> Int {
        limits[file] <= offset ? 0 : Int(min(UInt64(bytes.count), limits[file] - offset))
    }
}
