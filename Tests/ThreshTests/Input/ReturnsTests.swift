import Foundation
import Platform
import TestSupport
import Testing

@testable import Thresh

@Suite("Lines that end with CR alone", .timeLimit(.minutes(1)))
struct ReturnsTests {
    @Test(
        "each line end is LF, whatever the buffer",
        arguments: [
            ("a,b\r1,2\r", "a,b\n1,2\n"), ("a\r\rb", "a\n\nb"), ("a\r\nb\rc\n\rd\r", "a\nb\nc\n\nd\n"),
            ("a;\"x\ny\"\r", "a;\"x\ny\"\n"), ("\r\n\r\n", "\n\n"), ("", ""), ("größe\r漢字", "größe\n漢字"),
        ], [1, 2, 3, 64])
    func lines(text: (String, String), bufferSize: Int) throws {
        let reading = try Reading(Array(text.0.utf8), as: .returns, bufferSize: bufferSize)
        #expect(String(decoding: reading.bytes, as: UTF8.self) == text.1)
        #expect(reading.producedAtLimit == UInt64(text.1.utf8.count) && reading.consumed == UInt64(text.0.utf8.count))
    }

    @Test("line ends at every place of the window that files are read by", arguments: [0, 1, 2])
    func windows(lead: Int) throws {
        let text = String(repeating: "x", count: lead) + String(repeating: "a\r\nb", count: 100_000)
        let reading = try Reading(Array(text.utf8), as: .returns, bufferSize: 1000)
        #expect(reading.bytes == Array(text.replacing("\r\n", with: "\n").utf8))
    }

    @Test(
        "which heads tell",
        arguments: [
            ("a,b\r1,2\r", true), ("a,b\r1,2", true), ("a,b\r1,2\r3,4\n", true), ("a,\"x\ny\"\r1,2\r3,4\n", true),
            ("a,b\r", false), ("a,b", false), ("", false), ("a,b\r\n1,2\r\n", false), ("a,b\n1,2\r3,4\r5,6", false),
            ("\"a\rb\rc\",d\n1,2\n", false), ("a\rb\n1\n", false),
        ])
    func heads(text: String, isOne: Bool) {
        #expect(TableFile.endsLinesWithReturns(Array(text.utf8).span) == isOne)
    }

    @Test("only tables, by their names, are read so")
    func names() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "returns-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        for (name, isRead) in [("a.csv", true), ("A.TSV", true), ("a.csv.old", true), ("a.log", false), ("csv", false)]
        {
            let file = directory.appending(path: name)
            try Data("a,b\r1,2\r".utf8).write(to: file)
            let found = try Compression.detect(FileDescriptor.open(file.path, .read), name: file.path)
            #expect(found == (isRead ? .returns : .none), "\(name)")
        }
    }
}
