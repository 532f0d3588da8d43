import Platform
import TestSupport
import Testing

@testable import Thresh

/// What divides each file of one job.
@Suite("Records of each file", .timeLimit(.minutes(2)))
struct FileRecordsTests {
    @Test("one job reads lines, tables and records of several lines, in chunks of any size")
    func mixed() throws {
        let directory = try ScratchDirectory()
        var options = JobOptions()
        options.runsInline = true
        options.inputs = [
            try directory.write(Array("a\n\"b\nc\"\n>d\n".utf8), to: "lines"),
            try directory.write(Array("a\n\"b\nc\"\n>d\n".utf8), to: "table"),
            try directory.write(Array("a\n\"b\nc\"\n>d\ne".utf8), to: "groups"),
        ]
        for chunkSize: UInt64 in [1, 2, 5, 1000] {
            options.chunkSize = chunkSize
            let found = try Listing(formats: [.lines, .csv(), .multiline(Marked())]).collected(options)
            #expect(found == ["0:a", "0:\"b", "0:c\"", "0:>d", "1:a", "1:\"b|c\"", "1:>d", "2:a|\"b|c\"", "2:>d|e"])
        }
    }

    @Test("a table that is divided within quotes is mapped anew", arguments: [Compression.none, .zstd])
    func quotedDivision(compression: Compression) throws {
        let row = Array("some,\"cells of\",a row\n".utf8)
        let rows = Array((0..<24_000).map { _ in row }.joined())
        // Longer than what is looked at around a place of division, without any quote.
        let cell = Array("x,\"\(String(repeating: "a line in a cell\n", count: 6_000))\",y\n".utf8)
        let content = Array(rows + rows + rows.prefix(row.count * 20_000) + cell + rows + rows)
        let stored = try compression == .none ? content : framed(content)
        let directory = try ScratchDirectory()
        var options = JobOptions()
        options.runsInline = true
        options.inputs = [try directory.write(stored, to: "table")]
        options.chunkSize = compression == .none ? 775_000 : 1
        var events: [String] = []
        options.onEvent = { events.append($0) }
        var job = Counting()
        var counts = try job.collect(options)
        #expect(counts.count == 1 && counts[0].1 == 20_000 + 1 + 4 * 24_000, "\(counts)")
        #expect(events.contains { $0.contains("has line ends within quotes where it was divided; it is read anew") })
        // The same where a worker fails over what is no row.
        job.failsAtStrangers = true
        counts = try job.collect(options)
        #expect(counts[0].1 == 20_000 + 1 + 4 * 24_000)
        // What was wrong in a file without such line ends stays wrong.
        options.inputs = [try directory.write(Array("a,b\na line in a cell\n".utf8) + rows, to: "other")]
        #expect(throws: (any Error).self) { try job.collect(options) }
    }

    private func framed(_ content: [UInt8]) throws -> [UInt8] {
        let compressor = try Compressor(level: 1)
        var stored = ByteBuffer()
        for start in stride(from: 0, to: content.count, by: 155_000) {
            _ = try content[start..<min(start + 155_000, content.count)].withUnsafeBytes {
                try compressor.appendFrame($0, to: &stored)
            }
        }
        return Array(stored.view)
    }
}

private struct Listing: MapOnlyJob {
    let formats: [RecordFormat]

    func records(ofFile file: Int) -> RecordFormat { formats[file] }

    func map(_ record: Record, into part: inout PartWriter) {
        part.write("\(record.file):" + String(record.bytes).replacing("\n", with: "|"))
        part.endRow()
    }

    func collected(_ options: JobOptions) throws -> [String] {
        var options = options
        var bytes: [UInt8] = []
        options.output = unsafe .stream { unsafe bytes.append(contentsOf: $0) }
        _ = try run(options)
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}

private struct Counting: CombiningJob {
    var records: RecordFormat { .csv() }
    var failsAtStrangers = false

    func map(_ record: Record, into output: inout Combined<String, Count>) throws {
        if failsAtStrangers && record.csv().fieldCount != 3 { throw Stranger() }
        output.emit("rows", 1)
    }
}

private struct Stranger: Error {}
