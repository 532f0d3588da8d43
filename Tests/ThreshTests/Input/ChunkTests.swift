import Platform
import TestSupport
import Testing

@testable import Thresh

/// However a file is cut into chunks: each byte is in one block of one chunk, and blocks hold whole lines.
@Suite("Chunks", .timeLimit(.minutes(2)))
struct ChunkTests {
    /// Every chunk size from one byte to the whole file.
    @Test(
        "plain files in chunks of every size",
        arguments: [
            "", "x", "\n", "\n\n\n\n\n", "no newline at the end", "one line\n", "ab\r\ncd\r\n\r\nef\r\n", "\r\n",
            "\n\r\n\n",
            "\na", "a\n\nb\n\n\nc", "short\n" + String(repeating: "long ", count: 30) + "\nend\n\n",
            String(repeating: "z", count: 120), (0..<40).map { String(repeating: "q", count: $0 % 5) + "\n" }.joined(),
        ])
    func everyChunkSize(text: String) throws {
        let directory = try ScratchDirectory()
        let content = Array(text.utf8)
        let path = try directory.write(content, to: "input")
        let file = InputFile(path: path, name: "input", size: UInt64(content.count), compression: .none)
        for chunkSize in 1...max(1, content.count) {
            let plan = ChunkPlan(files: [file], chunkSize: UInt64(chunkSize))
            #expect(plan.taskCount == (content.count + chunkSize - 1) / chunkSize)
            try check(plan, [file], [content], "chunks of \(chunkSize)")
        }
    }

    @Test("lines longer than the buffer and than several chunks", arguments: [1, 2, 3])
    func longLines(seed: UInt64) throws {
        let directory = try ScratchDirectory()
        var data = TestData(seed: seed)
        let content = data.hugeLines(byteCount: 150_000, longest: 60_000)
        let path = try directory.write(content, to: "input")
        let file = InputFile(path: path, name: "input", size: UInt64(content.count), compression: .none)
        for chunkSize: UInt64 in [900, 4096, 8192, 10_007, 65_536, 149_999] {
            let plan = ChunkPlan(files: [file], chunkSize: chunkSize)
            try check(plan, [file], [content], "chunks of \(chunkSize)", bufferBytes: 8300)
        }
    }

    @Test("small files share a task, and empty ones have none")
    func severalFiles() throws {
        let directory = try ScratchDirectory()
        var data = TestData(seed: 9)
        let contents = [
            [], Array("a\nb".utf8), [], data.wildText(byteCount: 3000), [10], data.words(byteCount: 500), [],
        ]
        let files = try contents.enumerated().map { index, content in
            InputFile(
                path: try directory.write(content, to: "\(index)"), name: "\(index)", size: UInt64(content.count),
                compression: .none)
        }
        for chunkSize: UInt64 in [1, 5, 100, 2999, 3500, 100_000, .max] {
            let plan = ChunkPlan(files: files, chunkSize: chunkSize)
            for task in plan.tasks {
                let bytes = plan.segments[task].reduce(0) { $0 + $1.end - $1.start }
                #expect(bytes > 0 && bytes <= chunkSize)
            }
            try check(plan, files, contents, "chunks of \(chunkSize)")
        }
        #expect(ChunkPlan(files: files, chunkSize: .max).taskCount == 1)
    }

    @Test("zstd files with many frames in chunks of every size")
    func zstdFrames() throws {
        let directory = try ScratchDirectory()
        for (seed, longest) in [(UInt64(11), 5), (12, 60), (13, 400)] {
            var data = TestData(seed: seed)
            let content = data.wildText(byteCount: 2500)
            let stored = try frames(of: content, longest: longest, seed: seed)
            let path = try directory.write(stored, to: "input")
            let file = InputFile(path: path, name: "input", size: UInt64(stored.count), compression: .zstd)
            let boundaries = try ZstdFrames.divisions(of: FileDescriptor.open(path, .read), size: file.size)
            #expect(boundaries.count > content.count / longest / 2)
            for chunkSize in [1, 2, 7, 30] + Array(stride(from: 41, to: stored.count + 50, by: 211)) {
                let plan = ChunkPlan(files: [file], chunkSize: UInt64(chunkSize), frames: [0: boundaries])
                try check(plan, [file], [content], "frames up to \(longest), chunks of \(chunkSize)")
            }
        }
    }

    @Test("a line over the limit is an error that names the file and the offset")
    func recordLimit() throws {
        let directory = try ScratchDirectory()
        let content = Array("short\n".utf8) + [UInt8](repeating: 120, count: 100_000) + [10]
        let path = try directory.write(content, to: "input")
        let file = InputFile(path: path, name: "the name", size: UInt64(content.count), compression: .none)
        let plan = ChunkPlan(files: [file], chunkSize: .max)
        let error = #expect(throws: ThreshError.self) {
            try read(plan.segments[0], file, largestRecord: 50_000, bufferBytes: 8300)
        }
        #expect(error?.kind == .badData)
        #expect(error?.message.contains("the name") == true && error?.message.contains("byte 6 ") == true)
        #expect(error?.message.contains("50000") == true && error?.message.contains("--max-record-size") == true)
        let blocks = try read(plan.segments[0], file, largestRecord: 100_000, bufferBytes: 8300).blocks
        #expect(blocks.map(\.bytes).joined().count == content.count)
        #expect(throws: ThreshError.self) { try read(plan.segments[0], file, largestRecord: 99_999, bufferBytes: 8300) }
    }

    @Test("the limit holds for records smaller than the buffer, to the byte")
    func smallRecordLimit() throws {
        let directory = try ScratchDirectory()
        for (seed, longest) in [(UInt64(1), 3), (2, 50), (3, 900)] {
            var generator = SeededGenerator(seed: seed)
            let lines = (0..<300).map { _ in [UInt8](repeating: 120, count: generator.below(longest + 1)) }
            let limit = lines.map(\.count).max()!
            for end in [[], [UInt8(10)]] {
                let content = Array(lines.joined(separator: [10])) + end
                let path = try directory.write(content, to: "input")
                let file = InputFile(path: path, name: "input", size: UInt64(content.count), compression: .none)
                let segment = ChunkPlan(files: [file], chunkSize: .max).segments[0]
                let blocks = try read(segment, file, largestRecord: limit).blocks
                #expect(Array(blocks.map(\.bytes).joined()) == content)
                let first = lines.prefix { $0.count < limit }.reduce(0) { $0 + $1.count + 1 }
                let error = #expect(throws: ThreshError.self) { try read(segment, file, largestRecord: limit - 1) }
                #expect(error?.message.contains("the line at byte \(first) is longer than \(limit - 1) ") == true)
            }
        }
    }

    @Test("a file that became shorter is an error")
    func shorterFile() throws {
        let directory = try ScratchDirectory()
        let path = try directory.write(Array("a\nb\n".utf8), to: "input")
        let file = InputFile(path: path, name: "input", size: 100, compression: .none)
        let plan = ChunkPlan(files: [file], chunkSize: .max)
        #expect(throws: ThreshError.self) { try read(plan.segments[0], file) }
    }

    @Test("the default size of chunks")
    func defaultChunkSize() {
        #expect(ChunkPlan.chunkSize(totalBytes: 0, workers: 4) == Tuning.smallestChunkBytes)
        #expect(ChunkPlan.chunkSize(totalBytes: 1 << 40, workers: 4) == Tuning.chunkBytes)
        let between = ChunkPlan.chunkSize(totalBytes: 100 << 20, workers: 4)
        #expect(between > Tuning.smallestChunkBytes && between < Tuning.chunkBytes)
    }

    // MARK: reading

    private struct Block {
        let offset: UInt64
        let bytes: [UInt8]
    }

    @discardableResult
    private func read(
        _ segment: ChunkPlan.Segment, _ file: InputFile, largestRecord: Int = 1 << 20,
        bufferBytes: Int = Tuning.readBytes + Tuning.readPadding
    ) throws -> (blocks: [Block], records: UInt64) {
        var reader = try ChunkReader(
            file, segment, largestRecord: largestRecord, buffer: PageBuffer(byteCount: bufferBytes))
        var blocks: [Block] = []
        try reader.forEachBlock { blocks.append(Block(offset: $0.offset, bytes: Array($0.bytes))) }
        return (blocks, reader.records)
    }

    private func check(
        _ plan: ChunkPlan, _ files: [InputFile], _ contents: [[UInt8]], _ what: String,
        bufferBytes: Int = Tuning.readBytes + Tuning.readPadding
    ) throws {
        #expect(plan.tasks.flatMap { Array($0) } == Array(plan.segments.indices), "\(what)")
        var found = contents.map { _ in [UInt8]() }
        var records = contents.map { _ in UInt64(0) }
        for segment in plan.segments {
            let file = files[segment.file]
            let chunk = try read(segment, file, bufferBytes: bufferBytes)
            for block in chunk.blocks {
                let content = contents[segment.file]
                #expect(!block.bytes.isEmpty, "\(what)")
                // The frames say how long they are, so that offsets are those of the decompressed bytes.
                #expect(Int(block.offset) == found[segment.file].count, "\(what)")
                found[segment.file] += block.bytes
                let isAtEnd = found[segment.file].count == content.count
                #expect(block.bytes.last == 10 || isAtEnd, "\(what): a block ends inside a line")
            }
            records[segment.file] += chunk.records
        }
        for (one, other) in zip(found, contents) { #expect(firstDifference(one, other) == nil, "\(what)") }
        let lines = contents.map { content in
            UInt64(content.count { $0 == 10 } + (content.isEmpty || content.last == 10 ? 0 : 1))
        }
        #expect(records == lines, "\(what)")
    }

    /// Frames of 0 to `longest` bytes.
    private func frames(of content: [UInt8], longest: Int, seed: UInt64) throws -> [UInt8] {
        var generator = SeededGenerator(seed: seed)
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
