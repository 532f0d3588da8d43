import Glibc
import Platform
import Testing

@testable import Thresh

/// What is an input of all that is in a directory.
@Suite("Catalogue of inputs")
struct CatalogTests {
    private func catalog(_ path: String) throws -> InputCatalog {
        var catalog = InputCatalog(spoolPath: "") { _ in }
        try catalog.add(path)
        return catalog
    }

    @Test("what cannot be read is skipped in a directory, and told; named, it is an error")
    func whatIsNoFile() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/in"
        try FileSystem.createDirectory(path)
        _ = try directory.write(Array("a\n".utf8), to: "in/file")
        let other = try directory.write(Array("b\n".utf8), to: "other")
        for (target, link) in [("gone", "dangling"), ("file/below", "under"), ("loop", "loop"), (other, "good")] {
            #expect(symlink(target, path + "/" + link) == 0)
        }
        #expect(mkfifo(path + "/pipe", 0o600) == 0)
        let found = try catalog(path)
        #expect(found.files.map(\.path) == [path + "/file", path + "/good"])
        let nowhere = "a link that leads nowhere, which is skipped"
        #expect(found.skipped.map { $0.path.split(separator: "/").last! } == ["dangling", "loop", "pipe", "under"])
        #expect(found.skipped.map(\.reason) == [nowhere, nowhere, "a pipe, a socket or a device, which is skipped", nowhere])
        for name in ["dangling", "under", "loop", "pipe"] {
            let error = #expect(throws: ThreshError.self) { try catalog(path + "/" + name) }
            #expect(error?.kind == .missingInput)
        }
    }
}
