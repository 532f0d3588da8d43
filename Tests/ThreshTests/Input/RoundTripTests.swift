import Testing
import Thresh

@Suite(.timeLimit(.minutes(1)))
struct RoundTripTests {
    @Test(arguments: Compression.allCases)
    func returnsWhatWasCompressed(_ compression: Compression) throws {
        // Longer than the window of compressed input, and than any history a decoder keeps outside the reader's buffer.
        let samples = [Sample.log(1_500_000), Sample.noise(700_000), Sample.zeros(700_000), Sample.log(1), []]
        for bytes in samples {
            let file = try compression.pack(bytes)
            for bufferSize in [4096, 100_000, 1 << 20] {
                try expect(file, as: compression, is: bytes, bufferSize)
            }
        }
    }

    @Test(arguments: Compression.allCases, [1, 7])
    func fillsTinyBuffers(_ compression: Compression, _ bufferSize: Int) throws {
        for bytes in [Sample.log(100_000), Sample.zeros(1000), Sample.log(1), []] {
            try expect(try compression.pack(bytes), as: compression, is: bytes, bufferSize)
        }
    }

    private func expect(
        _ file: [UInt8], as compression: Compression, is bytes: [UInt8], _ bufferSize: Int
    ) throws {
        let reading = try Reading(file, as: compression, bufferSize: bufferSize)
        #expect(reading.bytes == bytes)
        #expect(reading.producedAtLimit == UInt64(bytes.count))
        #expect(reading.consumed == UInt64(file.count))
    }

    @Test(arguments: Compression.compressed, ["-1", "-9"])
    func readsEveryLevel(_ compression: Compression, _ level: String) throws {
        let bytes = Sample.log(1_000_000)
        #expect(try Reading(try compression.pack(bytes, [level]), as: compression).bytes == bytes)
    }

    @Test(arguments: Compression.compressed, [1, 7, 4096, 1 << 20])
    func readsSeveralMembers(_ compression: Compression, _ bufferSize: Int) throws {
        var (file, bytes): ([UInt8], [UInt8]) = ([], [])
        for (index, size) in [0, 10, 0, 0, 70_000, 1, 4096, 0].enumerated() {
            let member = Sample.log(size, seed: index)
            file += try compression.pack(member)
            bytes += member
        }
        let reading = try Reading(file, as: compression, bufferSize: bufferSize)
        #expect(reading.bytes == bytes)
        #expect(reading.consumed == UInt64(file.count))
    }

    @Test(arguments: [Compression.gzip, .xz], [4, 512, 300_000])
    func skipsZerosBehindMembers(_ compression: Compression, _ padding: Int) throws {
        let member = try compression.pack(Sample.log(1000))
        let file = member + Sample.zeros(padding) + member + Sample.zeros(padding)
        #expect(try Reading(file, as: compression).bytes == Sample.log(1000) + Sample.log(1000))
    }

    @Test func readsAnEmptyFile() throws {
        for compression in Compression.allCases {
            let reading = try Reading([], as: compression)
            #expect(reading.bytes.isEmpty && reading.producedAtLimit == 0)
        }
    }

    @Test func namesAMissingFile() throws {
        let error = #expect(throws: ThreshError.self) {
            _ = try InputSource(path: "/nonexistent/file.gz", compression: .gzip)
        }
        #expect(error?.kind == .missingInput && error?.message.contains("/nonexistent/file.gz") == true)
    }
}
