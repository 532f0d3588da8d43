import Platform
import ProbeSupport
import Thresh

/// Three stages: what words have each length, and how many times.
private func lengths(_ path: [String], _ options: JobOptions) -> KeyedFlow<Int, [Pair<String, Int>]> {
    let words = lines(of: path, options: options).words().counted()
    return words.map { Pair($0, $1) }.keyed { $0.first.utf8.count }.grouped().mapValues { _, pairs in
        var all: [Pair<String, Int>] = []
        try pairs.forEach { all.append($0) }
        return all
    }
}

func flowStages() throws {
    let text = (0..<2000).map { "w\($0 % 97) \(String(repeating: "v", count: $0 % 11)) \u{28}\u{29}" }
    let scratch = try Scratch()
    let options = try scratch.options(text, chunkSize: 5000)
    var inline = options
    inline.runsInline = true
    let before = try openDescriptors()
    for _ in 0..<2 {
        let forked = try lengths(options.inputs, options).sortedByKey().collect()
        let expected = try lengths(options.inputs, inline).sortedByKey().collect()
        expectEqual(forked.map(\.key), expected.map(\.key))
        expectEqual(forked.map(\.value), expected.map(\.value))
        check(forked.count > 5)
        let left = lengths(options.inputs, options).map { key, pairs in Pair(key, pairs.count) }
        let joined = try left.keyed(by: \.first, value: \.second)
            .joined(with: lengths(options.inputs, options).mapValues(\.count)).collect()
        check(joined.count == forked.count && joined.allSatisfy { $0.value.left == $0.value.right }, "\(joined)")
        expectEqual(try lines(of: options.inputs, options: options).count(), 2000)
    }
    expectEqual(scratch.temporaries, [])
    expectEqual(try openDescriptors(), before)
}

func flowLarge() throws {
    let scratch = try Scratch()
    let options = try scratch.options([], chunkSize: 1 << 20)
    let before = try openDescriptors()
    // About 20 MB of rows: more than is kept in memory.
    let numbers = try values(0..<20_000, options: options)
    func grown() throws -> Flow<Pair<Int, String>> {
        numbers.keyed { $0 % 20_000 }.grouped().map { number, values in
            var sum = 0
            try values.forEach { sum += $0 }
            return Pair(sum, String(repeating: "\t\(number)", count: 200))
        }
    }
    do {
        let cached = try grown().cached()
        check(scratch.temporaries.count == 1, "\(scratch.temporaries)")
        for _ in 0..<2 {
            expectEqual(try cached.map(\.first).reduced(into: Sum<Int>()), 19_999 * 10_000)
            expectEqual(try cached.count(), 20_000)
        }
        let small = try cached.filter { $0.first < 10 }.map(\.first).cached()
        expectEqual(try small.collect().sorted(), Array(0..<10))
        check(scratch.temporaries.count == 1, "\(scratch.temporaries)")
    }
    expectEqual(scratch.temporaries, [])
    expectEqual(try openDescriptors(), before + 1)
    let longest = try grown().map(\.second.utf8.count).reduced(into: Maximum<Int>())
    expectEqual(longest, 1200)
    expectEqual(scratch.temporaries, [])
}

/// The sizes of the components of a graph, by spreading the least number of each.
func flowIteration() throws {
    let scratch = try Scratch()
    let options = try scratch.options([])
    let edges = try values(
        (0..<60).filter { $0 % 10 != 9 }.flatMap { [Pair($0, $0 + 1), Pair($0 + 1, $0)] }, options: options
    )
    .keyed(by: \.first, value: \.second).cached()
    var labels = try values(0...60, options: options).keyed { $0 }.cached()
    var rounds = 0
    while true {
        let spread = edges.joined(with: labels).map { _, sides in Pair(sides.left, sides.right) }
            .keyed(by: \.first, value: \.second)
        let next = try spread.union(labels).reduced(into: Minimum<Int>()).mapValues { $0! }.cached()
        rounds += 1
        if try next.joined(with: labels).filter({ $1.left != $1.right }).map({ _, _ in 1 }).count() == 0 { break }
        labels = next
        check(rounds < 20, "it does not end")
        if rounds >= 20 { break }
    }
    let sizes = try labels.map { _, label in label }.counted().dictionary()
    expectEqual(sizes, [0: 10, 10: 10, 20: 10, 30: 10, 40: 10, 50: 10, 60: 1])
    expectEqual(scratch.temporaries, [])
}

func flowErrors() throws {
    struct Wrong: Error, CustomStringConvertible { let description: String }
    let scratch = try Scratch()
    let options = try scratch.options((0..<100).map { "\($0)" })
    let source = lines(of: options.inputs, options: options).map { String($0) }
    func fails(_ text: String, line: Int = #line, _ body: () throws -> Void) {
        let error = thrown(line: line, body)
        check("\(error.map { "\($0)" } ?? "")".contains(text), "\(String(describing: error))", line: line)
    }
    fails("in a map") {
        _ = try source.map { text -> Int in if text == "50" { throw Wrong(description: "in a map") } else { return 1 } }
            .collect()
    }
    fails("in a filter") {
        _ = try source.filter { _ in throw Wrong(description: "in a filter") }.counted().collect()
    }
    fails("in a key") { _ = try source.keyed { _ -> Int in throw Wrong(description: "in a key") }.grouped().collect() }
    fails("in a group") {
        _ = try source.keyed { $0 }.grouped().map { _, _ -> Int in throw Wrong(description: "in a group") }.collect()
    }
    fails("in the second stage") {
        _ = try source.counted().map { _, _ -> Int in throw Wrong(description: "in the second stage") }.counted()
            .collect()
    }
    fails("in the caller") { try source.forEach { _ in throw Wrong(description: "in the caller") } }
    fails("no-such-file") { _ = try lines(of: "/no-such-file", options: options).count() }
    fails("exists already") { try source.write(to: scratch.path) }
    expectEqual(scratch.temporaries, [])
}

/// A flow of two stages over ten lines, the best of a few times.
func flowSpeed(milliseconds limit: Double) throws {
    let scratch = try Scratch()
    let options = try scratch.options((0..<10).map { "a b\($0)" }, chunkSize: 1 << 20)
    var best = Double.infinity
    for _ in 0..<10 {
        let elapsed = try milliseconds {
            let counts = try lines(of: options.inputs, options: options).words().counted()
                .map { _, count in count }.counted().collect()
            expectEqual(counts.count, 2)
        }
        best = min(best, elapsed)
    }
    say("\(best) ms")
    check(best < limit, "it took \(best) ms")
}
