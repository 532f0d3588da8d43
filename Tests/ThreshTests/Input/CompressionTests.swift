import Platform
import Testing
import Thresh

@Suite(.timeLimit(.minutes(1)))
struct CompressionTests {
    @Test(arguments: Compression.compressed, [0, 1, 5000])
    func detectsWhatTheToolsMake(_ compression: Compression, _ size: Int) throws {
        let file = try compression.pack(Sample.log(size))
        #expect(try detect(file) == compression)
    }

    @Test(arguments: [
        "", "B", "BZh", "BZh9", "BZh91", "BZh9 is a word", "BZh0\u{31}AY&SY", "PK", "\u{1F}", "plain text\n", "(",
        "P*M",
    ])
    func takesEverythingElseForPlain(_ text: String) throws {
        #expect(try detect(Array(text.utf8)) == .none)
    }

    @Test func detectsSkippableFrames() throws {
        for nibble in UInt8(0)...15 {
            #expect(try detect([0x50 + nibble, 0x2A, 0x4D, 0x18, 0, 0, 0, 0]) == .zstd)
        }
        #expect(try detect([0x60, 0x2A, 0x4D, 0x18, 0, 0, 0, 0]) == .none)
    }

    private func detect(_ bytes: [UInt8]) throws -> Compression {
        let directory = try TemporaryDirectory()
        let file = try FileDescriptor.open(try directory.write(bytes, to: "file"), .read)
        let detected = try Compression.detect(file)
        #expect(Compression.detect(bytes.span.extracting(first: Compression.prefixLength)) == detected)
        return detected
    }
}
