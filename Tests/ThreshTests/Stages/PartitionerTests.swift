import TestSupport
import Testing

@testable import Thresh

@Suite("Partitions", .timeLimit(.minutes(1)))
struct PartitionerTests {
    /// XXH3-64 with seed 0, as its authors publish it. These never change: output of old runs must stay comparable.
    @Test(
        "the hash is frozen",
        arguments: [("", 0x2D06_8005_38D3_94C2), ("a", 0xE6C6_32B6_1E96_4E1F), ("abc", 0x78AF_5F94_892F_3950)]
            as [(String, UInt64)])
    func frozenHash(key: String, hash: UInt64) {
        let key = Bytes(key.utf8)
        #expect(Partitioner.hash(count: 1 << 32).partition(ofBytes: key) == Int(hash >> 32))
        for count in [1, 2, 3, 16, 1000] {
            let expected = Int(hash.multipliedFullWidth(by: UInt64(count)).high)
            #expect(Partitioner.hash(count: count).partition(ofBytes: key) == expected)
        }
    }

    @Test("a hash spreads keys evenly")
    func spread() {
        var counts = [Int](repeating: 0, count: 16)
        for index in 0..<16_000 { counts[Partitioner.hash(count: 16).partition(ofBytes: Bytes("\(index)".utf8))] += 1 }
        #expect(counts.allSatisfy { (800...1200).contains($0) }, "\(counts)")
    }

    @Test("ranges hold what is not below their bound")
    func ranges() {
        var generator = SeededGenerator(seed: 1)
        let bounds = (0..<30).map { _ in generator.bytes(generator.below(12)) }.sorted(by: precedes)
        let partitioner = Partitioner.range(KeyBounds(bounds))
        #expect(partitioner.count == 31)
        let keys = (0..<2000).map { _ in generator.bytes(generator.below(12)) } + bounds + bounds.map { $0 + [0] }
        for key in keys {
            #expect(partitioner.partition(ofBytes: key) == bounds.count { !precedes(key, $0) })
        }
    }

    @Test("a sample gives ranges of about equal size, in any order")
    func sample() {
        var generator = SeededGenerator(seed: 2)
        let keys = (0..<4000).map { _ in generator.bytes(10) }
        let partitioner = Partitioner.range(sample: keys, count: 8)
        #expect(partitioner.count == 8)
        var counts = [Int](repeating: 0, count: 8)
        for key in keys { counts[partitioner.partition(ofBytes: key)] += 1 }
        #expect(counts.allSatisfy { $0 == 500 }, "\(counts)")
        let other = Partitioner.range(sample: keys.reversed(), count: 8)
        #expect(keys.allSatisfy { partitioner.partition(ofBytes: $0) == other.partition(ofBytes: $0) })
    }

    @Test("one key that is most of the sample")
    func skewed() {
        let partitioner = Partitioner.range(sample: [[1]] + [Bytes](repeating: [5], count: 50) + [[9]], count: 4)
        #expect(partitioner.count == 4)
        #expect(partitioner.partition(ofBytes: [1]) == 0)
        #expect(partitioner.partition(ofBytes: [5]) == 3)
        #expect(Partitioner.range(sample: [], count: 4).partition(ofBytes: [5]) == 0)
    }
}
