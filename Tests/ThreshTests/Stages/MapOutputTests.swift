import Glibc
import Platform
import TestSupport
import Testing

@testable import Thresh

/// What mappers emit into, through the run files that they spill, back from a merge.
@Suite("Combining and spilling", .timeLimit(.minutes(2)))
struct MapOutputTests {
    private let directory: ScratchDirectory
    private let partitioner = Partitioner.hash(count: 3)

    init() throws { directory = try ScratchDirectory() }

    /// Sizes around those that a slot holds, and what makes a table spill early, late or never.
    @Test("sums", arguments: [1, 150_000, 400_000, 64 << 20])
    func sums(memoryLimit: Int) throws {
        let spiller = spiller()
        var output = try Combined<String, Count>(configuration(spiller, memoryLimit))
        var expected: [Bytes: Int] = [:]
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<(memoryLimit == 1 ? 1000 : 40_000) {
            let key = key(&generator)
            let value = generator.below(2000) - 1000
            withView(key) { output.emit($0, value) }
            expected[key, default: 0] += value
        }
        output.spill()
        let isEmpty = output.isEmpty
        #expect(isEmpty)
        try spiller.check()
        let runs = paths(spiller)
        #expect(memoryLimit > 1 << 20 ? runs.count == 1 : runs.count > 3, "\(runs.count) runs")
        let found = try groups(runs) { FixedFold<Count>() }
        #expect(found == expected.mapValues { encoded($0) })
    }

    @Test("samples are cut, however long keys are")
    func samples() throws {
        let keys = [Bytes("short".utf8), Bytes([UInt8](repeating: 7, count: 1 << 20)), Bytes("z".utf8)]
        var grouped = try Grouped<Thresh.Bytes, Thresh.Bytes>(configuration(spiller("grouped"), 64 << 20))
        var combined = try Combined<String, Count>(configuration(spiller("combined"), 64 << 20))
        for key in keys {
            grouped.emit(Thresh.Bytes(key), Thresh.Bytes([]))
            withView(key) { combined.emit($0, 1) }
        }
        let expected = [5, Tuning.sampledKeyBytes, 1]
        #expect(grouped.takeKeys().map(\.count) == expected)
        #expect(combined.takeKeys().map(\.count).sorted() == expected.sorted())
    }

    @Test("sums of few keys, emitted again before they are combined")
    func fewKeys() throws {
        for count in 1...40 {
            let spiller = spiller("few-\(count)")
            var output = try Combined<String, Count>(configuration(spiller, 1 << 20))
            for index in 0..<count { withView([UInt8(index % 3)]) { output.emit($0, 1) } }
            output.spill()
            let found = try groups(paths(spiller, "few-\(count)")) { FixedFold<Count>() }
            #expect(found.values.reduce(0) { $0 + number($1) } == count)
        }
    }

    /// A view of an empty buffer has no memory behind it that may be read, it was thought.
    @Test("an empty key from a buffer without an address")
    func emptyKeys() throws {
        let spiller = spiller()
        var output = try Combined<String, Count>(configuration(spiller, 1 << 20))
        output.emit(ByteView(UnsafeRawBufferPointer(start: nil, count: 0)), 1)
        output.emit("", 2)
        withView(Bytes("abc".utf8)) { output.emit($0.slice(3, 3), 4) }
        output.spill()
        #expect(try groups(paths(spiller)) { FixedFold<Count>() } == [[]: encoded(7)])
    }

    @Test("keys at the end of a page, with nothing behind")
    func keysAtPageEnd() throws {
        let page = try #require(mmap(nil, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))
        defer { munmap(page, 8192) }
        mprotect(page + 4096, 4096, PROT_NONE)
        for index in 0..<4096 { page.storeBytes(of: UInt8(index % 251), toByteOffset: index, as: UInt8.self) }
        let spiller = spiller()
        var output = try Combined<String, Count>(configuration(spiller, 1 << 20))
        var expected: [Bytes: Int] = [:]
        for length in 0...40 {
            let key = UnsafeRawBufferPointer(start: page + 4096 - length, count: length)
            output.emit(ByteView(key), length + 1)
            expected[Bytes(key), default: 0] += length + 1
        }
        output.spill()
        #expect(try groups(paths(spiller)) { FixedFold<Count>() } == expected.mapValues { encoded($0) })
    }

    @Test("merged lists", arguments: [1, 150_000, 1 << 20, 64 << 20])
    func lists(memoryLimit: Int) throws {
        let spiller = spiller()
        var output = try Merged<String, SortedBytes>(configuration(spiller, memoryLimit), empty: SortedBytes())
        var expected: [Bytes: Bytes] = [:]
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<(memoryLimit == 1 ? 500 : 6000) {
            // One key in ten gets a long list.
            let key = generator.once(in: 10) ? Bytes("frequent".utf8) : key(&generator)
            let value = generator.bytes(generator.below(4)).sorted()
            withView(key) { output.emit($0, value) }
            expected[key, default: []] += value
        }
        output.spill()
        try spiller.check()
        let runs = paths(spiller)
        let isRoomy = memoryLimit > 10 << 20
        #expect(isRoomy ? runs.count == 1 : memoryLimit > 1 << 19 || runs.count > 3, "\(runs.count) runs")
        #expect(try groups(runs) { ValueFold<SortedBytes>() } == expected.mapValues { $0.sorted() })
    }

    /// As lists, but of inputs that wait until there are many: 400 of them fill what a small memory gives them room for.
    @Test("merged numbers", arguments: [1, 150_000, 1 << 20, 64 << 20])
    func numbers(memoryLimit: Int) throws {
        let spiller = spiller()
        var output = try Merged<String, SortedNumbers>(configuration(spiller, memoryLimit), empty: SortedNumbers())
        var expected: [Bytes: Bytes] = [:]
        var generator = SeededGenerator(seed: 4)
        for index in 0..<(memoryLimit == 1 ? 2000 : 8000) {
            let key = generator.once(in: 10) ? Bytes("frequent".utf8) : key(&generator)
            let value = UInt8(generator.below(256))
            if index % 3 == 0 {
                output.emit(String(decoding: key, as: UTF8.self), value)
            } else {
                withView(key) { output.emit($0, value) }
            }
            let stored = index % 3 == 0 ? Bytes(String(decoding: key, as: UTF8.self).utf8) : key
            expected[stored, default: []].append(value)
        }
        output.spill()
        try spiller.check()
        let runs = paths(spiller)
        let isRoomy = memoryLimit > 10 << 20
        #expect(isRoomy ? runs.count == 1 : memoryLimit > 1 << 19 || runs.count > 3, "\(runs.count) runs")
        #expect(try groups(runs) { ValueFold<SortedNumbers>() } == expected.mapValues { $0.sorted() })
    }

    @Test("a few merged numbers, emitted before any key is looked up", arguments: 1...40)
    func fewNumbers(count: Int) throws {
        let spiller = spiller()
        var output = try Merged<String, SortedNumbers>(configuration(spiller, 1 << 20), empty: SortedNumbers())
        let keys = [
            [], [1], Bytes(repeating: 2, count: 40), Bytes(repeating: 2, count: 104), Bytes(repeating: 2, count: 105),
        ]
        for index in 0..<count { withView(keys[index % keys.count]) { output.emit($0, UInt8(index)) } }
        output.spill()
        let found = try groups(paths(spiller)) { ValueFold<SortedNumbers>() }
        var expected: [Bytes: Bytes] = [:]
        for index in 0..<count { expected[keys[index % keys.count], default: []].append(UInt8(index)) }
        #expect(found == expected)
        withView([7]) { output.emit($0, 1) }
        #expect(output.takeKeys() == [[7]])
        output.spill()
        #expect(spiller.takeRuns().isEmpty)
    }

    @Test("grouped values", arguments: [1000, 50_000, 64 << 20])
    func grouped(memoryLimit: Int) throws {
        let spiller = spiller()
        var output = try Grouped<Thresh.Bytes, Thresh.Bytes>(configuration(spiller, memoryLimit))
        var expected: [Pair] = []
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<6000 {
            let pair = Pair(key(&generator), generator.bytes(generator.below(30)))
            withView(pair.key) { key in withView(pair.value) { output.emit(key, $0) } }
            expected.append(pair)
        }
        output.spill()
        let isEmpty = output.isEmpty
        #expect(isEmpty)
        let runs = paths(spiller)
        #expect(memoryLimit > 1 << 20 ? runs.count == 1 : runs.count > 3, "\(runs.count) runs")
        var found: [Pair] = []
        for partition in 0..<3 {
            let pairs = try readAll(merge(runs, partition, ordersValues: true))
            #expect(firstDifference(pairs, pairs.sorted()) == nil)
            #expect(pairs.allSatisfy { partitioner.partition(ofBytes: $0.key) == partition })
            found += pairs
        }
        #expect(firstDifference(found.sorted(), expected.sorted()) == nil)
    }

    @Test("keys for sampling are handed over, and gone")
    func takenKeys() throws {
        let spiller = spiller()
        var output = try Grouped<Thresh.Bytes, Thresh.Bytes>(configuration(spiller, 1 << 20))
        withView([1]) { output.emit($0, $0) }
        withView([2]) { output.emit($0, $0) }
        let keys = output.takeKeys()
        #expect(keys == [[1], [2]])
        let rest = output.takeKeys()
        #expect(rest.isEmpty)
        var sums = try Combined<String, Count>(configuration(spiller, 1 << 20))
        for byte in 0..<30 { withView([UInt8(byte)]) { sums.emit($0, 1) } }
        let taken = sums.takeKeys()
        #expect(Set(taken) == Set((0..<30).map { [UInt8($0)] }))
        sums.spill()
        #expect(spiller.takeRuns().isEmpty)
    }

    @Test("a spill that fails is told by the next check")
    func failedSpill() throws {
        let spiller = Spiller(
            partitioner: partitioner, directory: directory.path("missing"), worker: 1, level: 1, blockBytes: 1000)
        var output = try Combined<String, Count>(configuration(spiller, 1 << 20))
        withView([1]) { output.emit($0, 1) }
        output.spill()
        let error = #expect(throws: ThreshError.self) { try spiller.check() }
        #expect(error?.message.contains("missing") == true)
    }

    // MARK: pieces

    private func spiller(_ name: String = "runs") -> Spiller {
        try? FileSystem.createDirectory(directory.path(name))
        return Spiller(
            partitioner: partitioner, directory: directory.path(name), worker: 1, level: 1, blockBytes: 2000)
    }

    private func paths(_ spiller: Spiller, _ name: String = "runs") -> [String] {
        spiller.takeRuns().map { directory.path(name) + "/" + WorkFiles.run(worker: 1, sequence: $0) }
    }

    private func configuration(_ spiller: Spiller, _ memoryLimit: Int) -> MapConfiguration {
        MapConfiguration(spiller: spiller, memoryLimit: memoryLimit, seed: 12345)
    }

    private func key(_ generator: inout SeededGenerator) -> Bytes {
        let lengths = [0, 1, 2, 7, 8, 9, 14, 15, 16, 17, 31, 32, 33, 300]
        let length = lengths[generator.below(lengths.count)]
        // Few different bytes at the end only, so that keys repeat and differ late; some are all zero.
        let variant = generator.below(600)
        return (0..<length).map { length - $0 <= 2 ? UInt8(truncatingIfNeeded: variant >> (8 * (length - $0 - 1))) : 0 }
    }

    private func groups(_ runs: [String], _ makeFold: () -> any ValueFolding) throws -> [Bytes: Bytes] {
        var found: [Bytes: Bytes] = [:]
        for partition in 0..<partitioner.count {
            let merger = try merge(runs, partition, ordersValues: false)
            let pairs = try readGroups(merger, makeFold())
            #expect(zip(pairs, pairs.dropFirst()).allSatisfy { precedes($0.key, $1.key) })
            for pair in pairs {
                #expect(partitioner.partition(ofBytes: pair.key) == partition)
                found[pair.key] = pair.value
            }
        }
        return found
    }
}

/// Lists of bytes in order, with repetitions.
private struct SortedBytes: DefaultAggregate {
    var bytes: [UInt8] = []

    init() {}
    init?(decoding view: ByteView) { bytes = Array(view) }
    mutating func add(_ input: [UInt8]) { bytes = (bytes + input).sorted() }
    mutating func merge(_ other: SortedBytes) { add(other.bytes) }
    var result: [UInt8] { bytes }
    var heapBytes: Int { bytes.capacity + 32 }
    func encode(into buffer: inout ByteBuffer) { for byte in bytes { buffer.append(byte) } }
}

/// The same of numbers, which can wait.
private struct SortedNumbers: DefaultAggregate {
    var bytes: [UInt8] = []

    init() {}
    init?(decoding view: ByteView) { bytes = Array(view) }
    mutating func add(_ input: UInt8) { bytes = (bytes + [input]).sorted() }
    mutating func merge(_ other: SortedNumbers) { bytes = (bytes + other.bytes).sorted() }
    var result: [UInt8] { bytes }
    var heapBytes: Int { bytes.capacity + 32 }
    func encode(into buffer: inout ByteBuffer) { for byte in bytes { buffer.append(byte) } }
}
