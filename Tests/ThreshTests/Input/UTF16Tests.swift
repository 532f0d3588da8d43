import Foundation
import TestSupport
import Testing

@testable import Thresh

@Suite("Text of two bytes a character", .timeLimit(.minutes(1)))
struct UTF16Tests {
    private func encoded(_ text: String, isBigEndian: Bool) -> [UInt8] {
        ([0xFEFF] + Array(text.utf16)).flatMap { unit -> [UInt8] in
            isBigEndian ? [UInt8(unit >> 8), UInt8(unit & 0xFF)] : [UInt8(unit & 0xFF), UInt8(unit >> 8)]
        }
    }

    @Test("what it says in UTF-8", arguments: [true, false], [1, 2, 3, 5, 64, 1 << 16])
    func decoding(isBigEndian: Bool, bufferSize: Int) throws {
        let text = "a,größe,漢字,😀\r\n" + String(repeating: "ж𝄞x", count: 700) + "\u{FFFD}\u{7F}\u{80}\u{7FF}\u{800}"
        let file = encoded(text, isBigEndian: isBigEndian)
        #expect(Compression.detect(file.span.extracting(first: 10)) == .utf16)
        let reading = try Reading(file, as: .utf16, bufferSize: bufferSize)
        #expect(String(decoding: reading.bytes, as: UTF8.self) == text)
        #expect(reading.producedAtLimit == UInt64(text.utf8.count))
        #expect(reading.consumed == UInt64(file.count))
    }

    @Test("characters at every place of the window that files are read by", arguments: [0, 1, 2, 3])
    func windows(lead: Int) throws {
        let text = String(repeating: "x", count: lead) + String(repeating: "😀é", count: 60_000)
        let reading = try Reading(encoded(text, isBigEndian: false), as: .utf16, bufferSize: 1000)
        #expect(String(decoding: reading.bytes, as: UTF8.self) == text)
    }

    @Test(
        "half a pair, or half a unit at the end, is told by U+FFFD",
        arguments: [
            ([0xFF, 0xFE, 0x00, 0xD8, 0x61, 0x00], "\u{FFFD}a"), ([0xFF, 0xFE, 0x00, 0xDC, 0x61, 0x00], "\u{FFFD}a"),
            ([0xFE, 0xFF, 0xD8, 0x00, 0xD8, 0x3D, 0xDE, 0x00], "\u{FFFD}😀"), ([0xFE, 0xFF, 0xD8, 0x3D], "\u{FFFD}"),
            ([0xFE, 0xFF, 0x00, 0x61, 0x00], "a\u{FFFD}"), ([0xFE, 0xFF], ""),
        ] as [([UInt8], String)])
    func damage(file: [UInt8], text: String) throws {
        for size in [1, 7] {
            #expect(String(decoding: try Reading(file, as: .utf16, bufferSize: size).bytes, as: UTF8.self) == text)
        }
    }

    @Test(
        "a file that has no mark any more has changed",
        arguments: [[], [0xFF], [0xFE], [0x61, 0], [0xFF, 0xFF]] as [[UInt8]])
    func withoutMark(file: [UInt8]) throws {
        let error = try #require(try failure(of: file, as: .utf16))
        #expect(error.kind == .inputOutput && "\(error)".contains("was replaced while it was read"))
    }

    @Test(
        "what is none",
        arguments: [[0xFF, 0xFE, 0, 0, 0x61, 0, 0, 0, 0x62, 0], [0xEF, 0xBB, 0xBF], [0xFF], [0xFE], [0x61, 0]]
            as [[UInt8]])
    func others(file: [UInt8]) {
        #expect(Compression.detect(file.span) == .none)
    }
}
