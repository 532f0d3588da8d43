internal import Platform

/// What `worker plan` decided, and every other worker of the job takes from it: so that all of them divide the input, read
/// its lines and place its keys alike.
struct WorkerPlan {
    /// When the question was asked: what times that count from now count from.
    var now: Int64
    /// Where relative names of files begin.
    var directory: String
    var hasReduce: Bool
    var header: PartialHeader
    /// Of each input of the header.
    var files: [File]
    var segments: [ChunkPlan.Segment]
    /// How many segments each task has, one behind another.
    var tasks: [Int]

    struct File {
        let argument: Int
        let compression: Compression
        let hasQuotedFeeds: Bool
    }

    private static let compressions: [Compression] = [.none, .gzip, .zstd, .bzip2, .xz, .utf16, .returns]

    /// The segments of each task.
    var taskRanges: [Range<Int>] {
        var start = 0
        return tasks.map { count in
            defer { start += count }
            return start..<start + count
        }
    }

    /// The inputs as they were planned; where one is not there any more and need not be, it is empty.
    func inputFiles(areRead: Bool) -> [InputFile] {
        zip(header.inputs, files).map { input, file in
            var found = InputFile(
                path: input.name, name: input.name, argument: file.argument, size: input.size,
                compression: file.compression)
            if !areRead && !FileSystem.exists(input.name) {
                found = InputFile(
                    path: "", name: input.name, argument: file.argument, size: input.size, compression: .none)
            }
            found.hasQuotedFeeds = file.hasQuotedFeeds
            return found
        }
    }

    // MARK: bytes

    /// The first frame of a worker's input, without its length.
    var bytes: [UInt8] {
        var content = ByteBuffer()
        content.append(integer: now)
        content.appendText(directory)
        content.append(hasReduce ? 1 : 0)
        var entry = ByteBuffer()
        PartialFormat.append(.header(header), to: &entry)
        unsafe content.appendList([UInt8](entry.rawBuffer))
        for file in files {
            content.append(varint: file.argument)
            content.append(UInt8(WorkerPlan.compressions.firstIndex(of: file.compression)!))
            content.append(file.hasQuotedFeeds ? 1 : 0)
        }
        content.append(varint: segments.count)
        for segment in segments {
            content.append(varint: segment.file)
            for number in [segment.start, segment.end, segment.offset] { content.append(integer: number) }
        }
        content.append(varint: tasks.count)
        for count in tasks { content.append(varint: count) }
        var bytes = ByteBuffer()
        WorkerProtocol.appendHello(to: &bytes)
        var checksum = Checksum()
        unsafe checksum.update(content.rawBuffer)
        bytes.append(integer: checksum.value)
        unsafe bytes.append(content.rawBuffer)
        return unsafe [UInt8](bytes.rawBuffer)
    }

    init(
        now: Int64, directory: String, hasReduce: Bool, header: PartialHeader, files: [InputFile], chunks: ChunkPlan
    ) {
        (self.now, self.directory, self.hasReduce, self.header) = (now, directory, hasReduce, header)
        self.files = files.map {
            File(argument: $0.argument, compression: $0.compression, hasQuotedFeeds: $0.hasQuotedFeeds)
        }
        segments = chunks.segments
        tasks = chunks.tasks.map(\.count)
    }

    init(_ bytes: ByteView) throws(ThreshError) {
        var reader = ByteReader(bytes)
        guard let magic = reader.readBytes(WorkerProtocol.magic.count),
            [UInt8](magic) == WorkerProtocol.magic, let version = reader.read(UInt32.self)
        else { throw WorkerInput.wrong("its first frame is no plan") }
        guard version == WorkerProtocol.version else {
            throw ThreshError(
                .badData,
                """
                standard input: version \(version) of the protocol of workers, and this program speaks version \
                \(WorkerProtocol.version); make the plan with the same build
                """)
        }
        guard let checksum = reader.read(UInt64.self), let content = reader.readBytes(reader.remaining) else {
            throw WorkerPlan.damaged
        }
        var found = Checksum()
        unsafe found.update(content.rawBuffer)
        guard found.value == checksum, let plan = WorkerPlan(content: content) else { throw WorkerPlan.damaged }
        self = plan
    }

    private init?(content: ByteView) {
        var reader = ByteReader(content)
        guard let now = reader.read(Int64.self), let directory = reader.readText(), let hasReduce = reader.readByte(),
            let entry = reader.readList()
        else { return nil }
        let decoded = unsafe entry.withUnsafeBytes { unsafe PartialFormat.entry(in: ByteView($0)) }
        guard case .header(let header) = decoded else { return nil }
        (self.now, self.directory, self.hasReduce, self.header) = (now, directory, hasReduce == 1, header)
        (files, segments, tasks) = ([], [], [])
        for _ in header.inputs {
            guard let argument = reader.readCount(), let compression = reader.readByte(),
                Int(compression) < WorkerPlan.compressions.count, let hasQuotedFeeds = reader.readByte()
            else { return nil }
            files.append(
                File(
                    argument: argument, compression: WorkerPlan.compressions[Int(compression)],
                    hasQuotedFeeds: hasQuotedFeeds == 1))
        }
        guard let segmentCount = reader.readCount(limit: reader.remaining) else { return nil }
        for _ in 0..<segmentCount {
            guard let file = reader.readCount(limit: files.count - 1), let start = reader.read(UInt64.self),
                let end = reader.read(UInt64.self), let offset = reader.read(UInt64.self), start <= end
            else { return nil }
            segments.append(ChunkPlan.Segment(file: file, start: start, end: end, offset: offset))
        }
        guard let taskCount = reader.readCount(limit: reader.remaining) else { return nil }
        for _ in 0..<taskCount {
            guard let count = reader.readCount(limit: segmentCount) else { return nil }
            tasks.append(count)
        }
        guard reader.isAtEnd, tasks.reduce(0, +) == segmentCount else { return nil }
    }

    private static var damaged: ThreshError {
        ThreshError(.badData, "standard input: the plan is damaged; make it anew with worker plan")
    }

    // MARK: lines

    /// What `worker plan` prints behind the plan itself: a line that says what there is to place, then the lines of each task,
    /// a line without anything behind each.
    func text(output: String?) -> [UInt8] {
        var text = Array("{\"version\": \(WorkerProtocol.version), \"job\": ".utf8)
        JSONLiteral.appendQuoted(Array(header.question.name.utf8)[...], &text)
        text += Array(
            """
            , "partitions": \(header.partitions.count), "tasks": \(tasks.count), "reduces": \(hasReduce), "output": 
            """.utf8)
        if let output {
            JSONLiteral.appendQuoted(FileName.bytes(output)[...], &text)
        } else {
            text += Array("null".utf8)
        }
        text += Array("}\n".utf8)
        for task in taskRanges {
            for index in task { text += Array(line(segments[index]).utf8) }
            text.append(UInt8(ascii: "\n"))
        }
        return text
    }

    private func line(_ segment: ChunkPlan.Segment) -> String {
        "\(FileName.withoutControls(header.inputs[segment.file].name))\t\(segment.start)\t\(segment.end - segment.start)\n"
    }

    /// Which task some lines are of.
    func task(ofLines bytes: [UInt8]) throws(ThreshError) -> Int {
        let given = bytes.split(separator: UInt8(ascii: "\n")).map { Array($0) + [UInt8(ascii: "\n")] }
        let ranges = taskRanges
        guard let first = given.first else { throw WorkerInput.wrong("no line of a task") }
        for (task, range) in ranges.enumerated() where line(segments[range.lowerBound]).utf8.elementsEqual(first) {
            if given.count == range.count,
                zip(range, given).allSatisfy({ line(segments[$0]).utf8.elementsEqual($1) })
            {
                return task
            }
        }
        throw ThreshError(
            .badData, "standard input: its lines are those of no task of the plan; give the lines of one task")
    }
}
