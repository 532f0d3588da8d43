import Foundation
import Platform
import TestSupport
import Testing

/// Names are bytes, and strings that stand for them.
@Suite("Names of files") struct FileNameTests {
    private static let names: [[UInt8]] = [
        Array("plain.log".utf8), Array("grün/日本.csv".utf8), [0xE9], Array("caf".utf8) + [0xE9, 0x2E, 0x67, 0x7A],
        [0xC3], [0xE2, 0x80], [0xF0, 0x9F, 0x98, 0x41], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80],
        [0x80, 0x9B],
        // What stands for bytes, as a name of its own.
        Array("a\u{10FFE9}b".utf8), Array("\u{10FF80}".utf8), Array("\u{10FF7F}\u{10FFFF}".utf8),
        Array("\u{10FF00}\u{10FF0A}".utf8), Array("two\nlines\u{1B}\t".utf8),
    ]

    @Test("each name is a string that is that name", arguments: names)
    func roundTrip(name: [UInt8]) { #expect(FileName.bytes(FileName.string(name)) == name) }

    @Test("so is one whose controls stand for bytes, and a line end of it is none of a message's", arguments: names)
    func withoutControls(name: [UInt8]) {
        let text = FileName.withoutControls(FileName.string(name))
        #expect(FileName.bytes(text) == name)
        #expect(!VisibleText.lines(text).utf8.contains { $0 < 0x20 })
        #expect(VisibleText.of(text) == VisibleText.of(FileName.string(name)))
    }

    @Test("different names are different strings") func injective() {
        #expect(Set(FileNameTests.names.map { Array(FileName.string($0).utf8) }).count == FileNameTests.names.count)
    }

    @Test("random bytes come back") func randomNames() {
        var random = SeededGenerator(seed: 11)
        let some: [UInt8] = [0x41, 0x2F, 0x80, 0x8F, 0x9B, 0xBE, 0xBF, 0xC3, 0xE2, 0xED, 0xF4, 0xFF]
        for _ in 0..<5000 {
            let name = (0..<random.below(9)).map { _ in some[random.below(some.count)] }
            #expect(FileName.bytes(FileName.string(name)) == name)
        }
    }

    @Test("files with such names are made, found, renamed and removed") func fileSystem() throws {
        let directory = try TestSupport.TemporaryDirectory()
        let folder = directory.path + "/" + FileName.string([0x64, 0xFF])
        try FileSystem.createDirectory(folder)
        for byte in [0xE9, 0x80] as [UInt8] {
            try FileDescriptor.open(folder + "/" + FileName.string([0x61, byte]), .createNew).write("x")
        }
        #expect(try FileSystem.list(folder).map { FileName.bytes($0) } == [[0x61, 0x80], [0x61, 0xE9]])
        #expect(try FileSystem.list(folder, prefix: FileName.string([0x61, 0xE9])).count == 1)
        #expect(FileSystem.glob(directory.path + "/d*/a?").count == 2)
        #expect(FileSystem.glob(directory.path + "/d*/a?").allSatisfy { FileSystem.exists($0) })
        let moved = directory.path + "/" + FileName.string([0xFE])
        try FileSystem.rename(folder, to: moved)
        #expect(try FileSystem.status(moved).kind == .directory)
        try FileSystem.removeTree(moved)
        #expect(try FileSystem.list(directory.path).isEmpty)
    }

    @Test("messages spell out what a terminal acts on, and bytes that are no text") func visible() {
        #expect(VisibleText.of(Array("grün 日本".utf8)) == "grün 日本")
        #expect(VisibleText.of(Array("a\u{1B}[31m\r\n\t\u{7F}".utf8)) == "a\\x1b[31m\\r\\n\\t\\x7f")
        #expect(VisibleText.of(Array("\u{9B}31m\u{85}".utf8)) == "\\u{9b}31m\\u{85}")
        #expect(VisibleText.of([0x9B, 0x33, 0x31, 0x6D, 0xE9]) == "\\x9b31m\\xe9")
        #expect(
            VisibleText.of(Array("\u{202A}\u{202E}\u{2066}\u{2069}\u{200F}".utf8))
                == "\\u{202a}\\u{202e}\\u{2066}\\u{2069}\\u{200f}")
        #expect(VisibleText.of(FileName.string([0x61, 0xE9, 0x1B])) == "a\\xe9\\x1b")
        #expect(VisibleText.lines("one\ntwo\u{1B}\u{202E}\t") == "one\ntwo\\x1b\\u{202e}\\t")
        let failure = #expect(throws: SystemError.self) { try FileSystem.status("/no/such\u{1B}[2J\n/\u{9D}") }
        #expect(failure?.description == "/no/such\\x1b[2J\\n/\\u{9d}: stat: No such file or directory")
    }

    @Test("removing a tree follows no link") func removing() throws {
        let directory = try TestSupport.TemporaryDirectory()
        try directory.write([1], to: "kept/file")
        for name in (0..<300).map({
            "tree/deep/er/\($0)-a-name-that-is-rather-long-so-that-reading-takes-several-calls"
        }) {
            try directory.write([], to: name)
        }
        let manager = FileManager.default
        try manager.createSymbolicLink(
            atPath: directory.path("tree/link"), withDestinationPath: directory.path("kept"))
        try manager.createSymbolicLink(atPath: directory.path("tree/deep/up"), withDestinationPath: "..")
        try manager.createSymbolicLink(atPath: directory.path("alias"), withDestinationPath: directory.path("tree"))
        try FileSystem.removeTree(directory.path("alias"))
        #expect(try directory.list("tree/deep/er").count == 300)
        try FileSystem.removeTree(directory.path("tree"))
        try FileSystem.removeTree(directory.path("tree"))
        #expect(try directory.list() == ["kept"])
        #expect(try directory.read("kept/file") == [1])
    }
}
