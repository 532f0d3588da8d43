import Platform
import TestSupport
import Testing

@testable import Thresh

/// A gzip file in stretches, found by turns or known from an index: together they are what one reader returns.
@Suite(.timeLimit(.minutes(1)))
struct GzipStretchTests {
    private static let stretchBytes: [UInt64] = [300, 5_000, 70_000]

    @Test(arguments: GzipSample.all, [1 << 16, 5 << 20])
    func stretchesCoverTheFile(_ sample: GzipSample, _ bufferSize: Int) throws {
        for bytes in GzipStretchTests.stretchBytes where sample.file.count / Int(bytes) < 200 {
            let site = try GzipSite(sample.file)
            let relay = try site.relay(bytes)
            // The first time it finds where they end, the second time it knows.
            for other in [bufferSize, bufferSize / 3] {
                var position = 0
                for index in 0..<relay.count {
                    var source = try GzipStretchSource(path: site.path, name: "file", relay, index)
                    position = try read(&source, at: position, of: sample.content, bufferSize: other)
                }
                #expect(position == sample.content.count, "stretches of \(bytes)")
            }
            try site.write(relay)
            let index = try #require(try site.index)
            if sample.testDescription == "one member", bytes == 5000 { #expect(index.points.count > 2) }
            var position = 0
            for number in 0...index.points.count {
                let (start, end) = (number - 1, number)
                var source = try GzipStretchSource(
                    path: site.path, name: "file", from: start < 0 ? nil : index.points[start],
                    to: end < index.points.count ? index.points[end] : nil, of: index)
                position = try read(&source, at: position, of: sample.content, bufferSize: bufferSize)
            }
            #expect(position == sample.content.count, "points every \(bytes)")
        }
    }

    @Test("a BGZF file is divided where its members begin, and nowhere unless all of it is such")
    func membersOfBGZF() throws {
        let content = Sample.log(400_000)
        var members: [[UInt8]] = []
        for start in stride(from: 0, to: content.count, by: 30_000) {
            members.append(try bgzf(Array(content[start..<min(start + 30_000, content.count)])))
        }
        members += [try bgzf([]), try bgzf([])]
        let file = members.flatMap { $0 }
        func points(_ file: [UInt8], spacing: UInt64) throws -> [GzipPoint]? {
            let site = try GzipSite(file)
            return try BGZFMembers.points(
                of: try FileDescriptor.open(site.path, .read), size: site.size, spacing: spacing)
        }
        #expect(try points(file, spacing: 1)?.count == members.count - 1)
        for spacing: UInt64 in [1, 20_000, 50_000, 1 << 20] {
            let found = try #require(try points(file, spacing: spacing))
            #expect(try GzipSite(file).content(GzipIndex(points: found, path: nil)) == content)
        }
        for count in stride(from: 1, to: file.count, by: 997) {
            // A cut between two members cannot be seen.
            let isBetween = members.indices.contains { members[..<$0].reduce(0) { $0 + $1.count } == count }
            #expect(try points(Array(file[..<count]), spacing: 1) == nil || isBetween)
        }
        #expect(try points(file + Compression.gzip.pack(content), spacing: 1) == nil)
        #expect(try points(GzipSample.all[0].file, spacing: 1) == nil)
        let found = try #require(try points(file, spacing: 1))
        for position in stride(from: 20, to: file.count, by: 4003) {
            var damaged = file
            damaged[position] ^= 0x20
            let site = try GzipSite(damaged)
            expectSameOrBad(content, "flipped at \(position)") { try site.content(GzipIndex(points: found, path: nil)) }
        }
    }

    /// A member with its length in its header.
    private func bgzf(_ content: [UInt8]) throws -> [UInt8] {
        let plain = try Compression.gzip.pack(content)
        let size = plain.count + 8 - 1
        return [0x1F, 0x8B, 8, 4] + plain[4..<10] + [6, 0, 0x42, 0x43, 2, 0, UInt8(size & 255), UInt8(size >> 8)]
            + plain[10...]
    }

    @Test("who waits for a stretch that nobody decodes does it")
    func missingStretches() throws {
        let sample = GzipSample.all[0]
        let site = try GzipSite(sample.file)
        let relay = try site.relay(60_000)
        #expect(relay.count > 3)
        for index in [2, 1, relay.count - 1, 0] {
            var source = try GzipStretchSource(path: site.path, name: "file", relay, index)
            let start = Int(source.offset)
            #expect(index == 0 || start > 0)
            _ = try read(&source, at: start, of: sample.content, bufferSize: 1 << 20)
        }
    }

    @Test(arguments: [0, 2, 3])
    func damageIsAnErrorOrHarmless(_ number: Int) throws {
        let sample = GzipSample.all[number]
        let whole = try GzipSite(sample.file)
        let relay = try whole.relay(20_000)
        #expect(try whole.content(relay) == sample.content)
        try whole.write(relay)
        let index = try #require(try whole.index)
        for position in stride(from: 11, to: sample.file.count, by: max(1, sample.file.count / 40)) {
            var file = sample.file
            file[position] ^= 0x10
            let site = try GzipSite(file)
            let fresh = try site.relay(20_000)
            expectSameOrBad(sample.content, "flipped at \(position)") { try site.content(fresh) }
            // As if the file had been damaged where the index does not look.
            expectSameOrBad(sample.content, "flipped at \(position), with an index") { try site.content(index) }
        }
        for count in stride(from: 1, to: sample.file.count, by: max(1, sample.file.count / 40)) {
            let site = try GzipSite(Array(sample.file[..<count]))
            // A cut behind a member of several is none that can be seen.
            if number == 2 { continue }
            let error = #expect(throws: ThreshError.self) { try site.content(try site.relay(20_000)) }
            #expect(error?.message.contains("ends too early at compressed byte \(count)") == true)
        }
    }

    @Test("what follows the data and is no gzip is an error")
    func garbage() throws {
        let sample = GzipSample.all[0]
        let site = try GzipSite(sample.file + Array("garbage".utf8))
        let error = #expect(throws: ThreshError.self) { try site.content(try site.relay(20_000)) }
        #expect(error?.message.contains("what follows the gzip data at compressed byte \(sample.file.count)") == true)
    }

    @Test("an index that is damaged, or of another file, is not used")
    func unfitIndexes() throws {
        let sample = GzipSample.all[0]
        let site = try GzipSite(sample.file)
        #expect(try site.index == nil)
        let relay = try site.relay(20_000)
        _ = try site.content(relay)
        try site.write(relay)
        let sound = try readFile(GzipIndex.path(of: site.path))
        for position in stride(from: 0, to: sound.count, by: sound.count / 60) {
            var bytes = sound
            bytes[position] ^= 4
            _ = try site.directory.write(bytes, to: ".file.thresh-index")
            #expect(try site.index == nil, "flipped at \(position)")
            _ = try site.directory.write(Array(sound[..<position]), to: ".file.thresh-index")
            #expect(try site.index == nil, "cut at \(position)")
        }
        _ = try site.directory.write(sound, to: ".file.thresh-index")
        #expect(try site.index != nil)
        for position in [0, 100, sample.file.count - 1] {
            var file = sample.file
            file[position] ^= 1
            _ = try site.directory.write(file, to: "file")
            #expect(try site.index == nil, "the file changed at \(position)")
        }
        _ = try site.directory.write(sample.file + [0], to: "file")
        #expect(try site.index == nil)
    }

    /// Reads a stretch and a little of what follows; returns where it ended.
    private func read(
        _ source: inout GzipStretchSource, at position: Int, of content: [UInt8], bufferSize: Int
    ) throws -> Int {
        #expect(Int(source.offset) == position)
        var buffer = [UInt8](repeating: 0, count: bufferSize)
        var position = position
        while source.producedAtLimit == nil {
            let before = position
            let count = try unsafe buffer.withUnsafeMutableBytes { try unsafe source.read(into: $0) }
            position += count
            try #require(position <= content.count)
            #expect(GzipSite.isSame(buffer, content, at: before, count: count), "at \(before)")
            if count == 0 { #expect(source.producedAtLimit != nil) }
        }
        let end = Int(source.offset + source.producedAtLimit!)
        for _ in 0..<3 {
            let count = try unsafe buffer.withUnsafeMutableBytes { try unsafe source.read(into: $0) }
            try #require(position + count <= content.count)
            #expect(GzipSite.isSame(buffer, content, at: position, count: count), "behind, at \(position)")
            position += count
        }
        return end
    }

    private func expectSameOrBad(_ content: [UInt8], _ what: String, _ body: () throws -> [UInt8]) {
        do {
            let found = try body()
            #expect(GzipSite.isSame(found, content, at: 0, count: content.count), "\(what)")
        } catch {
            #expect((error as? ThreshError)?.kind == .badData, "\(what): \(error)")
        }
    }
}
