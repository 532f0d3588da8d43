import Glibc
import ProbeSupport
import Thresh

/// Counts words; some tasks do not survive their first attempts.
struct FragileWords: CombiningJob {
    enum Fate { case killed, gaveUp }

    var fate: Fate?

    func map(_ record: Record, into output: inout Combined<String, Count>) throws {
        output.count("lines", group: "map")
        output.count("words", group: "map", by: 2)
        record.line.forEachWord { output.emit($0, 1) }
        if record.line.count == 6 { output.reject(record, column: 2, "short") }
        if CurrentTask.number % 5 == 3 && CurrentTask.attempt < 3 { try meetFate() }
    }

    func reduce(_ key: String, _ total: Count, into part: inout PartWriter) throws {
        part.count(dynamicName: "keys", group: "reduce")
        if CurrentTask.number == 1 && CurrentTask.attempt == 1 { try meetFate() }
        part.writeRow(key, total.count)
    }

    private func meetFate() throws {
        switch fate {
        case .killed: kill(getpid(), SIGKILL)
        case .gaveUp: throw RetryableError("the probe asked for it")
        case nil: break
        }
    }
}

func countersOfKilledWorkers() throws {
    let lines = (0..<2000).map { "w\($0 % 97) v\($0 % 11)" }
    let shorts = lines.indices.filter { lines[$0].count == 6 }
    var rows: [[UInt8]] = []
    for fate in [nil, .killed, .gaveUp] as [FragileWords.Fate?] {
        let scratch = try Scratch()
        var options = try scratch.options(lines, chunkSize: 500)
        options.maxAttempts = 1000
        var output: [UInt8] = []
        options.output = .stream { output.append(contentsOf: $0) }
        let result = try FragileWords(fate: fate).run(options)
        rows.append(output)
        check(result.mapTasks > 20, "\(result.mapTasks) tasks")
        check(fate == nil ? result.deaths == 0 : result.deaths >= 3, "\(result.deaths) deaths")
        expectEqual(
            result.counters.custom,
            [
                CounterName(group: "map", name: "lines"): 2000, CounterName(group: "map", name: "words"): 4000,
                CounterName(group: "reduce", name: "keys"): 108,
            ])
        expectEqual(result.counters.inputRecords, 2000)
        expectEqual(result.counters.outputRecords, 108)
        expectEqual(result.notes[.rejected].count, shorts.count)
        expectEqual(
            result.examples(of: .rejected), shorts.prefix(10).map { "\(options.inputs[0]):\($0 + 1):2: short" })
        expectEqual(scratch.temporaries, [])
    }
    check(rows[0] == rows[1] && rows[0] == rows[2], "other rows")
}

/// Counts by names of its data.
struct ManyCounters: CombiningJob {
    func map(_ record: Record, into output: inout Combined<String, Count>) {
        output.count(dynamicName: String(record.line), group: "lines")
    }
}

/// Too many counters end a job with an error: in one process, and in several that have fewer each.
func tooManyCounters() throws {
    for count in [256, 257, 400, 5000] {
        let scratch = try Scratch()
        var options = try scratch.options((0..<count).map { "line \($0)" })
        options.output = .stream { _ in }
        if count == 256 {
            expectEqual(try ManyCounters().run(options).counters.custom.count, 256)
        } else {
            let error = thrown { try ManyCounters().run(options) } as? ThreshError
            check(error?.kind == .badData, "\(String(describing: error))")
            check(error?.message.contains("more than 256 counters") == true, "\(String(describing: error))")
        }
        expectEqual(scratch.temporaries, [])
    }
}

/// The custom order answers what it was made with.
struct ByRule: CombiningJob {
    let answer: Int
    var order: KeyOrder { .custom }
    func map(_ record: Record, into output: inout Combined<String, Count>) { output.emit(record.line, 1) }
    func partition(of key: String, count: Int) -> Int { answer }
}

func partitionRule() throws {
    let scratch = try Scratch()
    let options = try scratch.options(["a", "b"])
    var events: [String] = []
    var watched = options
    watched.onEvent = { events.append($0) }
    let error = thrown { try ByRule(answer: 7).collect(watched) } as? ThreshError
    expectEqual(error?.message, "partition(of:count:) answered 7, which is none of 3 partitions, 0 to 2")
    // It is no death that would be tried again.
    expectEqual(events, [])
    expectEqual(try ByRule(answer: 2).collect(options).map(\.key), ["a", "b"])
}

func results() throws {
    let lines = (0..<3000).map { "w\($0 % 97) \(String(repeating: "v", count: $0 % 11))" }
    let scratch = try Scratch()
    let options = try scratch.options(lines, chunkSize: 5000)
    var inline = options
    inline.runsInline = true
    let words = FragileWords()
    let counts = try words.collect(options)
    expectEqual(counts.map(\.key), try words.collect(inline).map(\.key))
    expectEqual(counts.map(\.value), try words.collect(inline).map(\.value))
    expectEqual(counts.reduce(0) { $0 + $1.value }, lines.reduce(0) { $0 + $1.split(separator: " ").count })
    var streamed = 0
    let result = try words.forEachResult(options) { _, total in streamed += total.count }
    expectEqual(streamed, counts.reduce(0) { $0 + $1.value })
    expectEqual(result.counters.inputRecords, 3000)
    // What the caller's closure throws ends the job, and leaves nothing behind.
    struct Enough: Error {}
    check(thrown { try words.forEachResult(options) { _, _ in throw Enough() } } is Enough)
    expectEqual(scratch.temporaries, [])
}

/// Errors of a job's code end it at once, with what they say.
func thrownErrors() throws {
    struct Wrong: Error, CustomStringConvertible { var description: String { "line 17 is wrong" } }
    struct Throwing: CombiningJob {
        func map(_ record: Record, into output: inout Combined<String, Count>) throws {
            output.emit(record.line, 1)
            if record.offset > 100 { throw Wrong() }
        }
    }
    let scratch = try Scratch()
    let options = try scratch.options((0..<100).map { "\($0)" }, chunkSize: 50)
    let error = thrown { try Throwing().collect(options) } as? ThreshError
    expectEqual(error?.kind, .badData)
    check(error?.message.contains("the job failed: line 17 is wrong") == true, "\(String(describing: error))")
    expectEqual(scratch.temporaries, [])
}
