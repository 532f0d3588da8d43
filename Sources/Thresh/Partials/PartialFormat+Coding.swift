/// Entries of a journal as bytes. Nothing that is read is trusted: what does not fit is nil.
extension PartialFormat {
    private static let header: UInt8 = 1
    private static let runs: UInt8 = 2
    private static let end: UInt8 = 3
    private static let files: UInt8 = 4
    private static let outputs: UInt8 = 5

    enum Entry: Equatable {
        case header(PartialHeader)
        /// Of a state, behind the header: what is known of its inputs.
        case files([StateFile])
        case runs(PartialEntry)
        /// There are so many entries before this one, and will be no more.
        case end(Int)
    }

    static func append(_ entry: Entry, to bytes: inout ByteBuffer) {
        switch entry {
        case .header(let value):
            bytes.append(header)
            append(value, to: &bytes)
        case .files(let value):
            bytes.append(files)
            append(value, to: &bytes)
        case .runs(let value):
            bytes.append(value.isOutput ? outputs : runs)
            append(value, to: &bytes)
        case .end(let count):
            bytes.append(end)
            bytes.append(varint: count)
        }
    }

    static func entry(in bytes: ByteView) -> Entry? {
        var reader = ByteReader(bytes)
        guard let kind = reader.readByte() else { return nil }
        var entry: Entry?
        switch kind {
        case header: entry = readHeader(&reader).map { .header($0) }
        case files: entry = readFiles(&reader).map { .files($0) }
        case runs: entry = readRuns(&reader, areOutputs: false).map { .runs($0) }
        case outputs: entry = readRuns(&reader, areOutputs: true).flatMap { $0.isOutput ? .runs($0) : nil }
        case end: entry = reader.readCount().map { .end($0) }
        default: return nil
        }
        return reader.isAtEnd ? entry : nil
    }

    // MARK: header

    private static func append(_ value: PartialHeader, to bytes: inout ByteBuffer) {
        let question = value.question
        for text in [question.program, question.values, question.name] { bytes.appendText(text) }
        for words in [question.words, question.command] {
            bytes.append(varint: words.count)
            for word in words { bytes.appendText(word) }
        }
        bytes.appendList(value.survey)
        bytes.append(varint: value.shard.number)
        bytes.append(varint: value.shard.count)
        bytes.append(integer: value.chunkSize)
        switch value.partitions {
        case .hash(let count):
            bytes.append(1)
            bytes.append(varint: count)
        case .range(let bounds):
            bytes.append(2)
            bytes.append(varint: bounds.count)
            for bound in bounds { bytes.appendList(bound) }
        case .custom(let count):
            bytes.append(3)
            bytes.append(varint: count)
        }
        bytes.append(varint: value.inputs.count)
        for input in value.inputs { append(input, to: &bytes) }
        if value.emptyInputs.isEmpty { return }
        bytes.append(varint: value.emptyInputs.count)
        for input in value.emptyInputs.sorted() { bytes.append(varint: input) }
    }

    private static func append(_ input: InputIdentity, to bytes: inout ByteBuffer) {
        bytes.appendText(input.name)
        for number in [input.size, input.head, input.tail] { bytes.append(integer: number) }
    }

    private static func readIdentity(_ reader: inout ByteReader) -> InputIdentity? {
        guard let name = reader.readText(), let size = reader.read(UInt64.self),
            let head = reader.read(UInt64.self), let tail = reader.read(UInt64.self)
        else { return nil }
        return InputIdentity(name: name, size: size, head: head, tail: tail)
    }

    private static func readHeader(_ reader: inout ByteReader) -> PartialHeader? {
        guard let program = reader.readText(), let values = reader.readText(), let name = reader.readText(),
            let words = reader.readTexts(), let command = reader.readTexts(), let survey = reader.readList(),
            let number = reader.readCount(limit: 1 << 20), let count = reader.readCount(limit: 1 << 20),
            number >= 1 && number <= count,
            let chunkSize = reader.read(UInt64.self), let partitions = readPartitions(&reader),
            let inputCount = reader.readCount(limit: reader.remaining)
        else { return nil }
        var inputs: [InputIdentity] = []
        for _ in 0..<inputCount {
            guard let input = readIdentity(&reader) else { return nil }
            inputs.append(input)
        }
        guard let empty = readEmptyInputs(&reader, of: inputCount) else { return nil }
        return PartialHeader(
            question: PartialQuestion(program: program, values: values, name: name, words: words, command: command),
            survey: survey, shard: Shard(number: number, count: count), chunkSize: chunkSize, partitions: partitions,
            inputs: inputs, emptyInputs: empty)
    }

    private static func readEmptyInputs(_ reader: inout ByteReader, of inputCount: Int) -> Set<Int>? {
        if reader.isAtEnd { return [] }
        guard let count = reader.readCount(limit: inputCount), count > 0 else { return nil }
        var last = -1
        var empty: Set<Int> = []
        for _ in 0..<count {
            guard let input = reader.readCount(limit: inputCount - 1), input > last else { return nil }
            empty.insert(input)
            last = input
        }
        return empty
    }

    private static func readPartitions(_ reader: inout ByteReader) -> PartialHeader.Partitions? {
        guard let kind = reader.readByte() else { return nil }
        if kind == 2 {
            guard let count = reader.readCount(limit: 1 << 16) else { return nil }
            var bounds: [[UInt8]] = []
            for _ in 0..<count {
                guard let bound = reader.readList() else { return nil }
                bounds.append(bound)
            }
            return .range(bounds)
        }
        guard let count = reader.readCount(limit: 1 << 16), count > 0 else { return nil }
        return kind == 1 ? .hash(count) : kind == 3 ? .custom(count) : nil
    }

    // MARK: files of a state

    private static func append(_ files: [StateFile], to bytes: inout ByteBuffer) {
        bytes.append(varint: files.count)
        for file in files {
            append(file.identity, to: &bytes)
            bytes.append(integer: file.cut)
            bytes.append(file.isWhole ? 1 : 0)
            bytes.append(integer: file.textHead.checksum)
            bytes.append(integer: file.textHead.count)
            bytes.append(file.compressed == nil ? 0 : 1)
            if let compressed = file.compressed { append(compressed, to: &bytes) }
            bytes.appendText(file.reading)
        }
    }

    private static func readFiles(_ reader: inout ByteReader) -> [StateFile]? {
        guard let count = reader.readCount(limit: reader.remaining) else { return nil }
        var files: [StateFile] = []
        for _ in 0..<count {
            guard let identity = readIdentity(&reader), let cut = reader.read(UInt64.self),
                let isWhole = reader.readByte(), let checksum = reader.read(UInt64.self),
                let headCount = reader.read(UInt64.self), let isCompressed = reader.readByte()
            else { return nil }
            var file = StateFile(
                identity: identity, cut: cut, isWhole: isWhole == 1,
                textHead: TextHead(checksum: checksum, count: headCount))
            if isCompressed == 1 {
                guard let compressed = readIdentity(&reader) else { return nil }
                file.compressed = compressed
            }
            guard let reading = reader.readText() else { return nil }
            file.reading = reading
            files.append(file)
        }
        return files
    }

    // MARK: runs

    private static func append(_ value: PartialEntry, to bytes: inout ByteBuffer) {
        bytes.append(varint: value.segments.count)
        for segment in value.segments {
            bytes.append(varint: segment.file)
            for number in [segment.start, segment.end, segment.evidence] { bytes.append(integer: number) }
        }
        bytes.append(varint: value.runs.count)
        for run in value.runs {
            bytes.appendText(run.name)
            for number in [run.size, run.checksum] { bytes.append(integer: number) }
            if let rows = run.rows { bytes.append(integer: rows) }
        }
        let counters = value.report.counters
        for number in [counters.inputRecords, counters.inputBytes] { bytes.append(integer: number) }
        bytes.append(varint: counters.custom.count)
        for (name, count) in counters.custom.sorted(by: { $0.key < $1.key }) {
            bytes.appendText(name.group)
            bytes.appendText(name.name)
            bytes.append(integer: Int64(count))
        }
        bytes.append(varint: value.report.notes.kinds.count)
        for kind in value.report.notes.kinds {
            bytes.appendText(kind.name.name)
            bytes.append(integer: Int64(kind.count))
            bytes.append(varint: kind.examples.count)
            for note in kind.examples {
                bytes.append(varint: note.file)
                bytes.append(integer: note.offset)
                bytes.append(varint: note.column)
                bytes.appendText(note.text)
            }
        }
    }

    private static func readRuns(_ reader: inout ByteReader, areOutputs: Bool) -> PartialEntry? {
        guard let segmentCount = reader.readCount(limit: reader.remaining) else { return nil }
        var segments: [PartialEntry.Segment] = []
        for _ in 0..<segmentCount {
            guard let file = reader.readCount(), let start = reader.read(UInt64.self),
                let end = reader.read(UInt64.self), start <= end, let evidence = reader.read(UInt64.self)
            else { return nil }
            segments.append(PartialEntry.Segment(file: file, start: start, end: end, evidence: evidence))
        }
        guard let runCount = reader.readCount(limit: reader.remaining) else { return nil }
        var runs: [PartialEntry.Run] = []
        for _ in 0..<runCount {
            // A name and nothing else: no path leads out of the directory.
            guard let name = reader.readText(), !name.isEmpty, !name.contains("/"),
                let size = reader.read(UInt64.self), let checksum = reader.read(UInt64.self)
            else { return nil }
            var run = PartialEntry.Run(name: name, size: size, checksum: checksum)
            if areOutputs {
                guard let rows = reader.read(UInt64.self) else { return nil }
                run.rows = rows
            }
            runs.append(run)
        }
        return readReport(&reader).map { PartialEntry(segments: segments, runs: runs, report: $0) }
    }

    private static func readReport(_ reader: inout ByteReader) -> TaskReport? {
        var report = TaskReport()
        guard let records = reader.read(UInt64.self), let bytes = reader.read(UInt64.self),
            let counterCount = reader.readCount(limit: JobCounters.mostNames)
        else { return nil }
        (report.counters.inputRecords, report.counters.inputBytes) = (records, bytes)
        // A partial has no task that left records out: --max-bad does not go with it.
        report.counters.mappedRecords = records
        for _ in 0..<counterCount {
            guard let group = reader.readText(), let name = reader.readText(), let count = reader.read(Int64.self)
            else { return nil }
            report.counters.custom[CounterName(group: group, name: name)] = Int(count)
        }
        guard let kindCount = reader.readCount(limit: JobNotes.mostKinds) else { return nil }
        for _ in 0..<kindCount {
            // Of kinds that are there twice the sum must be a number too.
            guard let name = reader.readText(), let count = reader.read(Int64.self), (0...1 << 56).contains(count),
                let exampleCount = reader.readCount(limit: JobNotes.mostExamples)
            else { return nil }
            report.notes.add(NoteKind(name), Int(count))
            for _ in 0..<exampleCount {
                guard let file = reader.readCount(), let offset = reader.read(UInt64.self),
                    let column = reader.readCount(), let text = reader.readText()
                else { return nil }
                report.notes.add(
                    RecordNote(file: file, offset: offset, column: column, text: text), to: NoteKind(name))
            }
        }
        return report
    }
}

extension ByteBuffer {
    /// A text, or other bytes, behind their number.
    package mutating func appendText(_ text: String) {
        append(varint: text.utf8.count)
        append(text)
    }

    package mutating func appendList(_ list: [UInt8]) {
        append(varint: list.count)
        unsafe list.withUnsafeBytes { unsafe append($0) }
    }
}

extension ByteReader {
    package mutating func readText() -> String? { readList().map { String(decoding: $0, as: UTF8.self) } }

    package mutating func readTexts() -> [String]? {
        guard let count = readCount(limit: remaining) else { return nil }
        var texts: [String] = []
        for _ in 0..<count {
            guard let text = readText() else { return nil }
            texts.append(text)
        }
        return texts
    }

    package mutating func readList() -> [UInt8]? {
        guard let count = readCount(limit: remaining), let bytes = readBytes(count) else { return nil }
        return [UInt8](bytes)
    }
}
