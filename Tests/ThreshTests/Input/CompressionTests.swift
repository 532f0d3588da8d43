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

    @Test(arguments: Compression.compressed)
    func takesThePromiseOfANameWhereTheFileEndsWithinItsMagic(_ compression: Compression) throws {
        let file = try compression.pack(Sample.log(5000))
        let ending = [Compression.gzip: "gz", .zstd: "zst", .bzip2: "bz2", .xz: "xz"][compression]!
        for count in 0...Compression.prefixLength {
            let start = file.span.extracting(first: count)
            #expect(Compression.detect(start, name: "/a/b.log.\(ending)") == compression)
            #expect(Compression.detect(start, name: "B.LOG.\(ending.uppercased())") == compression)
        }
        #expect(Compression.detect(file.span.extracting(first: 1), name: "a.log") == .none)
        #expect(Compression.detect(Array("plain".utf8).span, name: "a.\(ending)") == .none)
        #expect(Compression.detect(Array("B\n".utf8).span, name: "a.\(ending)") == .none)
        #expect(Compression.detect([UInt8]().span, name: "a.\(ending).log") == .none)
    }

    @Test(
        arguments: [
            ([0xFD, 0x37], .xz), ([0xFD, 0x37, 0x7A, 0x58, 0x5A], .xz), ([0x28, 0xB5, 0x2F], .zstd),
            (Array("BZh91AY".utf8), .bzip2), ([0x42, 0x5A, 0x68, 0x35, 0x17], .bzip2),
        ] as [([UInt8], Compression)])
    func takesWhatNoTextBeginsWithUnderAnyName(_ bytes: [UInt8], _ compression: Compression) throws {
        #expect(try detect(bytes) == compression)
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
