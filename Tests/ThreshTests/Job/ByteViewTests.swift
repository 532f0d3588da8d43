import Glibc
import TestSupport
import Testing

@testable import Thresh

@Suite("Views of bytes", .timeLimit(.minutes(2)))
struct ByteViewTests {
    @Test(
        "integers",
        arguments: [
            ("0", 0), ("7", 7), ("-7", -7), ("007", 7), ("-0", 0), ("\(Int.max)", .max), ("\(Int.min)", .min),
            ("9223372036854775808", nil), ("-9223372036854775809", nil), ("99999999999999999999", nil), ("", nil),
            ("-", nil), ("+1", nil), (" 1", nil), ("1 ", nil), ("1.0", nil), ("--1", nil), ("1-", nil), ("a", nil),
            ("1/", nil),
            ("1:", nil), ("18446744073709551617", nil),
        ] as [(String, Int?)])
    func integers(text: String, expected: Int?) { #expect(withView(Bytes(text.utf8)) { $0.integer } == expected) }

    @Test("fields")
    func fields() {
        for text in ["", ",", "a", "a,b", ",a,,b,", ",,,"] {
            let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { Bytes($0.utf8) }
            for index in 0..<7 {
                let field = withView(Bytes(text.utf8)) { view -> Bytes? in
                    if let field = view.field(index, separator: UInt8(ascii: ",")) { return Bytes(field) }
                    return nil
                }
                #expect(field == (index < parts.count ? parts[index] : nil), "field \(index) of \(text)")
            }
        }
    }

    @Test("searching and comparing")
    func searching() {
        let text = Bytes("abcabc".utf8)
        withView(text) { view in
            let places = [
                view.firstIndex(of: UInt8(ascii: "b")), view.firstIndex(of: UInt8(ascii: "b"), from: 2),
                view.firstIndex(of: UInt8(ascii: "b"), from: 6), view.firstIndex(of: UInt8(ascii: "z")),
            ]
            #expect(places == [1, 4, nil, nil])
            let comparisons = [
                view.slice(0, 3) == view.slice(3, 6), view.slice(0, 3) == view.slice(3, 5), view == "abcabc",
                view == "abcab", view.slice(2, 2).isEmpty,
            ]
            #expect(comparisons == [true, false, true, false, true])
            let string = String(view)
            #expect(string == "abcabc")
        }
    }

    @Test("bytes found from the back, and counted, at all lengths")
    func backwards() {
        var generator = SeededGenerator(seed: 1)
        for length in 0...200 {
            let bytes = (0..<length).map { _ in UInt8(generator.below(40)) }
            bytes.withUnsafeBufferPointer { buffer in
                guard let base = buffer.baseAddress else { return }
                #expect(findLastByte(10, base, length) == bytes.lastIndex(of: 10))
                #expect(findByte(10, base, length) == bytes.firstIndex(of: 10))
                #expect(countByte(10, base, length) == bytes.count { $0 == 10 })
            }
        }
    }

    @Test("words against a splitter that takes byte by byte, at all lengths and alignments")
    func words() {
        var generator = SeededGenerator(seed: 2)
        // Each kind of white space, its neighbours, and letters.
        let alphabet: [UInt8] = [9, 10, 11, 12, 13, 32, 8, 14, 31, 33, 0, 160, 255, 97, 98, 99, 100, 101, 102, 103]
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 400, alignment: 64)
        defer { memory.deallocate() }
        for length in 0...200 {
            let alignments = length % 10 == 0 ? Array(0..<64) : [generator.below(64), generator.below(64)]
            for alignment in alignments {
                let dense = generator.below(3)
                let text = (0..<length).map { _ in
                    dense == 0 || !generator.once(in: 20) ? alphabet[generator.below(alphabet.count)] : 120
                }
                // White space all around must not be taken for the view's.
                for index in 0..<400 { memory[index] = 32 }
                for (index, byte) in text.enumerated() { memory[alignment + index] = byte }
                let view = ByteView(
                    UnsafeRawBufferPointer(rebasing: memory[alignment..<alignment + length]))
                var found: [Bytes] = []
                view.forEachWord { found.append(Bytes($0)) }
                let expected = text.split { $0 == 32 || (9...13).contains($0) }.map { Bytes($0) }
                #expect(found == expected, "length \(length), alignment \(alignment)")
            }
        }
    }
    @Test("words of views that end where memory ends")
    func wordsAtPageEnd() throws {
        let pages = mmap(nil, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        let memory = UnsafeMutableRawBufferPointer(start: pages, count: 8192)
        defer { munmap(memory.baseAddress, 8192) }
        // Nothing behind the first page can be read.
        #expect(mprotect(memory.baseAddress! + 4096, 4096, PROT_NONE) == 0)
        for index in 0..<4096 { memory[index] = index % 7 == 0 ? 32 : 97 }
        for length in 0...200 {
            let bytes = UnsafeRawBufferPointer(rebasing: memory[4096 - length..<4096])
            var found = 0
            ByteView(bytes).forEachWord { found += $0.count + 1 }
            #expect(found == bytes.split(separator: 32).reduce(0) { $0 + $1.count + 1 }, "length \(length)")
        }
    }
}
