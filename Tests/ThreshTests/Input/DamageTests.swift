import Testing
import Thresh

/// Damaged files give an error that says where, and never other data.
@Suite(.timeLimit(.minutes(1)))
struct DamageTests {
    @Test(arguments: Compression.compressed)
    func truncatedAnywhereIsAnError(_ compression: Compression) throws {
        let small = try compression.pack(Sample.log(1000))
        for count in 1..<small.count {
            let error = try failure(of: Array(small[..<count]), as: compression)
            #expect(error?.kind == .badData, "cut at \(count) of \(small.count)")
            #expect(
                error?.message.contains("ends too early at compressed byte \(count)") == true, "\(error?.message ?? "")"
            )
        }
        let large = try compression.pack(Sample.noise(700_000))
        for count in stride(from: 1, to: large.count, by: 50_021) + [256 << 10, 512 << 10, large.count - 1] {
            #expect(try failure(of: Array(large[..<count]), as: compression)?.kind == .badData, "cut at \(count)")
        }
    }

    @Test(arguments: Compression.compressed)
    func truncatedSecondMemberIsAnError(_ compression: Compression) throws {
        let member = try compression.pack(Sample.log(300))
        for count in 1..<member.count {
            let error = try failure(of: member + member[..<count], as: compression)
            #expect(error?.message.contains("begins at byte \(member.count)") == true, "cut at \(count)")
        }
    }

    @Test(arguments: Compression.compressed, [UInt8(0x01), 0x80, 0xFF])
    func flippedByteIsAnErrorOrHarmless(_ compression: Compression, _ mask: UInt8) throws {
        let bytes = Sample.log(1000)
        let sound = try compression.pack(bytes)
        var harmless = 0
        for position in sound.indices {
            var file = sound
            file[position] ^= mask
            do {
                let reading = try Reading(file, as: compression)
                #expect(reading.bytes == bytes, "flipped at \(position)")
                harmless += 1
            } catch let error as ThreshError {
                #expect(error.kind == .badData)
            }
        }
        // A few header bytes have no bearing on the data.
        #expect(harmless <= 10)
    }

    @Test(arguments: Compression.compressed)
    func flippedByteInALargeFileIsAnError(_ compression: Compression) throws {
        let sound = try compression.pack(Sample.log(2_000_000))
        for position in stride(from: 1000, to: sound.count, by: sound.count / 20) {
            var file = sound
            file[position] ^= 0x10
            let error = try #require(try failure(of: file, as: compression), "flipped at \(position)")
            #expect(error.message.contains("/file: \(compression.rawValue) data"))
        }
    }

    @Test(
        arguments: Compression.compressed,
        ["x", "xx trailing garbage\n", "\u{1F}x\n of length", "BZQ and so on", "((((((((("])
    func trailingGarbageIsAnError(_ compression: Compression, _ garbage: String) throws {
        let member = try compression.pack(Sample.log(5000))
        let error = try #require(try failure(of: member + Array(garbage.utf8), as: compression))
        #expect(error.kind == .badData)
        #expect(error.message.contains("at compressed byte \(member.count) is not \(compression.rawValue)"), "\(error)")
        #expect(error.message.contains("/file: "))
    }

    @Test func garbageBehindPaddingIsAnError() throws {
        let member = try Compression.gzip.pack(Sample.log(5000))
        let error = try #require(try failure(of: member + Sample.zeros(100) + [1], as: .gzip))
        #expect(error.message.contains("at compressed byte \(member.count + 100) is not gzip"))
    }

    @Test(arguments: Compression.compressed)
    func anotherFormatIsAnError(_ compression: Compression) throws {
        let error = try failure(of: Sample.log(5000), as: compression)
        #expect(error?.message.contains("no \(compression.rawValue) data begins here") == true)
    }

    @Test(arguments: Compression.compressed)
    func anErrorStays(_ compression: Compression) throws {
        let directory = try TemporaryDirectory()
        var file = try compression.pack(Sample.log(5000))
        file[file.count / 2] ^= 0xFF
        var source = try InputSource(path: try directory.write(file, to: "file"), compression: compression)
        let first = #expect(throws: ThreshError.self) { _ = try Reading(&source) }
        let second = #expect(throws: ThreshError.self) { _ = try Reading(&source) }
        #expect(first == second)
    }

    @Test func zstdDictionaryIsNamed() throws {
        // A frame header that asks for dictionary 1, and an empty last block.
        let error = try failure(of: [0x28, 0xB5, 0x2F, 0xFD, 0b10_0001, 1, 0, 1, 0, 0], as: .zstd)
        #expect(error?.message.contains("needs a dictionary") == true, "\(error?.message ?? "no error")")
    }
}
