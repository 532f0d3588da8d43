import TestSupport
import Testing

@testable import Thresh

@Suite("Sorting records", .timeLimit(.minutes(2)))
struct RecordSorterTests {
    @Test("random keys of few and of many records", arguments: [0, 1, 2, 95, 96, 97, 98, 500, 5000])
    func randomKeys(count: Int) {
        var generator = SeededGenerator(seed: UInt64(count))
        check((0..<count).map { _ in Pair(generator.bytes(generator.below(20)), generator.bytes(2)) })
    }

    @Test("keys with long common prefixes", arguments: [1, 7, 8, 9, 16, 40, 1000])
    func commonPrefixes(length: Int) {
        var generator = SeededGenerator(seed: UInt64(length))
        let prefix = generator.bytes(length)
        check((0..<1500).map { _ in Pair(prefix + generator.bytes(generator.below(4)), generator.bytes(1)) })
    }

    @Test("keys that are others with NULs behind")
    func zeros() {
        var generator = SeededGenerator(seed: 3)
        let zeros = (0..<40).map { [UInt8](repeating: 0, count: $0) }
        let keys = zeros + zeros.map { [7] + $0 }
        check((0..<3000).map { _ in Pair(keys[generator.below(keys.count)], generator.bytes(1)) })
        check((0..<3000).map { _ in Pair((0..<generator.below(24)).map { _ in UInt8(generator.below(2)) }, []) })
    }

    @Test("equal keys are in the order of their values")
    func equalKeys() {
        var generator = SeededGenerator(seed: 4)
        check((0..<2000).map { _ in Pair(Bytes("the same key for all".utf8), generator.bytes(generator.below(3))) })
    }

    @Test("a hundred thousand records")
    func manyRecords() {
        var generator = SeededGenerator(seed: 5)
        check((0..<100_000).map { _ in Pair(Bytes(String(generator.below(60_000)).utf8), generator.bytes(1)) })
    }

    /// Each eight bytes that all keys had in common took a call, until the stack was full.
    @Test("many equal long lines do not overflow the stack")
    func longEqualKeys() {
        var pairs = (0..<150).map { Pair([UInt8](repeating: 120, count: 60_000), [UInt8($0)]) }
        pairs.append(Pair([UInt8](repeating: 120, count: 59_999), []))
        pairs[70].key[50_000] = 119
        pairs.shuffle()
        check(pairs)
    }

    private func check(_ pairs: [Pair], sourceLocation: SourceLocation = #_sourceLocation) {
        let records = HeldRecords(pairs)
        let entries = UnsafeMutableBufferPointer<SortEntry>.allocate(capacity: pairs.count)
        let scratch = UnsafeMutableBufferPointer<SortEntry>.allocate(capacity: pairs.count)
        defer {
            entries.deallocate()
            scratch.deallocate()
        }
        for index in pairs.indices {
            entries[index] = SortEntry(prefix: keyPrefix(records.key(at: UInt64(index))), location: UInt64(index))
        }
        RecordSorter.sort(entries, scratch: scratch, in: records)
        let sorted = entries.map { pairs[Int($0.location)] }
        #expect(Set(entries.map(\.location)).count == pairs.count, sourceLocation: sourceLocation)
        #expect(firstDifference(sorted, pairs.sorted()) == nil, sourceLocation: sourceLocation)
    }
}

/// Pairs at addresses that stay.
private final class HeldRecords: SortableRecords {
    private let keys: [UnsafeRawBufferPointer]
    private let values: [UnsafeRawBufferPointer]

    init(_ pairs: [Pair]) {
        func held(_ bytes: Bytes) -> UnsafeRawBufferPointer {
            let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
            memory.copyBytes(from: bytes)
            return UnsafeRawBufferPointer(memory)
        }
        keys = pairs.map { held($0.key) }
        values = pairs.map { held($0.value) }
    }

    deinit { for buffer in keys + values { buffer.deallocate() } }

    func key(at location: UInt64) -> UnsafeRawBufferPointer { keys[Int(location)] }
    func value(at location: UInt64) -> UnsafeRawBufferPointer { values[Int(location)] }
    func prefetchReference(_ location: UInt64) {}
    func prefetch(_ location: UInt64) {}
}
