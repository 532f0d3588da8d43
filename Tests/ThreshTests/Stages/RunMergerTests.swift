import Foundation
import TestSupport
import Testing

@testable import Thresh

@Suite("Merging runs", .timeLimit(.minutes(2)))
struct RunMergerTests {
    private let directory: ScratchDirectory

    init() throws { directory = try ScratchDirectory() }

    @Test("any number of runs", arguments: Array(0...9) + [15, 16, 17, 31, 33, 64, 70])
    func anyNumber(count: Int) throws {
        let (paths, pairs) = try makeRuns(count, seed: UInt64(count))
        for partition in 0..<2 {
            let merger = try merge(paths, partition, ordersValues: true)
            #expect(try firstDifference(readAll(merger), pairs[partition].sorted()) == nil)
        }
    }

    @Test("groups are whole, whatever run their values come from")
    func groups() throws {
        let (paths, pairs) = try makeRuns(13, seed: 99)
        let merger = try merge(paths, 1, ordersValues: false)
        #expect(try readGroups(merger, FixedFold<Sum<Int>>()) == sums(pairs[1]))
    }

    @Test("several passes", arguments: [2, 3, 4], [1, 2, 3, 4, 5, 7, 16, 40])
    func passes(fanIn: Int, count: Int) throws {
        let (paths, pairs) = try makeRuns(count, seed: 7)
        for partition in 0..<2 {
            var made = 0
            let passes = MergePasses(partition: partition, fanIn: fanIn, level: 1, blockBytes: 300) {
                made += 1
                return directory.path("merged-\(partition)-\(made)")
            }
            let all = try readAll(passes.merger(of: paths, fold: nil))
            #expect(firstDifference(all, pairs[partition].sorted()) == nil)
            let folded = try passes.merger(of: paths, fold: FixedFold<Sum<Int>>())
            #expect(try readGroups(folded, FixedFold<Sum<Int>>()) == sums(pairs[partition]))
            // Two merges, each of which leaves no more of its own files than it reads at last.
            let left = try directory.list().filter { $0.hasPrefix("merged-\(partition)-") }
            #expect(left.count <= 2 * fanIn, "\(left)")
            #expect(count <= fanIn ? made == 0 : made > 0)
        }
        #expect(try directory.list().filter { $0.hasPrefix("run-") }.count == count)
    }

    /// Keys that differ early, late, or in their lengths alone, and equal ones with long values, beside short records.
    @Test(
        "records that there is no room for are read when their turn comes", arguments: [1, 2, 5, 16], [100, 3000, .max])
    func longRecords(count: Int, share: Int) throws {
        var generator = SeededGenerator(seed: UInt64(count))
        let common = generator.bytes(150_000)
        func long(_ most: Int) -> Bytes {
            var bytes = Bytes(common.prefix(generator.once(in: 3) ? most : generator.below(most + 1)))
            if generator.once(in: 2) { bytes += generator.bytes(generator.below(3)) }
            return bytes
        }
        var all: [Pair] = []
        let paths = try (0..<count).map { run in
            let pairs = (0..<12).map { index in
                Pair(long([9, 2000, 150_000][index % 3]), long([0, 9, 70_000][generator.below(3)]))
            }.sorted()
            all += pairs
            let path = directory.path("long-\(run)")
            try writeRun([pairs], to: path)
            return path
        }
        let room = share == .max ? .max : share * count
        let found = try readAll(merge(paths, 0, ordersValues: true, room: room))
        #expect(firstDifference(found, all.sorted()) == nil)
        let groups = try readGroups(merge(paths, 0, ordersValues: false, room: room), LongestFold())
        let longest = Dictionary(all.map { ($0.key, $0.value.count) }, uniquingKeysWith: max)
        let expected = longest.map { Pair($0.key, encoded($0.value)) }.sorted()
        #expect(firstDifference(groups, expected) == nil)
    }

    @Test("a long record that is damaged is an error", arguments: [60, 5_000, 99_000])
    func damagedLongRecord(place: Int) throws {
        var generator = SeededGenerator(seed: 5)
        let path = directory.path("damaged")
        let key = generator.bytes(100_000)
        try writeRun([[Pair([1], []), Pair([2] + key, [])]], to: path)
        let file = try #require(FileHandle(forUpdatingAtPath: path))
        try file.seek(toOffset: UInt64(place))
        try file.write(contentsOf: [generator.bytes(1)[0] ^ 0x55, 0x17])
        try file.close()
        let error = #expect(throws: ThreshError.self) {
            _ = try readAll(merge([path], 0, ordersValues: true, room: 1000))
        }
        #expect(error?.message.contains("the run file is corrupt") == true)
    }

    @Test("a run that is missing is an error")
    func missing() throws {
        let (paths, _) = try makeRuns(2, seed: 1)
        let runs = paths + [directory.path("none")]
        let error = #expect(throws: ThreshError.self) {
            _ = try merge(runs, 0, ordersValues: true)
        }
        #expect(error?.message.contains("none") == true)
    }

    /// Runs of two partitions with numbers as values; some are empty. Returns what each partition holds in all.
    private func makeRuns(_ count: Int, seed: UInt64) throws -> (paths: [String], pairs: [[Pair]]) {
        var generator = SeededGenerator(seed: seed)
        var all: [[Pair]] = [[], []]
        let paths = try (0..<count).map { run in
            let partitions = (0..<2).map { _ in
                (0..<(generator.once(in: 5) ? 0 : generator.below(60))).map { _ in
                    let key = Bytes("a common beginning ".utf8.prefix(generator.below(20))) + generator.bytes(1)
                    return Pair(key, encoded(generator.below(100)))
                }.sorted()
            }
            for partition in 0..<2 { all[partition] += partitions[partition] }
            let path = directory.path("run-\(run)")
            try writeRun(partitions, to: path, width: 8)
            return path
        }
        return (paths, all)
    }

    private func sums(_ pairs: [Pair]) -> [Pair] {
        var sums: [Bytes: Int] = [:]
        for pair in pairs { sums[pair.key, default: 0] += number(pair.value) }
        return sums.map { Pair($0.key, encoded($0.value)) }.sorted()
    }
}

/// How long the longest value is.
private final class LongestFold: ValueFolding {
    private var longest = 0

    func begin(_ value: UnsafeRawBufferPointer) { longest = value.count }
    func add(_ value: UnsafeRawBufferPointer) { longest = max(longest, value.count) }

    var isLarge: Bool { false }

    func forEachPart(_ body: (UnsafeRawBufferPointer) throws(ThreshError) -> Void) throws(ThreshError) {
        var buffer = ByteBuffer()
        buffer.append(integer: longest)
        try body(buffer.rawBuffer)
    }
}
