import TestSupport
import Testing
import Thresh

@Suite("Kinds of jobs", .timeLimit(.minutes(2)))
struct JobTests {
    @Test("rows, values and totals of a job that combines")
    func combining() throws {
        #expect(try WordCounts().runInline(lines: ["b a", "", "a c"]) == ["a\t2", "b\t1", "c\t1"])
        #expect(try WordCounts().runInline(lines: []) == [])
        let input = try ScratchFile("b a\na c\n")
        let values = try WordCounts().collect(input.options)
        #expect(values.map(\.key) == ["a", "b", "c"] && values.map(\.value) == [2, 1, 1])
        var totals: [String: Int] = [:]
        let result = try WordCounts().forEachResult(input.options) { totals[$0] = $1.count }
        #expect(totals == ["a": 2, "b": 1, "c": 1])
        #expect(result.counters.inputRecords == 2 && result.counters.inputBytes == 8)
        #expect(throws: Stop.self) { try WordCounts().forEachResult(input.options) { _, _ in throw Stop() } }
    }

    @Test("keys of every length, with every byte")
    func awkwardKeys() throws {
        let keys =
            (0..<40).map { String(repeating: "\t\\", count: $0 % 20) + String(repeating: "x", count: $0) } + ["\r!"]
        let input = try ScratchFile((keys + keys).joined(separator: "\n") + "\n")
        struct Lines: CombiningJob {
            func map(_ record: Record, into output: inout Combined<Bytes, Count>) { output.emit(record.rawLine, 1) }
        }
        var options = input.options
        options.partitions = 3
        let found = try Lines().collect(options)
        #expect(Set(found.map { $0.key.description }) == Set(keys))
        #expect(found.count == Set(keys).count && found.map(\.value).reduce(0, +) == 2 * keys.count)
    }

    @Test("rows, values and totals of a job that merges")
    func merging() throws {
        #expect(try Gathering<Elements>().runInline(lines: ["a 1", "b 2", "a 1", "a 3"]) == ["a\t2", "b\t1"])
        let input = try ScratchFile("a 1\na 3\nb 1\n")
        #expect(try Gathering<Elements>().collect(input.options).map(\.value) == [2, 1])
        var sets: [String: Set<Int>] = [:]
        try Gathering<Elements>().forEachResult(input.options) { sets[$0] = $1.members }
        #expect(sets == ["a": [1, 3], "b": [1]])
    }

    @Test("groups come in the order of a second key")
    func secondarySort() throws {
        let lines = ["u2 9 c", "u1 7 b", "u1 -3 a", "u2 10 d", "u1 7 a"]
        #expect(try Visits().runInline(lines: lines) == ["u1\ta,a,b", "u2\tc,d"])
        #expect(try Visits(takes: 1).runInline(lines: lines) == ["u1\ta", "u2\tc"])
        #expect(try Visits(takes: 0).runInline(lines: lines) == ["u1\t", "u2\t"])
        var random = SeededGenerator(seed: 3)
        let many = (0..<500).map { "u\(random.below(9)) \(random.below(100) - 50) \($0)" }
        var expected: [String: [(Int, String)]] = [:]
        for line in many {
            let fields = line.split(separator: " ").map(String.init)
            expected[fields[0], default: []].append((Int(fields[1])!, fields[2]))
        }
        let rows = expected.sorted { $0.key < $1.key }.map { user, visits in
            user + "\t" + visits.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.1).joined(separator: ",")
        }
        #expect(try Visits().runInline(lines: many) == rows)
    }

    @Test("a job without reduce keeps the order of the input")
    func mapOnly() throws {
        let lines = (0..<300).map { "line \($0)" }
        #expect(try Upper().runInline(lines: lines) == lines.filter { !$0.hasSuffix("7") })
        let input = try ScratchFile(lines.joined(separator: "\n"))
        var options = input.options
        options.chunkSize = 100
        #expect(try rows(Upper(), options) == lines.filter { !$0.hasSuffix("7") })
    }

    @Test("a total order goes through the parts, also when a task emits only at its end")
    func totalOrder() throws {
        let words = (0..<2000).map { String($0 * 7919 % 2000) }
        for late in [false, true] {
            let parts = try partRows(Sorted(emitsLate: late), words, partitions: 4)
            #expect(parts.count == 4 && parts.allSatisfy { $0.count > 100 }, "\(parts.map(\.count))")
            #expect(parts.flatMap { $0 } == words.sorted())
        }
    }

    @Test("parts hold what the rule says")
    func customOrder() throws {
        let parts = try partRows(ByLength { min($0, $1 - 1) }, ["a", "bb", "ccc", "b", "dddddd", ""], partitions: 4)
        #expect(parts == [["\t1"], ["a\t1", "b\t1"], ["bb\t1"], ["ccc\t1", "dddddd\t1"]])
        #expect(try partRows(ByLength { _, _ in 2 }, ["a", "b"], partitions: 3) == [[], [], ["a\t1", "b\t1"]])
    }

    @Test("a rule that answers out of range ends the job", arguments: [-1, 3, .max])
    func wrongRule(answer: Int) throws {
        let error = failure { try partRows(ByLength { _, _ in answer }, ["a"], partitions: 3) }
        #expect(error?.message == "partition(of:count:) answered \(answer), which is none of 3 partitions, 0 to 2")
    }

    @Test("hooks come around each task and each part")
    func hooks() throws {
        let lines = (0..<100).map { "line \($0)" }
        let input = try ScratchFile(lines.map { $0 + "\n" }.joined())
        var options = input.options
        options.chunkSize = 100
        options.partitions = 3
        let directory = try TemporaryDirectory()
        options.output = .directory(directory.path("out"), overwrite: false)
        let result = try Hooked().run(options)
        let custom = result.counters.custom
        let tasks = result.mapTasks
        #expect(tasks > 5)
        func count(_ name: String) -> Int? { custom[CounterName(group: "hooks", name: name)] }
        #expect(count("begun tasks") == tasks && count("ended tasks") == tasks)
        #expect(count("begun parts") == 3 && count("ended parts") == 3)
        #expect(count("lines") == 100)
        // What was gathered in the tasks was emitted at their ends, and what in the parts written at theirs.
        let rows = try result.parts.flatMap { try directory.lines("out/" + $0.name) }
        let written = rows.filter { $0.hasPrefix("keys\t") }.map { Int($0.dropFirst(5))! }
        #expect(written.count == 3 && written.reduce(0, +) == rows.count - 3)
        #expect(rows.filter { $0.hasPrefix("length") }.map { Int($0.split(separator: "\t")[1])! }.reduce(0, +) == 100)
        let manifest = try String(decoding: directory.read("out/_SUCCESS"), as: UTF8.self)
        #expect(manifest.contains("\"hooks\": {\"begun parts\": 3, \"begun tasks\": \(tasks),"), "\(manifest)")
    }

    @Test("errors of a job's code reach the caller")
    func errors() throws {
        for place in Failing.Place.allCases {
            #expect(throws: Stop.self, "\(place)") { try Failing(place: place).runInline(lines: ["a"]) }
        }
    }

    @Test("a process with threads is refused, before anything is made")
    func threads() throws {
        let input = try ScratchFile("a\n")
        let directory = try TemporaryDirectory()
        var options = input.options
        options.runsInline = false
        options.output = .directory(directory.path("out"), overwrite: false)
        options.temporaryDirectory = directory.path
        let error = failure { try WordCounts().run(options) }
        #expect(error?.kind == .usage && error?.message.contains("threads") == true)
        #expect(try directory.list() == [])
        #expect(failure { try lines(of: input.path).counted().collect() }?.kind == .usage)
    }

    // MARK: support

    private func rows(_ job: some Job, _ options: JobOptions) throws -> [String] {
        var bytes: [UInt8] = []
        var options = options
        options.output = .stream { bytes.append(contentsOf: $0) }
        _ = try job.run(options)
        return bytes.split(separator: 10, omittingEmptySubsequences: false).dropLast()
            .map { String(decoding: $0, as: UTF8.self) }
    }

    private func partRows(_ job: some Job, _ lines: [String], partitions: Int) throws -> [[String]] {
        let input = try ScratchFile(lines.map { $0 + "\n" }.joined())
        let directory = try TemporaryDirectory()
        var options = input.options
        options.partitions = partitions
        options.output = .directory(directory.path("out"), overwrite: false)
        return try job.run(options).parts.map { try directory.lines("out/" + $0.name) }
    }
}

struct Stop: Error {}

/// `user time page`, by user and time.
private struct Visits: GroupingJob {
    var takes = Int.max

    func map(_ record: Record, into output: inout Grouped<String, Pair<Int, String>>) {
        let line = record.line
        output.emit(
            line.field(0, separator: 32)!,
            Pair(line.field(1, separator: 32)!.integer!, String(line.field(2, separator: 32)!)))
    }

    func reduce(_ key: String, _ values: inout GroupedValues<Pair<Int, String>>, into part: inout PartWriter) throws {
        var pages: [String] = []
        while pages.count < takes, let visit = try values.next() { pages.append(visit.second) }
        part.writeRow(key, pages.joined(separator: ","))
    }
}

private struct Upper: MapOnlyJob {
    func map(_ record: Record, into part: inout PartWriter) {
        let line = String(record.line)
        if !line.hasSuffix("7") { part.writeRow(line) }
    }
}

private struct Sorted: GroupingJob {
    let emitsLate: Bool
    var waiting: [String] = []
    var order: KeyOrder { .total }

    mutating func beginTask() { waiting = [] }
    mutating func map(_ record: Record, into output: inout Grouped<String, Bool>) {
        if emitsLate { waiting.append(String(record.line)) } else { output.emit(record.line, true) }
    }
    mutating func endTask(into output: inout Grouped<String, Bool>) { for line in waiting { output.emit(line, true) } }
    func reduce(_ key: String, _ values: inout GroupedValues<Bool>, into part: inout PartWriter) throws {
        try values.forEach { _ in part.writeRow(key) }
    }
}

private struct ByLength: CombiningJob {
    let rule: (Int, Int) -> Int
    var order: KeyOrder { .custom }

    init(_ rule: @escaping (Int, Int) -> Int) { self.rule = rule }

    func map(_ record: Record, into output: inout Combined<String, Count>) { output.emit(record.line, 1) }
    func partition(of key: String, count: Int) -> Int { rule(key.utf8.count, count) }
}

private struct Hooked: CombiningJob {
    var lengths: [Int: Int] = [:]
    var begun = 0
    var keys = 0

    mutating func beginTask() {
        lengths = [:]
        begun = 1
    }
    mutating func map(_ record: Record, into output: inout Combined<String, Count>) {
        output.count("begun tasks", group: "hooks", by: begun)
        begun = 0
        output.count(dynamicName: "lines", group: "hooks")
        lengths[record.line.count, default: 0] += 1
    }
    mutating func endTask(into output: inout Combined<String, Count>) {
        output.count("begun tasks", group: "hooks", by: begun)
        output.count("ended tasks", group: "hooks")
        for (length, count) in lengths { output.emit("length \(length)", count) }
        lengths = [:]
    }
    mutating func beginPart() { keys = 0 }
    mutating func reduce(_ key: String, _ total: Count, into part: inout PartWriter) {
        keys += 1
        part.writeRow(key, total.count)
    }
    mutating func endPart(into part: inout PartWriter) {
        part.count("begun parts", group: "hooks")
        part.count("ended parts", group: "hooks")
        part.writeRow("keys", keys)
    }
}

private struct Failing: CombiningJob {
    enum Place: CaseIterable { case prepare, beginTask, map, endTask, beginPart, reduce, endPart }
    let place: Place

    private func reach(_ place: Place) throws { if place == self.place { throw Stop() } }
    mutating func prepare(inputs: [String]) throws { try reach(.prepare) }
    mutating func beginTask() throws { try reach(.beginTask) }
    mutating func map(_ record: Record, into output: inout Combined<String, Count>) throws {
        try reach(.map)
        output.emit(record.line, 1)
    }
    mutating func endTask(into output: inout Combined<String, Count>) throws { try reach(.endTask) }
    mutating func beginPart() throws { try reach(.beginPart) }
    mutating func reduce(_ key: String, _ total: Count, into part: inout PartWriter) throws { try reach(.reduce) }
    mutating func endPart(into part: inout PartWriter) throws { try reach(.endPart) }
}
