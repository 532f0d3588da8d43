import Platform
import Testing
import Thresh

/// A chunk's source: from its start to the end of the file, saying where its range ended.
@Suite(.timeLimit(.minutes(1)))
struct RangeTests {
    @Test(arguments: [1, 7, 4096, 1 << 20])
    func plainRanges(_ bufferSize: Int) throws {
        let bytes = Sample.log(5000)
        for (start, limit) in [(0, 0), (0, 1), (0, 4096), (7, 14), (100, 4196), (4999, 5000), (5000, 5000), (9, 9)] {
            let reading = try Reading(
                bytes, as: .none, start: UInt64(start), limit: UInt64(limit), bufferSize: bufferSize)
            #expect(reading.bytes == Array(bytes[start...]))
            #expect(reading.producedAtLimit == UInt64(limit - start))
            #expect(reading.consumed == UInt64(5000 - start))
        }
    }

    @Test func aLimitPastTheEndIsTheEnd() throws {
        let reading = try Reading(Sample.log(5000), as: .none, start: 1000, limit: 6000)
        #expect(reading.bytes.count == 4000 && reading.producedAtLimit == 4000)
        #expect(try Reading(Sample.log(50), as: .none, start: 60, limit: 70).producedAtLimit == 0)
    }

    @Test(arguments: [1, 7, 4096, 1 << 20])
    func zstdRanges(_ bufferSize: Int) throws {
        // 4096 and 7 times something: frames that end exactly where a buffer does; and empty frames at the edges.
        let sizes = [4096, 0, 7 * 11, 8192, 20_000, 0, 0, 1, 300]
        let members = try sizes.enumerated().map { index, size in
            let bytes = Sample.log(size, seed: index)
            return (bytes: bytes, packed: try Compression.zstd.pack(bytes))
        }
        let file = members.flatMap(\.packed)
        for first in 0...members.count {
            for last in first...members.count {
                let start = members[..<first].reduce(0) { $0 + UInt64($1.packed.count) }
                let limit = members[..<last].reduce(0) { $0 + UInt64($1.packed.count) }
                let reading = try Reading(file, as: .zstd, start: start, limit: limit, bufferSize: bufferSize)
                #expect(reading.bytes == members[first...].flatMap(\.bytes))
                #expect(
                    reading.producedAtLimit == UInt64(sizes[first..<last].reduce(0, +)), "frames \(first)..<\(last)")
                #expect(reading.consumed == UInt64(file.count) - start)
            }
        }
    }

    @Test func zstdLimitInsideAFrameIsTheNextFrame() throws {
        let frame = try Compression.zstd.pack(Sample.log(1000))
        let reading = try Reading(frame + frame + frame, as: .zstd, limit: UInt64(frame.count) + 1)
        #expect(reading.producedAtLimit == 2000 && reading.bytes.count == 3000)
    }

    /// What the planner and the reader make of it together: every byte in exactly one chunk.
    @Test func zstdChunksCoverTheFile() throws {
        let bytes = Sample.log(900_000)
        var file: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 100_000) {
            file += try Compression.zstd.pack(Array(bytes[start..<start + 100_000]))
        }
        let directory = try TemporaryDirectory()
        let path = try directory.write(file, to: "file")
        let boundaries = try ZstdFrames.boundaries(of: try .open(path, .read), size: UInt64(file.count))
        #expect(boundaries.count == 9)
        var joined: [UInt8] = []
        for (start, limit) in zip(boundaries, boundaries.dropFirst() + [UInt64(file.count)]) {
            var source = try InputSource(path: path, compression: .zstd, start: start, limit: limit)
            let reading = try Reading(&source)
            joined += reading.bytes.prefix(Int(try #require(reading.producedAtLimit)))
        }
        #expect(joined == bytes)
    }
}
