import Platform
import TestSupport
import Testing

@testable import Thresh

/// Records of a gzip file that is read in stretches: each once, in order, at its place in the decompressed file.
@Suite(.timeLimit(.minutes(1)))
struct GzipChunkTests {
    @Test(arguments: ["wild", "huge lines", "one line", "empty lines", "words"])
    func everyRecordOnce(_ kind: String) throws {
        var data = TestData(seed: 3)
        let content: [UInt8] =
            switch kind {
            case "wild": data.wildText(byteCount: 300_000)
            case "huge lines": data.hugeLines(byteCount: 300_000, longest: 200_000)
            case "one line": [UInt8](repeating: 120, count: 1_000_000)
            case "empty lines": [UInt8](repeating: 10, count: 300_000)
            default: data.words(byteCount: 400_000)
            }
        // Line ends within quotes are an error where a file is divided like lines.
        let hasQuotedFeeds = oracle(.csv(), content).contains { $0.bytes.contains(10) }
        let formats: [RecordFormat] = [.lines, .paragraphs, .multiline(Marked())] + (hasQuotedFeeds ? [] : [.csv()])
        let half = content.count / 2
        for file in [
            try Compression.gzip.pack(content),
            try Compression.gzip.pack(Array(content[..<half])) + Compression.gzip.pack(Array(content[half...])),
        ] {
            for stretchBytes: UInt64 in [200, 1500, 30_000] where file.count / Int(stretchBytes) < 600 {
                for bufferBytes in [8300, 300_000] {
                    let site = try GzipSite(file)
                    let relay = try site.relay(stretchBytes)
                    let what = "stretches of \(stretchBytes)"
                    try check(.relay(relay), site.path, size: site.size, content, formats, bufferBytes, what)
                    try site.write(relay)
                    let index = try #require(try site.index)
                    try check(
                        .index(index), site.path, size: site.size, content, formats, bufferBytes, what + ", by index")
                }
            }
        }
    }

    private func check(
        _ division: GzipDivision, _ path: String, size: UInt64, _ content: [UInt8], _ formats: [RecordFormat],
        _ bufferBytes: Int, _ what: String
    ) throws {
        var file = InputFile(path: path, name: path, size: size, compression: .gzip)
        for format in formats {
            file.records = format
            let plan = ChunkPlan(files: [file], chunkSize: 1000, gzip: [0: division])
            var found: [UInt8] = []
            for segment in plan.segments {
                var reader = try ChunkReader(
                    file, segment, largestRecord: 1 << 22, buffer: PageBuffer(byteCount: bufferBytes),
                    gzip: division)
                try reader.forEachBlock { block in
                    if format.delimiter != nil { #expect(Int(block.offset) == found.count, "\(what)") }
                    let bytes = Array(block.bytes)
                    #expect(
                        GzipSite.isSame(bytes, content, at: Int(block.offset), count: bytes.count), "\(what)")
                    found += bytes
                }
            }
            if format.delimiter != nil { #expect(firstDifference(found, content) == nil, "\(what)") }
        }
    }
}
