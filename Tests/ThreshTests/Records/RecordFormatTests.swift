import Platform
import TestSupport
import Testing

@testable import Thresh

/// However a file is stored and cut into chunks: its records are those that the oracle finds, each once, in order, and
/// each at its offset.
@Suite("Record formats", .timeLimit(.minutes(5)))
struct RecordFormatTests {
    static let formats: [RecordFormat] = [
        .lines, .delimited(by: 0), .delimited(by: 10), .paragraphs, .fixedWidth(1), .fixedWidth(7), .wholeFiles, .csv(),
        .csv(separator: 9, hasHeader: true), .custom(Messages()), .custom(Sequences()),
        .multiline(Marked()), .multiline(Dated()),
    ]

    @Test("short files in chunks of every size", arguments: formats.indices)
    func everyChunkSize(index: Int) throws {
        let format = Self.formats[index]
        var contents = [
            "", "x", "\n", "\r\n", "\r", "\n\n\n", "\n\n\nabc", "abc\n\n\n", "a\nb\n\nc\nd\n",
            "a\r\nb\r\n\r\nc\r\n\r\n\r\nd",
            "a\n\r\n\r\nb", "\r\n\r\na\n\n\n\nb\n", "a\n\r", "a\n\n\r", "a\n\n\rb\n\n", "\"\"", "\"\n\"\n\"\n",
            "a,\"b\nc\",d\ne\n",
            "\"a\"\"\nb\"\n\"c\"", "a\"b\nc\"d\ne", "\"a\"b\"\nc\"\n", "\"open\nto the end",
            "x\t\"1\n2\"\ty\n\"\t\n\"\t\n", "\0\0a\0b",
            ">a\nb\n>c\n>\n\n>d>\n", "no\n>a", ">", "\n>", ">\n>\n>",
            "a\r\n>b\r\n\r\n>c\r", "1 a\n 2\n1\n1 b\r\n1", "1\r\n1 \n1 ", "a,\"b\"\nc\"\n\"d\",\"e\"\n\"f\",\"\"\n",
        ].map { Array($0.utf8) }
        var data = FormatData(seed: UInt64(index))
        for length in [10, 64, 65, 150] { contents.append(data.content(for: format, count: length)) }
        for content in contents.map({ FormatData.fitting($0, format) }) {
            let directory = try ScratchDirectory()
            let path = try directory.write(content, to: "input")
            let file = InputFile(
                path: path, name: "input", size: UInt64(content.count), compression: .none, records: format)
            let expected = oracle(format, content)
            for chunkSize in 1...max(1, content.count) {
                let found = try records(of: file, chunkSize: UInt64(chunkSize))
                #expect(found == expected, "\(FoundRecord(offset: chunkSize, bytes: content))")
            }
        }
    }

    @Test(
        "CSV that is divided like lines has the right records, or an error that says where it is divided within quotes")
    func trials() throws {
        var divided = 0
        var refused = 0
        for seed in 1...40 {
            var data = FormatData(seed: UInt64(seed))
            var content = data.content(for: .csv(), count: [100, 300, 3000, 20_000][seed % 4])
            // Quotes with and without line ends between them.
            if seed % 3 > 0 { content = content.filter { $0 != 34 } }
            if seed % 3 == 2 { content = Array("\"a\nb\",".utf8) + content }
            let directory = try ScratchDirectory()
            let format = RecordFormat.csv(hasHeader: seed % 2 == 0)
            let expected = oracle(format, content)
            let stored = try seed % 5 == 0 ? frames(of: content, longest: 90) : content
            let file = InputFile(
                path: try directory.write(stored, to: "input"), name: "input", size: UInt64(stored.count),
                compression: seed % 5 == 0 ? .zstd : .none, records: format)
            let hasQuotedFeeds = oracle(.csv(), content).contains { $0.bytes.contains(10) }
            for chunkSize in [1, 2, 3, 5, 17, 64, 99, 1000, 5000, 30_000] where content.count / chunkSize < 300 {
                do {
                    let found = try records(of: file, chunkSize: UInt64(chunkSize), isTrial: true)
                    #expect(found == expected, "seed \(seed), chunks of \(chunkSize)")
                    divided += 1
                } catch let error as ThreshError {
                    #expect(hasQuotedFeeds && error.message.contains("the file is divided there"), "\(error)")
                    refused += 1
                }
            }
        }
        #expect(divided > 100 && refused > 20, "\(divided), \(refused)")
    }

    @Test("line ends within quotes are seen at the beginning, near the places of division, and in all of a file")
    func quotedFeeds() throws {
        let directory = try ScratchDirectory()
        let plain = Array(String(repeating: "a,\"b\",5\" disk\n", count: 40_000).utf8)
        let quoted = Array("c,\"d\ne\"\n".utf8)
        func file(_ content: [UInt8], _ compression: Compression = .none) throws -> InputFile {
            let stored = try compression.pack(content)
            return InputFile(
                path: try directory.write(stored, to: "f\(stored.count)"), name: "f", size: UInt64(stored.count),
                compression: compression, records: .csv())
        }
        func areSeen(_ file: InputFile, near places: [UInt64]) throws -> Bool {
            try CSVQuotedFeeds.areSeen(in: file, separator: 44, near: places) {}
        }
        let middle = plain.count / 2 / 14 * 14
        let late = try file(plain.prefix(middle) + quoted + plain)
        #expect(try !areSeen(late, near: []))
        #expect(try areSeen(late, near: [UInt64(middle)]))
        #expect(try areSeen(late, near: [UInt64(middle + 5000)]))
        #expect(try CSVQuotedFeeds.exist(in: late, separator: 44, upTo: .max) {})
        #expect(try !areSeen(file(plain), near: [10, 100_000]))
        #expect(try areSeen(file(quoted + plain), near: []))
        #expect(try areSeen(file(plain + quoted + plain, .gzip), near: []))
    }

    @Test("every format in every compression, with small buffers", arguments: formats.indices, Compression.allCases)
    func compressions(index: Int, compression: Compression) throws {
        let format = Self.formats[index]
        for seed in 1...3 {
            var data = FormatData(seed: UInt64(seed * 100 + index))
            let content = FormatData.fitting(data.content(for: format, count: 20_000), format)
            let expected = oracle(format, content)
            let stored = try compression.pack(content)
            try check(stored, compression, format, expected, [500, 1365, 6_671, 1 << 20])
        }
    }

    @Test("zstd files of many frames", arguments: formats.indices, [30, 700, 20_000])
    func frames(index: Int, longest: Int) throws {
        let format = Self.formats[index]
        var data = FormatData(seed: UInt64(longest + index))
        let content = FormatData.fitting(data.content(for: format, count: min(longest * 40, 240_000)), format)
        let stored = try frames(of: content, longest: longest)
        try check(stored, .zstd, format, oracle(format, content), [1, 50, 1000, 20_000, 1 << 20])
    }

    @Test("records longer than the buffer and than several chunks", arguments: formats.indices)
    func longRecords(index: Int) throws {
        var format = Self.formats[index]
        if case .custom(is Messages) = format { return }
        if case .fixedWidth = format { format = .fixedWidth(30_000) }
        var data = FormatData(seed: UInt64(index), longest: 40_000)
        let content = FormatData.fitting(data.content(for: format, count: 300_000), format)
        try check(content, .none, format, oracle(format, content), [5000, 8192, 30_001, 99_999, 1 << 20])
        try check(
            try frames(of: content, longest: 9000), .zstd, format, oracle(format, content), [1, 5000, 40_000, 1 << 20])
    }

    @Test("the limit of a record's size, to the byte", arguments: formats.indices)
    func limit(index: Int) throws {
        var data = FormatData(seed: UInt64(index), longest: 20_000)
        var format = Self.formats[index]
        if case .fixedWidth = format { format = .fixedWidth(9000) }
        let content = FormatData.fitting(data.content(for: format, count: 100_000), format)
        let expected = oracle(format, content)
        let longest = expected.map(\.bytes.count).max()!
        let directory = try ScratchDirectory()
        let path = try directory.write(content, to: "input")
        let file = InputFile(
            path: path, name: "input", size: UInt64(content.count), compression: .none, records: format)
        // The CR of a line counts, since it may not be a line end's.
        for chunkSize: UInt64 in [10_000, 1 << 20] {
            #expect(try records(of: file, chunkSize: chunkSize, largestRecord: longest + 1) == expected)
            let error = #expect(throws: ThreshError.self) {
                try records(of: file, chunkSize: chunkSize, largestRecord: longest - 1)
            }
            #expect(error?.kind == .badData && error?.message.contains("is longer than \(longest - 1) bytes") == true)
        }
    }

    @Test("what no record can be made of is an error with its place")
    func faults() throws {
        struct Broken: RecordReader {
            struct Reason: Error {}
            func nextRecord(in bytes: ByteView, isAtEnd: Bool) throws -> RecordExtent? {
                if bytes[0] == 1 { throw Reason() }
                return bytes[0] == 2 ? RecordExtent(content: 0..<0, length: 0) : RecordExtent(content: 0..<1)
            }
        }
        let cases: [(RecordFormat, [UInt8], String)] = [
            (.fixedWidth(4), Array("abcdefghij".utf8), "at byte 8: the last record has only 2 of 4 bytes"),
            (.custom(Messages()), [1, 65, 9, 66], "at byte 2: the last record does not end"),
            (.custom(Broken()), [0, 0, 1, 0], "at byte 2: the record reader failed: Reason()"),
            (.custom(Broken()), [0, 0, 0, 2], "at byte 3: the record reader found a record outside"),
        ]
        for (format, content, message) in cases {
            let directory = try ScratchDirectory()
            let path = try directory.write(content, to: "input")
            let file = InputFile(
                path: path, name: "input", size: UInt64(content.count), compression: .none, records: format)
            let error = #expect(throws: ThreshError.self) { try records(of: file, chunkSize: 1 << 20) }
            #expect(
                error?.kind == .badData && error?.message.contains("input " + message) == true,
                "\(error?.message ?? "")")
        }
        #expect(throws: ThreshError.self) { try RecordFormat.fixedWidth(0).check() }
        #expect(throws: ThreshError.self) { try RecordFormat.csv(separator: 34).check() }
    }

    @Test("an empty file is a whole file too")
    func emptyFiles() throws {
        for compression in Compression.allCases {
            let stored = try compression.pack([])
            try check(stored, compression, .wholeFiles, [FoundRecord(offset: 0, bytes: [])], [1, 1 << 20])
        }
    }

    // MARK: reading

    private func check(
        _ stored: [UInt8], _ compression: Compression, _ format: RecordFormat, _ expected: [FoundRecord],
        _ chunkSizes: [UInt64]
    ) throws {
        let directory = try ScratchDirectory()
        let path = try directory.write(stored, to: "input")
        let file = InputFile(
            path: path, name: "input", size: UInt64(stored.count), compression: compression, records: format)
        for chunkSize in chunkSizes {
            let found = try records(of: file, chunkSize: chunkSize)
            let difference = zip(found, expected).first { $0 != $1 }
            let isSame = found.count == expected.count && difference == nil
            #expect(
                isSame, "chunks of \(chunkSize): \(found.count), \(expected.count), \(String(describing: difference))")
        }
    }

    /// CSV is divided between records, as where line ends were seen within quotes.
    ///
    /// - Parameter isTrial: but for a file that is divided like lines.
    private func records(
        of file: InputFile, chunkSize: UInt64, largestRecord: Int = 1 << 20, isTrial: Bool = false
    ) throws -> [FoundRecord] {
        var file = file
        file.hasQuotedFeeds = !isTrial
        let format = file.records
        var frames: [Int: [ZstdFrames.Division]] = [:]
        if file.compression == .zstd {
            frames[0] = try ZstdFrames.divisions(of: FileDescriptor.open(file.path, .read), size: file.size)
        }
        var starts: [Int: [UInt64]] = [:]
        if case .csv(let separator, _) = format, file.compression == .none, !isTrial {
            let places = ChunkPlan.places(size: file.size, chunkSize: chunkSize)
            starts[0] = try CSVRecordStarts.find(in: file, at: places, separator: separator) {}
        }
        let plan = ChunkPlan(
            files: [file], chunkSize: chunkSize, frames: frames, recordStarts: starts)
        var found: [FoundRecord] = []
        for segment in plan.segments {
            var reader = try ChunkReader(
                file, segment, largestRecord: largestRecord, buffer: PageBuffer(byteCount: 4300))
            let before = found.count
            var published: UInt64 = 0
            try reader.forEachBlock { bytes in
                let block = RecordBlock(
                    bytes: ByteView(bytes.bytes), ranges: bytes.ranges, format: format, offset: bytes.offset, file: 3,
                    input: 0, position: &published)
                block.forEachRecord { record in
                    found.append(FoundRecord(offset: Int(record.offset), bytes: Array(record.bytes)))
                }
            }
            #expect(reader.records == UInt64(found.count - before))
        }
        return found
    }

    private func frames(of content: [UInt8], longest: Int) throws -> [UInt8] {
        var generator = SeededGenerator(seed: UInt64(longest))
        let compressor = try Compressor(level: 1)
        var stored = ByteBuffer()
        var start = 0
        while start < content.count {
            let end = min(content.count, start + generator.below(longest + 1))
            _ = try content[start..<end].withUnsafeBytes { try compressor.appendFrame($0, to: &stored) }
            start = end
        }
        return Array(stored.view)
    }
}

/// Content with much of what matters to a format.
private struct FormatData {
    var random: SeededGenerator
    /// Of a few pieces.
    let longest: Int

    init(seed: UInt64, longest: Int = 300) {
        random = SeededGenerator(seed: seed)
        self.longest = longest
    }

    mutating func content(for format: RecordFormat, count: Int) -> [UInt8] {
        var content: [UInt8] = []
        while content.count < count { content += piece(format) }
        return content
    }

    private mutating func piece(_ format: RecordFormat) -> [UInt8] {
        let text = word()
        switch format {
        case .delimited(let byte): return text + [byte]
        case .csv(let separator, _):
            let ends: [[UInt8]] = [[separator], [separator], [10], [13, 10]]
            let end = ends[random.below(4)]
            switch random.below(6) {
            case 0:
                return Array("\"".utf8) + text + [10] + text + Array("\"\"".utf8) + [separator] + Array("\"".utf8) + end
            case 1: return Array("\"".utf8) + text + Array("\"".utf8) + end
            case 2: return text + Array("\"".utf8) + text + end
            case 3: return Array("\"\"".utf8) + end
            default: return text + end
            }
        case .paragraphs:
            return text
                + [[10], [13, 10], [10, 10], [10, 13, 10], [13, 10, 13, 10], [10, 10, 10]][random.below(6)]
        case .custom(is Messages):
            let message = text.prefix(255)
            return [UInt8(message.count)] + message
        case .multiline:
            let begins = random.once(in: 3) ? Array((random.once(in: 2) ? ">" : "17 ").utf8) : []
            return begins + text + (random.once(in: 4) ? [13, 10] : [10])
        case .custom: return (random.once(in: 3) ? Array(">".utf8) : []) + text + [10]
        default: return text + (random.once(in: 4) ? [13, 10] : [10])
        }
    }

    private mutating func word() -> [UInt8] {
        let length = random.once(in: 30) ? random.below(longest) : random.below(30)
        return (0..<length).map { _ in UInt8(97 + random.below(20)) }
    }

    /// The content, changed so that it has the format.
    static func fitting(_ content: [UInt8], _ format: RecordFormat) -> [UInt8] {
        switch format {
        case .fixedWidth(let width): return Array(content.prefix(content.count / width * width))
        case .custom(is Messages):
            var start = 0
            while start < content.count, start + Int(content[start]) < content.count {
                start += 1 + Int(content[start])
            }
            return Array(content.prefix(start))
        default: return content
        }
    }
}
