import Platform
import Testing
import Thresh

@Suite(.timeLimit(.minutes(1)))
struct ZstdFramesTests {
    @Test func findsEveryFrame() throws {
        let large = Sample.log(1_200_000)
        let frames = [
            try pack([]),
            try pack(Sample.log(1)),
            try pack(Sample.log(255)),
            try pack(Sample.log(257), "--no-check"),
            try pack(Sample.log(66_000), "-19"),
            try pack(Sample.noise(700_000)),
            try pack(Sample.zeros(1_000_000)),
            try pack(large, "--long=27"),
            try pack(large, "--fast=5", "--no-check"),
            try Tool.run("zstd", ["-c", "--stream-size=\(large.count)"], input: large),
            try pack(Sample.log(20)),
        ]
        #expect(try boundaries(Array(frames.joined())) == offsets(frames))
    }

    @Test func findsManySmallFrames() throws {
        let frames = Array(repeating: try pack(Sample.log(100)), count: 3000)
        #expect(try boundaries(Array(frames.joined())) == offsets(frames))
    }

    /// Each byte of a frame's headers, once, right behind the first 64 KiB read.
    @Test func headersMayStraddleTheWindow() throws {
        let frames = [try pack(Sample.log(100)), try pack(Sample.log(200))]
        for headerBytes in 0...20 {
            let skip = skippable((64 << 10) - 8 - headerBytes)
            let end = UInt64(skip.count + frames[0].count)
            #expect(try boundaries(skip + frames[0] + frames[1]) == [0, end], "\(headerBytes) bytes before the edge")
        }
    }

    @Test func foldsSkippableFrames() throws {
        let frame = try pack(Sample.log(500))
        let size = UInt64(frame.count)
        let skip = skippable(10)
        let skipSize = UInt64(skip.count)
        #expect(try boundaries(skip + frame) == [0])
        #expect(try boundaries(frame + skip) == [0])
        #expect(try boundaries(frame + skip + frame) == [0, size])
        #expect(
            try boundaries(skip + skip + frame + skip + skip + frame + frame + skip)
                == [0, size + 2 * skipSize, 2 * size + 4 * skipSize])
        #expect(try boundaries(skip) == [0])
        #expect(try boundaries(frame + skippable(200_000) + frame) == [0, size])
        let reading = try Reading(skip + frame + skippable(300_000) + frame + skip, as: .zstd, bufferSize: 4096)
        #expect(reading.bytes == Sample.log(500) + Sample.log(500))
    }

    @Test func stopsWhereTheFileIsCutOff() throws {
        let frames = [try pack(Sample.log(300)), skippable(9), try pack(Sample.noise(400)), try pack(Sample.log(200))]
        let file = Array(frames.joined())
        let whole = try boundaries(file)
        #expect(whole.count == 3)
        for count in 1..<file.count {
            let found = try boundaries(Array(file[..<count]))
            #expect(found.first == 0)
            #expect(whole.starts(with: found), "cut at \(count)")
            // Every frame that is complete is found.
            #expect(found.count >= whole.dropFirst().filter { $0 <= UInt64(count) }.count, "cut at \(count)")
        }
        #expect(try boundaries([]) == [])
    }

    @Test func stopsWhereTheFileIsMalformed() throws {
        let frame = try pack(Sample.log(500))
        #expect(try boundaries(frame + frame + Array("garbage, not a frame".utf8)) == [0, UInt64(frame.count)])
        #expect(try boundaries(Sample.log(500)) == [0])
        var reserved = frame
        reserved[4] |= 0b1000
        #expect(try boundaries(frame + reserved + frame) == [0])
        for position in frame.indices {
            var damaged = frame
            damaged[position] ^= 0xFF
            let found = try boundaries(damaged + frame)
            #expect(found.first == 0 && found == found.sorted())
        }
    }

    private func pack(_ bytes: [UInt8], _ arguments: String...) throws -> [UInt8] {
        try Compression.zstd.pack(bytes, arguments)
    }

    private func skippable(_ size: Int) -> [UInt8] {
        let length = (0..<4).map { UInt8(truncatingIfNeeded: size >> (8 * $0)) }
        return [0x53, 0x2A, 0x4D, 0x18] + length + Sample.noise(size)
    }

    private func offsets(_ frames: [[UInt8]]) -> [UInt64] {
        var offset: UInt64 = 0
        return frames.map { frame in
            defer { offset += UInt64(frame.count) }
            return offset
        }
    }

    private func boundaries(_ bytes: [UInt8]) throws -> [UInt64] {
        let directory = try TemporaryDirectory()
        let file = try FileDescriptor.open(try directory.write(bytes, to: "file"), .read)
        return try ZstdFrames.boundaries(of: file, size: UInt64(bytes.count))
    }
}
