import Glibc
import Platform
import TestSupport
import Testing

@testable import Thresh

/// Rows under keys, which the driver brings into order when no worker runs.
@Suite("Pairs in order", .timeLimit(.minutes(1)))
struct PairFileTests {
    private let directory: ScratchDirectory

    init() throws { directory = try ScratchDirectory() }

    private func makePairs(_ count: Int, seed: UInt64) -> [Pair] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { index in
            // Different keys, some the beginning of others, with zeros and line ends in them.
            let key = generator.bytes(generator.below(12)) + [0, 10] + Bytes("\(index)".utf8)
            return Pair(key, generator.bytes(generator.below(generator.once(in: 50) ? 5000 : 20)))
        }
    }

    private func write(_ pairs: [Pair], to name: String) throws -> String {
        let path = directory.path(name)
        var writer = try PartWriter(path: path, top: nil)
        for pair in pairs { withView(pair.key) { key in withView(pair.value) { writer.writePair(key, $0) } } }
        let rows = try writer.finish(durable: false).main.rows
        #expect(rows == UInt64(pairs.count))
        return path
    }

    private func readAll(_ reader: PairReader) throws -> [Pair] {
        var pairs: [Pair] = []
        while try reader.advance() { pairs.append(Pair(Bytes(reader.key), Bytes(reader.row))) }
        return pairs
    }

    @Test("a file is read as it was written, and again", arguments: [4096, 1 << 20])
    func reading(bufferBytes: Int) throws {
        let pairs = [Pair([], [])] + makePairs(500, seed: 1)
        let reader = try PairReader(path: try write(pairs, to: "file"), bufferBytes: bufferBytes)
        for _ in 0..<2 {
            let found = try readAll(reader)
            #expect(firstDifference(found, pairs) == nil)
            reader.rewind()
        }
        #expect(try reader.advance())
        reader.rewind()
        #expect(try readAll(reader).count == pairs.count)
        #expect(try readAll(PairReader(path: try write([], to: "empty"), bufferBytes: bufferBytes)).isEmpty)
    }

    @Test("a file that was cut off is an error that names it", arguments: [3, 9, 30])
    func damage(missing: Int) throws {
        let path = try write([Pair([1, 2], Bytes(repeating: 7, count: 40))], to: "cut")
        let size = try FileSystem.status(path).size
        #expect(truncate(path, off_t(size) - off_t(missing)) == 0)
        let error = #expect(throws: ThreshError.self) {
            _ = try readAll(PairReader(path: path, bufferBytes: 4096))
        }
        #expect(error?.message.contains("cut") == true)
    }

    @Test("ordered files become one order", arguments: [0, 1, 2, 7, 64])
    func merging(files: Int) throws {
        let pairs = files == 0 ? [] : makePairs(2000, seed: 2)
        let paths = try (0..<files).map { file in
            // Some files are empty.
            let mine = pairs.enumerated().filter { $0.offset % files == file && file % 5 != 3 }.map(\.element)
            return try write(mine.sorted(), to: "part-\(file)")
        }
        let expected = pairs.enumerated().filter { $0.offset % files % 5 != 3 }.map(\.element).sorted()
        var merger = try PairMerger(paths: paths, bufferBytes: 4096)
        var found: [Pair] = []
        while let reader = merger.current {
            found.append(Pair(Bytes(reader.key), Bytes(reader.row)))
            try merger.advance()
        }
        #expect(firstDifference(found, expected) == nil)
    }

    /// Keys that differ within what is kept of them, behind it, and in their lengths alone.
    @Test("ordered files with long pairs become one order")
    func mergingLongPairs() throws {
        var generator = SeededGenerator(seed: 6)
        let common = generator.bytes(200_000)
        var all: [Pair] = []
        let paths = try (0..<9).map { file in
            let pairs = (0..<20).map { index in
                let beginning = common.prefix([5, 3000, 100_000, 200_000][generator.below(4)])
                let key = beginning + generator.bytes(generator.below(3)) + Bytes("\(file) \(index)".utf8)
                return Pair(Bytes(key), Bytes(common.prefix(generator.once(in: 3) ? 50_000 : 9)))
            }.sorted()
            all += pairs
            return try write(pairs, to: "long-\(file)")
        }
        var merger = try PairMerger(paths: paths, bufferBytes: 4096)
        var found: [Pair] = []
        while let reader = merger.current {
            found.append(Pair(Bytes(reader.key), Bytes(reader.row)))
            try merger.advance()
        }
        #expect(firstDifference(found, all.sorted()) == nil)
    }

    /// In memory, in a few runs, and in more than are merged at once.
    @Test("any number of pairs is sorted", arguments: [64 << 20, 1 << 20, 100_000])
    func sorting(byteCount: Int) throws {
        let pairs = makePairs(byteCount < 1 << 20 ? 3000 : 20_000, seed: 3)
        func makeSorter() throws -> ExternalSorter {
            let sorter = ExternalSorter(
                directory: directory.path, byteCount: byteCount, blockBytes: 2000, fanIn: 2, level: 1)
            for pair in pairs {
                try withView(pair.key) { key in try withView(pair.value) { try sorter.append(key, $0) } }
            }
            return sorter
        }
        var found: [Pair] = []
        let sorter = try makeSorter()
        let runs = try FileSystem.list(directory.path).count
        #expect(byteCount > 10 << 20 ? runs == 0 : runs > 1, "\(runs) runs")
        try sorter.forEachInOrder { key, row in
            found.append(Pair(Bytes(key), Bytes(row)))
            return true
        }
        #expect(firstDifference(found, pairs.sorted()) == nil)
        for name in try FileSystem.list(directory.path) { try FileSystem.removeFile(directory.path(name)) }
        var first: [Pair] = []
        try makeSorter().forEachInOrder { key, row in
            first.append(Pair(Bytes(key), Bytes(row)))
            return first.count < 10
        }
        #expect(firstDifference(first, Array(found.prefix(10))) == nil)
    }

    @Test("the least of many", arguments: [1, 2, 10, 499, 500, 501])
    func least(limit: Int) {
        var least = LeastPairs(limit: limit)
        for seed in 4..<6 as Range<UInt64> {
            let pairs = makePairs(500, seed: seed)
            for pair in pairs { withView(pair.key) { key in withView(pair.value) { least.add(key, $0) } } }
            let kept = pairs.sorted().prefix(limit).reduce(0) { $0 + $1.key.count + $1.value.count }
            #expect(least.byteCount == kept)
            var found: [Pair] = []
            least.removeAll { key, row in found.append(Pair(Bytes(key), Bytes(row))) }
            #expect(firstDifference(found, Array(pairs.sorted().prefix(limit))) == nil)
            #expect(least.byteCount == 0)
        }
    }
}
