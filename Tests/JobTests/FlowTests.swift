import TestSupport
import Testing
import Thresh

/// Flows in this process, against the same computation on arrays.
@Suite("Flows", .timeLimit(.minutes(2)))
struct FlowTests {
    private let options: JobOptions = {
        var options = JobOptions()
        options.runsInline = true
        options.chunkSize = 50
        return options
    }()

    private func numbers(_ range: ClosedRange<Int>) throws -> Flow<Int> { try values(range, options: options) }

    @Test func mapsAndFilters() throws {
        let result = try numbers(1...1000).map { $0 * 3 }.filter { $0 % 2 == 0 }.collect()
        #expect(result == (1...1000).map { $0 * 3 }.filter { $0 % 2 == 0 })
    }

    @Test func countsWords() throws {
        let file = try ScratchFile("a b a\nc a\r\n\nb\tb\n")
        let counts = try lines(of: file.path, options: options).words().counted().dictionary()
        #expect(counts == ["a": 3, "b": 3, "c": 1])
    }

    @Test func groupsInOrder() throws {
        let groups = try numbers(-50...50).keyed { abs($0) % 7 }.grouped().collect()
        let expected = Dictionary(grouping: -50...50) { abs($0) % 7 }.mapValues { $0.sorted() }
        #expect(Dictionary(uniqueKeysWithValues: groups.map { ($0.key, $0.values) }) == expected)
    }

    @Test func sorts() throws {
        let texts = (0..<500).map { String($0 * 7919 % 1000) + "\t\\\n" }
        #expect(try values(texts, options: options).sorted().collect() == texts.sorted())
        let descending = try numbers(1...300).sorted { Descending($0 % 10) }.collect()
        #expect(descending.map { $0 % 10 } == (1...300).map { $0 % 10 }.sorted(by: >))
        #expect(
            try numbers(1...300).top(3) { $0 * 37 % 301 }
                == (1...300).sorted { $0 * 37 % 301 > $1 * 37 % 301 }.prefix(3).map { $0 })
    }

    @Test func joins() throws {
        let left = try values([1, 2, 2, 3], options: options).keyed(by: { $0 }, value: { "l\($0)" })
        let right = try values([2, 3, 3, 4], options: options).keyed(by: { $0 }, value: { "r\($0)" })
        func rows<L, R>(_ pairs: [(key: Int, value: Joined<L, R>)]) -> [String] {
            pairs.map { "\($0.key) \($0.value.left) \($0.value.right)" }.sorted()
        }
        let inner = ["2 l2 r2", "2 l2 r2", "3 l3 r3", "3 l3 r3"]
        #expect(try rows(left.joined(with: right).collect()) == inner)
        #expect(try rows(left.joined(withSmall: right).collect()) == inner)
        #expect(try left.semiJoined(with: right).collect().map(\.value).sorted() == ["l2", "l2", "l3"])
        #expect(try left.antiJoined(with: right).collect().map(\.value) == ["l1"])
        let full = try left.fullJoined(with: right).collect()
        #expect(full.count == 6)
        #expect(full.contains { $0.key == 1 && $0.value == Joined("l1", nil) })
        #expect(full.contains { $0.key == 4 && $0.value == Joined(nil, "r4") })
        let groups = try left.cogrouped(with: right).collect().sorted { $0.key < $1.key }
        #expect(
            groups.map(\.value) == [
                Joined(["l1"], []), Joined(["l2", "l2"], ["r2"]), Joined(["l3"], ["r3", "r3"]), Joined([], ["r4"]),
            ])
    }

    @Test func reduces() throws {
        #expect(try numbers(1...100).reduced(into: Sum<Int>()) == 5050)
        #expect(try numbers(1...100).count() == 100)
        let sums = try numbers(1...100).keyed { $0 % 3 }.summed().dictionary()
        #expect(sums == [0: 1683, 1: 1717, 2: 1650])
    }
}
