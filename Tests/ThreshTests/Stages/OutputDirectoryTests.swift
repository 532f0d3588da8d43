import Foundation
import TestSupport
import Testing

@testable import Thresh

/// What happens to names that others give, before and while a job writes its output.
@Suite("Outputs beside others", .timeLimit(.minutes(1)))
struct OutputDirectoryTests {
    private let directory: TestSupport.TemporaryDirectory
    private var path: String { directory.path("out") }

    init() throws { directory = try TestSupport.TemporaryDirectory() }

    private func stage(overwrite: Bool) throws -> OutputDirectory {
        let output = try OutputDirectory(path: path, overwrite: overwrite)
        try Data("new".utf8).write(to: URL(fileURLWithPath: output.staging + "/part-r-00000"))
        return output
    }

    @Test("what came into the old output while the job ran is kept, and told", arguments: [false, true])
    func foreignFiles(durable: Bool) throws {
        try directory.write(Array("old".utf8), to: "out/part-r-00000")
        try directory.write(Array("old".utf8), to: "out/part-r-00001")
        let output = try stage(overwrite: true)
        try directory.write(Array("thesis".utf8), to: "out/thesis.txt")
        try directory.write(Array("deep".utf8), to: "out/notes/deep.txt")
        try directory.write(Array("late".utf8), to: "out/part-r-00002")
        let kept = try output.commit(durable: durable)
        #expect(kept.count == 3 && kept.allSatisfy { $0.contains("while the job ran") }, "\(kept)")
        #expect(try directory.list("out") == ["notes", "part-r-00000", "part-r-00002", "thesis.txt"])
        #expect(try directory.read("out/thesis.txt") == Array("thesis".utf8))
        #expect(try directory.read("out/notes/deep.txt") == Array("deep".utf8))
        #expect(try directory.read("out/part-r-00000") == Array("new".utf8))
        #expect(try directory.list() == ["out"])
    }

    @Test("what cannot be kept in the new output stays in the old one")
    func clashingFiles() throws {
        try directory.write([], to: "out/_SUCCESS")
        let output = try stage(overwrite: true)
        try directory.write(Array("theirs".utf8), to: "out/part-r-00000")
        let kept = try output.commit(durable: false)
        #expect(kept.count == 1 && kept[0].contains("left there"), "\(kept)")
        #expect(try directory.read("out/part-r-00000") == Array("new".utf8))
        let left = try #require(try directory.list().first { $0 != "out" })
        #expect(left.hasPrefix("out.kept-") && kept[0].contains(directory.path(left) + "/part-r-00000"))
        #expect(try directory.list(left) == ["part-r-00000"])
        // The next job leaves it alone.
        let next = try OutputDirectory(path: path, overwrite: true)
        #expect(try directory.read(left + "/part-r-00000") == Array("theirs".utf8))
        next.discard()
    }

    @Test(
        "what a job left that was killed between its lock and its commit goes, when it is old",
        arguments: [true, false])
    func withoutLock(isOld: Bool) throws {
        let (left, foreign) = (".out.thresh-99-ab", ".out.thresh-99-cd")
        try directory.write([1], to: left + "/part-r-00000")
        try directory.write([1], to: left + "/_SUCCESS")
        try directory.write([1], to: left + "/part-0-2.out")
        try directory.write([1], to: foreign + "/thesis.txt")
        if isOld {
            for name in [left, foreign] {
                try FileManager.default.setAttributes(
                    [.modificationDate: Date(timeIntervalSince1970: 0)], ofItemAtPath: directory.path(name))
            }
        }
        let output = try OutputDirectory(path: path, overwrite: false)
        #expect(try directory.list().contains(left) == !isOld)
        #expect(try directory.list().contains(foreign))
        output.discard()
    }

    @Test("a name that was taken meanwhile is refused as one that was taken before")
    func lostRace() throws {
        let output = try stage(overwrite: false)
        try directory.write([], to: "out/theirs")
        let error = #expect(throws: ThreshError.self) { try output.commit(durable: false) }
        #expect(error?.kind == .cannotCreate)
        #expect(error?.message == "\(path): the output exists already; choose another -o, or add --overwrite")
        #expect(try directory.list("out") == ["theirs"])
        output.discard()
    }

    @Test("a link that leads nowhere is found before the work", arguments: [false, true])
    func danglingLink(overwrite: Bool) throws {
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: directory.path("missing"))
        let error = #expect(throws: ThreshError.self) { _ = try OutputDirectory(path: path, overwrite: overwrite) }
        #expect(error?.kind == .cannotCreate)
        let file = #expect(throws: ThreshError.self) {
            _ = try StagedFile(path: path, option: "--page", overwrite: overwrite) { _ in true }
        }
        #expect(file?.kind == .cannotCreate)
        #expect(try directory.list() == ["out"])
    }

    @Test("what a job left that was killed while it named its directory is removed, once it is old")
    func abandonedNames() throws {
        let old: [FileAttributeKey: Any] = [.modificationDate: Date(timeIntervalSinceNow: -3600)]
        for (name, content) in [
            (".new-1-ab", "lock"), (".new-2-cd", "lock"), (".new-3-ef", "mine"), (".new-mine", "lock"),
        ] {
            try directory.write([], to: name + "/" + content)
            if name != ".new-2-cd" {
                try FileManager.default.setAttributes(old, ofItemAtPath: directory.path(name))
            }
        }
        try FileManager.default.createDirectory(atPath: directory.path(".new-4-0"), withIntermediateDirectories: false)
        try FileManager.default.setAttributes(old, ofItemAtPath: directory.path(".new-4-0"))
        let output = try OutputDirectory(path: path, overwrite: false)
        output.discard()
        #expect(try directory.list() == [".new-2-cd", ".new-3-ef", ".new-mine"])
    }
}
