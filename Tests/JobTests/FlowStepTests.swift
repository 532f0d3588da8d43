import TestSupport
import Testing
import Thresh

/// Every step and result of flows in this process, against the same on arrays.
@Suite("Steps of flows", .timeLimit(.minutes(2)))
struct FlowStepTests {
    private let options: JobOptions = {
        var options = JobOptions()
        options.runsInline = true
        options.chunkSize = 200
        options.partitions = 3
        return options
    }()
    private let numbers = Array(-40...60)

    private func flow() throws -> Flow<Int> { try values(numbers, options: options) }

    @Test("map, compactMap, flatMap, expanded, filter, union")
    func steps() throws {
        #expect(try flow().collect() == numbers)
        #expect(try flow().map { "\($0)\t\\" }.collect() == numbers.map { "\($0)\t\\" })
        #expect(
            try flow().compactMap { $0 % 3 == 0 ? $0 / 3 : nil }.collect()
                == numbers.compactMap { $0 % 3 == 0 ? $0 / 3 : nil })
        func repeated(_ number: Int) -> [Int] { Array(repeating: number, count: abs(number) % 4) }
        #expect(try flow().flatMap { repeated($0) }.collect() == numbers.flatMap(repeated))
        let expanded = try flow().expanded { (number: Int, emit: (Int) throws -> Void) in
            for value in repeated(number) { try emit(value) }
        }
        #expect(try expanded.collect() == numbers.flatMap(repeated))
        #expect(try flow().filter { $0 > 7 }.collect() == numbers.filter { $0 > 7 })
        #expect(try flow().union(flow().map { -$0 }).collect() == numbers + numbers.map { -$0 })
        var seen: [Int] = []
        try flow().forEach { seen.append($0) }
        #expect(seen == numbers)
        #expect(try values([] as [String], options: options).map(\.count).collect() == [])
    }

    @Test("lines, words, and views of them")
    func lineSteps() throws {
        let text = "b a\r\n\n c\ta \nlast"
        let file = try ScratchFile(text)
        let lines = lines(of: [file.path], options: options)
        #expect(try lines.map { String($0) }.collect() == ["b a", "", " c\ta ", "last"])
        #expect(try lines.words().map { String($0) }.collect() == ["b", "a", "c", "a", "last"])
        #expect(try lines.filter { !$0.isEmpty }.words().distinct().collect().sorted() == ["a", "b", "c", "last"])
        #expect(try lines.count() == 4)
        #expect(try lines.words().keyed { $0.count }.counted().dictionary() == [1: 4, 4: 1])
        let fields = lines.expanded { (line: borrowing ByteView, emit: (borrowing ByteView) throws -> Void) in
            if let field = line.field(1, separator: 32) { try emit(field) }
        }
        #expect(try fields.map { String($0) }.collect() == ["a", "c\ta"])
    }

    @Test("a union of files, of values and of what other stages made")
    func unions() throws {
        let (one, other) = try (ScratchFile("1\n2\n"), ScratchFile("2\n3\n"))
        let first = lines(of: [one.path], options: options).map { $0.integer! }
        let second = lines(of: [other.path], options: options).map { $0.integer! * 10 }
        let stage = try flow().keyed { $0 % 2 }.counted().map { _, count in count }
        let all = try first.union(second).union(values([7], options: options)).union(stage)
        #expect(try all.collect().sorted() == [1, 2, 7, 20, 30, 20, 30, 51].sorted())
        #expect(try all.union(all).counted().dictionary() == [1: 2, 2: 2, 7: 2, 20: 4, 30: 4, 51: 2])
    }

    @Test("keyed steps")
    func keyedSteps() throws {
        let pairs = try flow().keyed { $0 % 5 }
        #expect(try pairs.collect().map(\.key) == numbers.map { $0 % 5 })
        #expect(try pairs.collect().map(\.value) == numbers)
        #expect(try pairs.mapValues { $0 * 2 }.collect().map(\.value) == numbers.map { $0 * 2 })
        #expect(
            try pairs.filter { $0 == 2 && $1 > 0 }.collect().map(\.value) == numbers.filter { $0 % 5 == 2 && $0 > 0 })
        #expect(try pairs.map { $0 * 100 + $1 }.collect() == numbers.map { $0 % 5 * 100 + $0 })
        #expect(try pairs.union(pairs).counted().dictionary() == counts { $0 % 5 }.mapValues { $0 * 2 })
        #expect(
            try pairs.summed().dictionary() == Dictionary(grouping: numbers) { $0 % 5 }.mapValues { $0.reduce(0, +) })
        let bests = try pairs.reduced(into: Maximum<Int>()).dictionary()
        #expect(bests == Dictionary(grouping: numbers) { $0 % 5 }.mapValues { $0.max() })
        let lists = try pairs.mapValues { Double($0) }.reduced(into: Mean()).dictionary()
        #expect(lists.count == 9 && lists[0]! == numbers.filter { $0 % 5 == 0 }.map(Double.init).mean)
        let values = try flow().keyed(by: { "k\($0 % 3)" }, value: { $0 * $0 }).grouped().collect()
        #expect(values.count == 5 && values.allSatisfy { $0.values == $0.values.sorted() })
    }

    private func counts(_ key: (Int) -> Int) -> [Int: Int] { Dictionary(grouping: numbers, by: key).mapValues(\.count) }

    @Test("groups")
    func groups() throws {
        let groups = try flow().keyed { abs($0) % 4 }.grouped()
        let expected = Dictionary(grouping: numbers) { abs($0) % 4 }.mapValues { $0.sorted() }
        #expect(try Dictionary(uniqueKeysWithValues: groups.collect().map { ($0.key, $0.values) }) == expected)
        let firsts = groups.mapValues { _, values in try values.next()! }
        #expect(try firsts.dictionary() == expected.mapValues { $0[0] })
        let sizes = groups.map { key, values in
            var count = 0
            try values.forEach { _ in count += 1 }
            return Pair(key, count)
        }
        #expect(try sizes.collect().sorted() == expected.map { Pair($0.key, $0.value.count) }.sorted())
        let every = groups.expanded { (key: Int, values: inout GroupedValues<Int>, emit: (Int) throws -> Void) in
            while let value = try values.next() { if value > 55 { try emit(value * 10 + key) } }
        }
        #expect(try every.collect().sorted() == (56...60).map { $0 * 10 + $0 % 4 })
    }

    @Test("sorting and the largest")
    func sorting() throws {
        #expect(try flow().map { $0 * 37 % 101 }.sorted().collect() == numbers.map { $0 * 37 % 101 }.sorted())
        #expect(try flow().sorted { Descending($0) }.collect() == numbers.reversed())
        #expect(try flow().keyed { -$0 }.sortedByKey().collect().map(\.value) == numbers.reversed())
        #expect(try flow().top(5) { abs($0) } == [60, 59, 58, 57, 56])
        #expect(try flow().top(1000) { $0 } == numbers.reversed() && flow().top(0) { $0 } == [])
        #expect(try flow().map { $0 % 10 }.distinct().sorted().collect() == Array(-9...9))
        #expect(try flow().map { $0 % 2 }.counted().dictionary() == counts { $0 % 2 })
    }

    @Test("joins, every kind, against loops")
    func joins() throws {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<5 {
            let left = (0..<30).map { Pair(random.below(12), $0) }
            let right = (0..<20).map { Pair(random.below(12) + 3, "r\($0)") }
            let l = try values(left, options: options).keyed(by: \.first, value: \.second)
            let r = try values(right, options: options).keyed(by: \.first, value: \.second)
            func of(_ key: Int) -> [String] { right.filter { $0.first == key }.map(\.second) }
            func lacks(_ key: Int) -> Bool { !left.contains { $0.first == key } }
            func rows<L, R>(_ pairs: [(key: Int, value: Joined<L, R>)]) -> [String] {
                pairs.map { "\($0.key) \($0.value.left) \($0.value.right)" }.sorted()
            }
            let inner = left.flatMap { l in of(l.first).map { "\(l.first) \(l.second) \($0)" } }
            #expect(try rows(l.joined(with: r).collect()) == inner.sorted())
            #expect(try rows(l.joined(withSmall: r).collect()) == inner.sorted())
            let optional = left.flatMap { l -> [String] in
                let matches = of(l.first)
                return matches.isEmpty
                    ? ["\(l.first) \(l.second) nil"] : matches.map { "\(l.first) \(l.second) Optional(\"\($0)\")" }
            }
            #expect(try rows(l.leftJoined(with: r).collect()) == optional.sorted())
            #expect(try rows(l.leftJoined(withSmall: r).collect()) == optional.sorted())
            let unmatched = right.filter { lacks($0.first) }
            let rightRows =
                left.flatMap { l in of(l.first).map { "\(l.first) Optional(\(l.second)) \($0)" } }
                + unmatched.map { "\($0.first) nil \($0.second)" }
            #expect(try rows(l.rightJoined(with: r).collect()) == rightRows.sorted())
            #expect(try l.fullJoined(with: r).collect().count == optional.count + unmatched.count)
            let kept = left.filter { !of($0.first).isEmpty }.map(\.second).sorted()
            #expect(try l.semiJoined(with: r).collect().map(\.value).sorted() == kept)
            let rest = left.map(\.second).filter { !kept.contains($0) }
            #expect(try l.antiJoined(with: r).collect().map(\.value).sorted() == rest)
            let groups = try l.cogrouped(with: r).collect()
            #expect(Set(groups.map(\.key)) == Set(left.map(\.first) + right.map(\.first)))
            for group in groups {
                #expect(group.value.left == left.filter { $0.first == group.key }.map(\.second))
                #expect(group.value.right == of(group.key).sorted())
            }
        }
    }

    @Test("a sample is the same in every run, and about as large as asked")
    func samples() throws {
        let many = try values(0..<2000, options: options)
        let sample = try many.sampled(0.1, seed: 5).collect()
        #expect(try many.sampled(0.1, seed: 5).collect() == sample)
        #expect((120..<280).contains(sample.count))
        #expect(try many.sampled(0.1, seed: 6).collect() != sample)
        #expect(Set(sample).isSubset(of: Set(try many.sampled(0.5, seed: 5).collect())))
        #expect(try many.sampled(0).count() == 0 && many.sampled(1).count() == 2000)
        // In another order, and so in other tasks.
        #expect(try values((0..<2000).reversed(), options: options).sampled(0.1, seed: 5).collect().sorted() == sample)
    }

    @Test("what is cached is computed once")
    func caching() throws {
        final class Calls { var count = 0 }
        let calls = Calls()
        let cached = try flow().map { number -> Int in
            calls.count += 1
            return number
        }.cached()
        #expect(calls.count == numbers.count)
        #expect(try cached.collect() == numbers && cached.count() == numbers.count)
        let pairs = try cached.keyed { $0 % 2 }.cached()
        #expect(try pairs.collect().map(\.value) == numbers)
        #expect(calls.count == numbers.count)
        // A stage that two flows share runs once too.
        let shared = try flow().map { number -> Int in
            calls.count += 1
            return number % 3
        }.counted()
        #expect(try shared.dictionary() == counts { $0 % 3 } && shared.collect().count == 5)
        #expect(calls.count == 2 * numbers.count)
    }

    @Test("keys that look like the beginning of a compressed file are keys")
    func lookalikes() throws {
        let magics: [UInt64] = [
            0x1F8B_0800_0000_0000, 0x28B5_2FFD_0000_0001, 0x425A_6839_3141_5926, 0xFD37_7A58_5A00_0000,
        ]
        for magic in magics {
            let pairs = try values([1, 2, 3], options: options).keyed { _ in magic }
            #expect(try pairs.cached().collect().map(\.key) == [magic, magic, magic])
            #expect(try pairs.counted().dictionary() == [magic: 3])
        }
    }

    @Test("rows are written like those of a job")
    func writing() throws {
        let directory = try TemporaryDirectory()
        let result = try flow().map { Pair($0, "a\t\($0)") }.write(to: directory.path("out"))
        #expect(result.counters.outputRecords == 101)
        #expect(try directory.lines("out/part-m-00000").first == "-40\ta\\t-40")
        try flow().keyed { $0 % 2 }.counted().write(to: directory.path("out"), overwrite: true)
        #expect(try directory.lines("out/part-m-00000").sorted() == ["-1\t20", "0\t51", "1\t30"])
        #expect(failure { try flow().write(to: directory.path("out")) }?.kind == .cannotCreate)
    }

    @Test("errors of steps reach the caller as they are")
    func errors() throws {
        #expect(throws: Stop.self) { try flow().map { _ -> Int in throw Stop() }.collect() }
        #expect(throws: Stop.self) { try flow().counted().map { _, _ -> Int in throw Stop() }.counted().collect() }
        #expect(throws: Stop.self) { try flow().forEach { _ in throw Stop() } }
    }
}

extension [Double] {
    fileprivate var mean: Double { reduce(0, +) / Double(count) }
}
