import Platform
import TestSupport
import Testing

@testable import Thresh

@Suite("Blobs", .timeLimit(.minutes(2)))
struct BlobTests {
    private let directory: ScratchDirectory

    init() throws { directory = try ScratchDirectory() }

    /// The frames of one spill.
    private func frames(
        _ partitions: [[Pair]], task: UInt32, spill: UInt32, width: Int? = nil
    ) throws -> [(partition: Int, blob: Bytes)] {
        let path = directory.path("stream-\(task)-\(spill)")
        let file = try FileDescriptor.open(path, .create)
        var writer = try RunWriter(
            BlobStream(descriptor: file.rawValue, name: path, task: task), spill: spill, partitions: partitions.count,
            valueWidth: width, level: 1)
        for (partition, pairs) in partitions.enumerated() {
            for pair in pairs {
                try pair.key.withUnsafeBytes { key in
                    try pair.value.withUnsafeBytes { try writer.append(partition: partition, key: key, value: $0) }
                }
            }
        }
        let size = try writer.finish()
        let bytes = try directory.read("stream-\(task)-\(spill)")
        #expect(bytes.count == Int(size))
        var found: [(Int, Bytes)] = []
        var rest = bytes[...]
        func number() -> Int {
            defer { rest = rest.dropFirst(4) }
            return rest.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        }
        while !rest.isEmpty {
            let partition = number()
            let length = number()
            found.append((partition, Bytes(rest.prefix(length))))
            rest = rest.dropFirst(length)
        }
        return found
    }

    private func spool(_ blobs: [Bytes], _ name: String) throws -> [RunInput] {
        var spool = try BlobSpool(path: directory.path(name))
        for blob in blobs { try blob.withUnsafeBytes { bytes in try spool.add(bytes) } }
        return try spool.finish()
    }

    @Test("runs come together from blobs in any order", arguments: [nil, 8] as [Int?])
    func anyOrder(width: Int?) throws {
        var random = SeededGenerator(seed: 3)
        var blobs: [Bytes] = []
        var pairs: [Pair] = []
        for task in 0..<4 {
            for spill in 0..<2 {
                let sorted = (0..<30000).map { _ in
                    Pair(Bytes("key \(random.below(1 << 30)) \(String(repeating: "x", count: 60))".utf8), encoded(1))
                }.sorted()
                pairs += sorted
                let found = try frames([[], sorted], task: UInt32(task), spill: UInt32(spill), width: width)
                #expect(found.count > 2 && found.allSatisfy { $0.partition == 1 })
                for (_, blob) in found {
                    let size = blob.withUnsafeBytes { Decompressor.contentBytes(of: $0) }
                    #expect(size! <= BlobFormat.largestBytes)
                    blobs.append(blob)
                }
            }
        }
        blobs.shuffle(using: &random)
        let runs = try spool(blobs, "spool \(width ?? 0)")
        #expect(runs.count == 8)
        var sequence = 0
        let passes = MergePasses(partition: 1, fanIn: 4, level: 1, blockBytes: 1 << 16) {
            sequence += 1
            return directory.path("merged \(width ?? 0) \(sequence)")
        }
        #expect(try firstDifference(readAll(passes.merger(of: runs, fold: nil)), pairs.sorted()) == nil)
    }

    @Test("a record longer than a blob has one of its own")
    func longRecord() throws {
        let long = Pair(Bytes(repeating: 98, count: BlobFormat.largestBytes + 5), Bytes("v".utf8))
        let sorted = [Pair(Bytes("a".utf8), []), long, Pair(Bytes("c".utf8), [])]
        let blobs = try frames([sorted], task: 0, spill: 0).map(\.blob)
        #expect(blobs.count == 3)
        let merger = try merge(spool(blobs, "long"), 0, ordersValues: true)
        #expect(try readAll(merger) == sorted)
    }

    @Test("what is missing, doubled or damaged is an error")
    func damage() throws {
        let sorted = (0..<60000).map { Pair(Bytes("key \(100_000 + $0) ............................".utf8), []) }
        let blobs = try frames([sorted], task: 7, spill: 2).map(\.blob)
        #expect(blobs.count > 2)
        func fault(_ blobs: [Bytes]) -> String {
            let path = directory.path("fault")
            try? FileSystem.removeFile(path)
            do { _ = try spool(blobs, "fault") } catch { return "\(error)" }
            return ""
        }
        #expect(fault(blobs) == "")
        #expect(fault(Array(blobs.dropLast())).contains("run 2 of map task 7: its last blob is missing"))
        #expect(fault(Array(blobs.dropFirst())).contains("run 2 of map task 7, blob 0: it is missing"))
        #expect(fault(blobs + [blobs[1]]).contains("run 2 of map task 7, blob 1: it came twice"))
        #expect(fault([Bytes("nothing of the kind".utf8)]).contains("no zstd frame"))
        #expect(fault([Bytes(blobs[0].prefix(9))]).contains("no zstd frame"))
        let other = try frames([[Pair([97], encoded(1))]], task: 8, spill: 0, width: 8).map(\.blob)
        #expect(fault(blobs + other).contains("another width"))
    }
}
