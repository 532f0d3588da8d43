import Platform
import TestSupport
import Testing

@testable import Thresh

@Suite("Run files", .timeLimit(.minutes(2)))
struct RunFileTests {
    private let directory: ScratchDirectory

    init() throws { directory = try ScratchDirectory() }

    @Test("what is written is read", arguments: [nil, 0, 1, 8, 40], [16, 300, 1 << 17])
    func roundTrip(width: Int?, blockBytes: Int) throws {
        let partitions = partitions(width: width)
        let path = directory.path("run")
        try writeRun(partitions, to: path, width: width, blockBytes: blockBytes)
        let file = try RunFile(path: path)
        #expect(file.valueWidth == width)
        #expect(file.extents.map { Int($0.records) } == partitions.map(\.count))
        for (index, pairs) in partitions.enumerated() {
            let found = try readRun(path, partition: index)
            #expect(firstDifference(found, pairs) == nil)
        }
        // Runs of a merge have fewer partitions than there are: what is not there is empty.
        #expect(try readRun(path, partition: partitions.count + 5).isEmpty)
    }

    @Test("a run without records")
    func empty() throws {
        try writeRun([[], [], []], to: directory.path("run"))
        for partition in 0..<3 { #expect(try readRun(directory.path("run"), partition: partition).isEmpty) }
    }

    /// Before the header's width of values was checked, a bit of it changed what the values were.
    @Test("a changed bit anywhere is an error or harmless", arguments: [nil, 8])
    func changedBits(width: Int?) throws {
        let partitions = partitions(width: width)
        try writeRun(partitions, to: directory.path("run"), width: width)
        let content = try directory.read("run")
        let ends = Set(0..<80).union(content.count - 150..<content.count)
        let places = ends.union(stride(from: 0, to: content.count, by: 37))
        var harmless = 0
        for place in places.sorted() {
            for bit in [place % 8, (place + 5) % 8] {
                var changed = content
                changed[place] ^= 1 << UInt8(bit)
                if try isHarmless(changed, partitions, "bit \(bit) of byte \(place)") { harmless += 1 }
            }
        }
        // zstd ignores a few bits of its frame headers; all others matter.
        #expect(harmless <= places.count / 50, "\(harmless) changes of \(2 * places.count) were not noticed")
    }

    @Test("a file that is cut short anywhere is an error", arguments: [nil, 8])
    func truncation(width: Int?) throws {
        let partitions = partitions(width: width)
        try writeRun(partitions, to: directory.path("run"), width: width)
        let content = try directory.read("run")
        for size in Set(stride(from: 0, to: content.count, by: 41)).union(content.count - 100..<content.count) {
            #expect(try !isHarmless(Bytes(content[..<size]), partitions, "cut to \(size) bytes"))
        }
    }

    @Test("an index whose checksum is right, and its places are not", arguments: [0, 8])
    func foreignPlaces(field: Int) throws {
        let partitions = partitions(width: nil)
        try writeRun(partitions, to: directory.path("run"), width: nil)
        let content = try directory.read("run")
        let trailer = content.count - RunFormat.trailerBytes
        let index = trailer - partitions.count * RunFormat.indexEntryBytes
        // Of the partition with many records; the field before the number of its records.
        let place = index + 3 * RunFormat.indexEntryBytes + field
        for number in [.max, 1 << 63, UInt64(content.count), 5, 1] as [UInt64] {
            var changed = content
            changed.replaceSubrange(place..<place + 8, with: little(number))
            var checksum = Checksum()
            changed[index..<trailer].withUnsafeBytes { checksum.update($0) }
            changed.replaceSubrange(trailer..<trailer + 8, with: little(checksum.value))
            #expect(try !isHarmless(changed, partitions, "\(number) at \(field)"))
        }
    }

    private func little(_ number: UInt64) -> Bytes { withUnsafeBytes(of: number.littleEndian) { Bytes($0) } }

    @Test("other files are no runs")
    func foreignFiles() throws {
        var data = TestData(seed: 8)
        for content in [[], data.words(byteCount: 30), data.words(byteCount: 5000), data.noise(byteCount: 5000)] {
            #expect(try !isHarmless(content, [[], []], "\(content.count) bytes"))
        }
    }

    @Test("an existing file is not overwritten")
    func existing() throws {
        try directory.write([1], to: "run")
        #expect(throws: ThreshError.self) { try writeRun([[]], to: directory.path("run")) }
    }

    /// Whether a changed file still gives the right records. An error must name the file.
    private func isHarmless(_ content: Bytes, _ partitions: [[Pair]], _ what: String) throws -> Bool {
        let path = try directory.write(content, to: "changed")
        do {
            for (index, pairs) in partitions.enumerated() {
                let found = try readRun(path, partition: index)
                #expect(firstDifference(found, pairs) == nil, "\(what): wrong records in partition \(index)")
            }
            return true
        } catch let error as ThreshError {
            #expect(error.message.contains(path), "\(what): \(error)")
            #expect(error.kind == .inputOutput)
            return false
        }
    }

    /// Empty ones, a large one, and a record larger than most blocks.
    private func partitions(width: Int?) -> [[Pair]] {
        var generator = SeededGenerator(seed: 6)
        func pairs(_ count: Int) -> [Pair] {
            (0..<count).map { index in
                let key = Bytes("key \(index / 2)".utf8) + Bytes(repeating: 7, count: index == 5 ? 3000 : 0)
                return Pair(index == 0 ? [] : key, generator.bytes(width ?? (index == 7 ? 2000 : generator.below(9))))
            }
        }
        return [[], pairs(1), [], pairs(150), pairs(2), []]
    }
}
