import Platform
import TestSupport
import Testing

@testable import Thresh

@Suite("The journal of a partial", .timeLimit(.minutes(1)))
struct PartialFormatTests {
    private let header = PartialHeader(
        question: PartialQuestion(
            program: "p", values: "v 1", name: "n", words: ["n", "--top", "3"], command: ["n", "--top", "3", "in"]),
        survey: [7, 0, 255], shard: Shard(number: 2, count: 3), chunkSize: 0x1_0000,
        partitions: .range([[1, 2], [], [255]]),
        inputs: [InputIdentity(name: "in", size: 5, head: 0x0102_0304_0506_0708, tail: .max)])

    private let entry: PartialEntry = {
        var report = TaskReport()
        (report.counters.inputRecords, report.counters.mappedRecords, report.counters.inputBytes) = (1, 1, 1 << 40)
        report.counters.custom = [CounterName(group: "g", name: "b"): -3, CounterName(group: "g", name: "a"): .max]
        report.notes.add(.rejected, 12)
        report.notes.add(RecordNote(file: 3, offset: .max, column: 9, text: "caf\u{E9}"), to: .rejected)
        return PartialEntry(
            segments: [PartialEntry.Segment(file: 0, start: 1, end: 5, evidence: 9)],
            runs: [PartialEntry.Run(name: "map-0-0.run", size: 3, checksum: 4)], report: report)
    }()

    private func bytes(_ entry: PartialFormat.Entry) -> [UInt8] {
        var buffer = ByteBuffer()
        PartialFormat.append(entry, to: &buffer)
        return [UInt8](buffer.view)
    }

    private func entry(_ bytes: [UInt8]) -> PartialFormat.Entry? {
        unsafe bytes.withUnsafeBytes { unsafe PartialFormat.entry(in: ByteView($0)) }
    }

    @Test("entries are what they were")
    func roundTrip() {
        var others = [header, header, header]
        others[0].partitions = .hash(64)
        others[1].partitions = .custom(1)
        others[2].inputs = []
        others[1].emptyInputs = [0]
        let entries = ([header] + others).map { PartialFormat.Entry.header($0) } + [.runs(entry), .end(0), .end(300)]
        var written = entry
        written.runs = [
            PartialEntry.Run(name: "task-0-0.out", size: 3, checksum: 4, rows: 2),
            PartialEntry.Run(name: "task-0-0.out@odd.out", size: 0, checksum: .max, rows: 0),
        ]
        #expect(entry(bytes(.runs(written))) == .runs(written) && bytes(.runs(written))[0] == 5)
        for value in entries { #expect(entry(bytes(value)) == value) }
    }

    /// The bytes that Docs/Formats.md describes.
    @Test("the bytes of entries stay what they are")
    func golden() {
        #expect(
            hex(bytes(.header(header)))
                == "01017003762031016e03016e052d2d746f70013304016e052d2d746f70013302696e030700ff0203"
                + "000001000000000002030201020001ff0102696e05000000000000000807060504030201ffffffffffffffff")
        #expect(
            hex(bytes(.runs(entry)))
                == "020100010000000000000005000000000000000900000000000000010b6d61702d302d302e72756e"
                + "03000000000000000400000000000000010000000000000000000000000100000201670161"
                + "ffffffffffffff7f01670162fdffffffffffffff011072656a6563746564207265636f7264730c00000000000000"
                + "0103ffffffffffffffff0905636166c3a9")
        #expect(hex(bytes(.end(300))) == "03ac02")
    }

    @Test("whatever else the bytes are, reading them ends")
    func damage() {
        var random = SeededGenerator(seed: 3)
        for good in [bytes(.header(header)), bytes(.runs(entry)), bytes(.end(1))] {
            for count in 0..<good.count { #expect(entry(Array(good.prefix(count))) == nil) }
            #expect(entry(good + [0]) == nil)
            for _ in 0..<2000 {
                var bad = good
                for _ in 0...random.below(3) { bad[random.below(bad.count)] = UInt8(random.below(256)) }
                _ = entry(bad)
            }
        }
    }

    @Test("what was not written whole does not exist")
    func torn() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/a.d"
        try FileSystem.createDirectory(path)
        _ = try directory.write([1], to: "a.d/map-0-0.run")
        let writer = try JournalWriter(path, header, keeping: [entry], durable: true)
        let begun = try FileSystem.status(path + "/journal").size
        #expect(try Journal(path: path).entries == [entry] && !Journal(path: path).isComplete)
        try writer.finish()
        let whole = try Journal(path: path)
        #expect(whole.isComplete && whole.damage == nil && whole.header == header && whole.entries == [entry])
        let all = try PartialFormatTests.bytes(of: path + "/journal")
        for count in Int(begun)..<all.count {
            _ = try directory.write(Array(all.prefix(count)), to: "a.d/journal")
            let cut = try Journal(path: path)
            #expect(!cut.isComplete && cut.entries == [entry])
            #expect(cut.damage == (count == Int(begun) ? nil : begun))
        }
        for place in 8..<all.count {
            var bad = all
            bad[place] ^= 0x20
            _ = try directory.write(bad, to: "a.d/journal")
            // Either it cannot be told what it is of, or it is not complete.
            #expect((try? Journal(path: path))?.isComplete != true, "byte \(place)")
        }
        _ = try directory.write(all + [1], to: "a.d/journal")
        #expect(try !Journal(path: path).isComplete)
    }

    private static func bytes(of path: String) throws -> [UInt8] {
        let file = try FileDescriptor.open(path, .read)
        var bytes = [UInt8](repeating: 0, count: Int(try file.status().size))
        let count = try unsafe bytes.withUnsafeMutableBytes { try unsafe file.readFully(into: $0, at: 0) }
        #expect(count == bytes.count)
        return bytes
    }

    private func hex(_ bytes: [UInt8]) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}

@Suite("Shards", .timeLimit(.minutes(1)))
struct ShardTests {
    @Test("each task is in one shard, and they are about equal", arguments: [1, 2, 3, 7, 100])
    func cover(count: Int) {
        var random = SeededGenerator(seed: UInt64(count))
        for round in 0..<30 {
            let files = (0..<random.below(12)).map { number in
                InputFile(
                    path: "f\(number)", name: "f\(number)", size: UInt64(random.below(round == 0 ? 1 : 50_000)),
                    compression: random.below(3) == 0 ? .gzip : .none)
            }
            let plan = ChunkPlan(files: files, chunkSize: 1000)
            let shards = (1...count).map { Shard(number: $0, count: count).tasks(of: plan) }
            #expect(Array(shards.joined()) == plan.tasks)
            // Only what cannot be divided makes one larger than its share.
            let largest =
                plan.tasks.map { task in
                    task.reduce(0) { $0 + plan.segments[$1].end - plan.segments[$1].start }
                }.max() ?? 0
            for tasks in shards {
                let size = tasks.joined().reduce(0) { $0 + plan.segments[$1].end - plan.segments[$1].start }
                #expect(size <= plan.byteCount / UInt64(count) + largest + 1)
            }
        }
    }

    @Test("sizes near the largest number do not overflow")
    func huge() {
        let file = InputFile(path: "f", name: "f", size: .max / 2, compression: .none)
        let plan = ChunkPlan(files: [file, file], chunkSize: .max / 20)
        let shards = (1...900).filter { !Shard(number: $0, count: 900).tasks(of: plan).isEmpty }
        #expect(shards.count == plan.taskCount)
    }
}
