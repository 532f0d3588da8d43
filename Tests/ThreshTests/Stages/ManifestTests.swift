import Testing

@testable import Thresh

/// The checksum that a manifest has of itself.
@Suite("Manifests") struct ManifestTests {
    private static let text: [UInt8] = {
        var counters = JobCounters()
        counters.outputRecords = 7
        counters.outputBytes = 70
        let part = JobResult.Part(
            name: "part-r-00000", summary: PartSummary(rows: 7, byteCount: 70, checksum: 0x1234))
        return Array(
            Manifest(
                job: "xxh3", columns: [Column("\"xxh3\": "), Column("n")], parts: [part], rejects: part,
                counters: counters
            ).text.utf8)
    }()

    @Test("each change of a byte is seen, and each piece that is cut off") func changes() {
        let text = ManifestTests.text
        #expect(Manifest.isIntact(text) == true)
        for index in text.indices {
            var changed = text
            changed[index] ^= 1
            #expect(Manifest.isIntact(changed) != true, "byte \(index)")
            #expect(Manifest.isIntact(Array(text[..<index])) != true, "cut to \(index)")
        }
        #expect(Manifest.isIntact(text + [10]) == false)
    }

    @Test("one of an earlier version has none") func earlier() {
        let text = String(decoding: ManifestTests.text, as: UTF8.self)
        let old = text[..<text.range(of: ",\n  \"xxh3\"")!.lowerBound] + "\n}\n"
        #expect(Manifest.isIntact(Array(old.utf8)) == nil)
    }
}
