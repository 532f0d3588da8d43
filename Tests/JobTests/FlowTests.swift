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

    @Test func takesTheFirst() throws {
        #expect(try numbers(1...1000).first(3) == [1, 2, 3])
        #expect(try numbers(1...2).first(3) == [1, 2])
        #expect(try numbers(1...2).first(0) == [])
        struct Oddity: Error {}
        #expect(throws: Oddity.self) { try numbers(1...9).map { if $0 == 2 { throw Oddity() } else { $0 } }.first(3) }
    }

    @Test func dividesLines() throws {
        let file = try ScratchFile("a b c\na  d\n\nb\n")
        let fields = try lines(of: file.path, options: options).field(1, separator: " ").counted().dictionary()
        #expect(fields == ["b": 1, "": 1])
        let strings = try lines(of: file.path, options: options).map { $0.strings(separatedBy: " ") }.collect()
        #expect(strings == [["a", "b", "c"], ["a", "", "d"], [""], ["b"]])
    }

    @Test func unites() throws {
        let flows = try (1...3).map { base in try numbers(1...2).map { $0 + base * 10 } }
        #expect(try Flow(union: flows).collect() == [11, 12, 21, 22, 31, 32])
        #expect(try Flow(union: flows.prefix(0)).collect() == [])
    }

    @Test func expandsPairs() throws {
        let pairs = try numbers(1...10).keyed { $0 % 2 }
        #expect(try pairs.count() == 10)
        #expect(try pairs.flatMap { key, number in Array(repeating: number, count: key) }.collect() == [1, 3, 5, 7, 9])
    }

    @Test func writesRows() throws {
        var rows = ""
        let flow = try numbers(1...3).keyed(by: { $0 % 2 == 0 }, value: { Pair($0, "\t") })
        _ = try flow.run(output: unsafe .stream { unsafe rows += String(decoding: $0, as: UTF8.self) }, columns: nil)
        #expect(rows == "false\t1\t\\t\ntrue\t2\t\\t\nfalse\t3\t\\t\n")
        #expect(type(of: flow).columns.map(\.name) == ["key", "value1", "value2"])
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

extension FlowTests {
    /// A job that writes bytes without line ends.
    private struct Reversed: MapOnlyJob {
        var records: RecordFormat { .fixedWidth(2) }
        func map(_ record: Record, into part: inout PartWriter) {
            part.write(record.bytes.slice(1, 2))
            part.write(record.bytes.slice(0, 1))
            part.endRecord()
        }
    }

    @Test func writesRecords() throws {
        let file = try ScratchFile("ab\ncdef\n")
        var options = self.options
        options.inputs = [file.path]
        options.chunkSize = 2
        let directory = try TemporaryDirectory()
        options.output = .directory(directory.path("out"), overwrite: false)
        let result = try Reversed().run(options)
        #expect(result.counters.outputRecords == 4)
        #expect(result.parts.map(\.summary.rows) == [4])
        // The manifest beside the part is no input.
        let lines = try lines(of: directory.path("out"), options: options).map { String($0) }.collect()
        #expect(lines == ["bac", "ed", "f"])
    }
}
