import Glibc
import Platform
import ProbeSupport
import Thresh

/// What records of `Fragile` jobs do, by how they begin.
private enum Fate {
    struct Wrong: Error, CustomStringConvertible { let description: String }

    static func meet(_ line: ByteView) throws {
        if line.starts(with: "throw") { throw Wrong(description: "no number in \(String(line))") }
        if line.starts(with: "trap") { fatalError("found a trap") }
        if line.starts(with: "exit") { _exit(3) }
        if line.starts(with: "loop") { while getpid() > 0 {} }
        if line.starts(with: "stop") && CurrentTask.attempt == 1 { kill(getpid(), SIGSTOP) }
        if line.starts(with: "kill") && CurrentTask.attempt < 4 { kill(getpid(), SIGKILL) }
        if line.starts(with: "once") && CurrentTask.attempt == 1 { throw Wrong(description: "only once") }
    }
}

extension ByteView {
    fileprivate func starts(with text: StaticString) -> Bool {
        count >= text.utf8CodeUnitCount
            && (0..<text.utf8CodeUnitCount).allSatisfy { unsafe self[$0] == text.utf8Start[$0] }
    }
}

private struct FragileCount: CombiningJob {
    var format = RecordFormat.lines
    var records: RecordFormat { format }
    func map(_ record: Record, into output: inout Combined<String, Count>) throws {
        output.emit(record.bytes, 1)
        try Fate.meet(record.bytes)
    }
}

/// The same with a mapper of blocks, that says nothing of records.
private struct FragileBlocks: CombiningJob {
    func map(_ record: Record, into output: inout Combined<String, Count>) throws {}
    func map(_ block: RecordBlock, into output: inout Combined<String, Count>) throws {
        var start = 0
        for index in 0..<block.bytes.count where block.bytes[index] == UInt8(ascii: "\n") {
            let line = block.bytes.slice(start, index)
            output.emit(line, 1)
            try Fate.meet(line)
            start = index + 1
        }
    }
}

private struct FragileLines: MapOnlyJob {
    func map(_ record: Record, into part: inout PartWriter) throws {
        part.writeRow(String(record.line), 1)
        try Fate.meet(record.line)
    }
}

private struct FragileOrder: GroupingJob {
    var order: KeyOrder { .total }
    func map(_ record: Record, into output: inout Grouped<String, Int>) throws {
        output.emit(record.line, 1)
        try Fate.meet(record.line)
    }
    func reduce(_ key: String, _ values: inout GroupedValues<Int>, into part: inout PartWriter) throws {
        var count = 0
        while try values.next() != nil { count += 1 }
        part.writeRow(key, count)
    }
}

private let plain = (0..<400).map { "w\($0 % 37)" }

/// The lines with bad ones at some places.
private func lines(_ bad: [String]) -> [String] {
    var lines = plain
    for (index, line) in bad.enumerated() { lines.insert(line, at: 30 + index * 50 % 350) }
    return lines
}

private func rows(_ directory: String) throws -> [String] {
    try FileSystem.list(directory).filter { $0.hasPrefix("part-") }.sorted()
        .flatMap { (FileSystem.text(directory + "/" + $0) ?? "").split(separator: "\n").map(String.init) }
}

/// What is bad is left out and listed, and the rest of its chunk counts.
func badRecordsAreLeftOut() throws {
    let bad = ["throw 1", "trap 2", "exit 3", "trap 4", "throw\t5", "loop 6"]
    let all = lines(bad)
    func check(_ name: String, _ run: (JobOptions) throws -> JobResult) throws {
        let scratch = try Scratch()
        for (chunk, limit) in [(10_000, "6"), (300, "2%")] as [(UInt64, String)] {
            var good = try scratch.options(all.filter { !bad.contains($0) }, chunkSize: chunk)
            good.output = .directory(scratch.path + "/good", overwrite: true)
            _ = try run(good)
            try FileSystem.removeFile(good.inputs[0])
            var events: [String] = []
            var options = try scratch.options(all, chunkSize: chunk)
            options.maxBad = BadRecordLimit(limit)
            options.taskTimeout = .milliseconds(400)
            options.maxAttempts = 2
            options.onEvent = { events.append($0) }
            options.output = .directory(scratch.path + "/bad", overwrite: true)
            let result = try run(options)
            expectEqual(try rows(scratch.path + "/bad"), try rows(scratch.path + "/good"))
            expectEqual(result.counters.inputRecords, UInt64(all.count))
            expectEqual(result.counters.mappedRecords, UInt64(plain.count))
            expectEqual(result.counters.rejectedRecords, UInt64(bad.count))
            let list = FileSystem.text(scratch.path + "/bad/rejects/records.tsv") ?? ""
            let listed = list.split(separator: "\n").map { $0.split(separator: "\t", omittingEmptySubsequences: false) }
            expectEqual(listed.count, bad.count)
            for row in listed {
                let line = Int(row[2]) ?? 0
                let text = all[line - 1]
                expectEqual(row[0], Substring(options.inputs[0]))
                expectEqual(Int(row[1]) ?? -1, all[..<(line - 1)].reduce(0) { $0 + $1.utf8.count + 1 })
                expectEqual(String(row[4]), text == "throw\t5" ? "throw\\t5" : text)
                let reason =
                    text.hasPrefix("throw")
                    ? "no number in"
                    : text.hasPrefix("trap")
                        ? "found a trap"
                        : text.hasPrefix("exit") ? "exited with code 3" : "no progress within --task-timeout"
                ProbeSupport.check(row[3].contains(reason), "\(name): \(row)")
            }
            ProbeSupport.check(events.last?.hasPrefix("6 records were left out") == true, "\(name): \(events)")
            let manifest = FileSystem.text(scratch.path + "/bad/_SUCCESS") ?? ""
            ProbeSupport.check(manifest.contains("\"rejected_records\": 6") && manifest.contains("rejects/records.tsv"))
            expectEqual(scratch.temporaries, [])
            try FileSystem.removeFile(options.inputs[0])
        }
    }
    try check("combining") { try FragileCount().run($0) }
    try check("blocks") { try FragileBlocks().run($0) }
    try check("map only") { try FragileLines().run($0) }
}

/// A total order samples in the driver, where a record that throws is passed over.
func badRecordsInASample() throws {
    let scratch = try Scratch()
    var options = try scratch.options(lines(["throw 1", "throw 2"]))
    options.maxBad = .percent(1)
    options.output = .directory(scratch.path + "/out", overwrite: false)
    let result = try FragileOrder().run(options)
    expectEqual(result.counters.rejectedRecords, 2)
    expectEqual(try rows(scratch.path + "/out").count, 37)
    options.maxBad = nil
    options.output = .stream { _ in }
    let error = thrown { try FragileOrder().run(options) } as? ThreshError
    check(error?.message.contains("the job failed: no number in throw") == true, "\(String(describing: error))")
}

/// More bad records than allowed end the job; so do those that nobody allowed, and the message says what would.
func tooManyBadRecords() throws {
    for (limit, bad) in [("1", ["throw 1", "throw 2"]), ("1", ["trap 1", "trap 2"]), ("0.1%", ["throw 1"])] {
        let scratch = try Scratch()
        var options = try scratch.options(lines(bad))
        options.maxBad = BadRecordLimit(limit)
        options.output = .directory(scratch.path + "/out", overwrite: false)
        let error = thrown { try FragileCount().run(options) } as? ThreshError
        expectEqual(error?.kind, .badData)
        check(error?.message.contains("more than --max-bad \(limit) allows") == true, "\(String(describing: error))")
        check(!FileSystem.exists(scratch.path + "/out"))
        expectEqual(scratch.temporaries, [])
    }
    // What kills workers from outside is no record's fault, and what goes well the second time is none either.
    let scratch = try Scratch()
    var options = try scratch.options(lines(["kill 1", "once 2"]))
    options.maxBad = .count(9)
    options.output = .stream { _ in }
    expectEqual(try FragileCount().run(options).counters.rejectedRecords, 0)
}

/// A death, or an error, is told with everything that is known of its record.
func certificates() throws {
    func message(_ bad: String, _ run: (JobOptions) throws -> JobResult, format: RecordFormat = .lines) throws -> String
    {
        let scratch = try Scratch()
        var all = plain
        all.insert(bad, at: 123)
        var options = try scratch.options(all, chunkSize: 100_000)
        options.maxAttempts = 2
        options.output = .stream { _ in }
        let error = thrown { try run(options) } as? ThreshError
        let place = "\(options.inputs[0]) at byte \(all[..<123].reduce(0) { $0 + $1.utf8.count + 1 })"
        let text = error?.message ?? "none"
        check(text.contains(place), "\(text) has no \(place)")
        check(text.contains("line 124"), text)
        check(text.contains("--max-bad"), text)
        return text
    }
    let long = "trap " + String(repeating: "x", count: 995) + "\u{1B}[31m"
    for run in [{ try FragileCount().run($0) }, { try FragileBlocks().run($0) }, { try FragileLines().run($0) }]
        as [(JobOptions) throws -> JobResult]
    {
        let death = try message(long, run)
        check(death.contains("was killed by SIGILL") || death.contains("was killed by SIGTRAP"), death)
        check(death.contains("Fatal error: found a trap"), death)
        check(death.contains("peak memory"), death)
        check(death.contains("x\\x1b[31m\" (the last 200 of its 1,005 bytes)"), death)
        check(death.contains("attempt 2 of task 0"), death)
        let error = try message("throw it", run)
        check(error.contains("the job failed: no number in throw it"), error)
        check(error.contains("the record \"throw it\""), error)
    }
}

/// An error of this library that a job throws has its place too, whether or not the job has blocks.
private struct Strict: CombiningJob {
    func map(_ record: Record, into output: inout Combined<String, Count>) throws {
        if record.line == "odd" { throw ThreshError(.badData, "an odd line") }
        output.emit(record.line, 1)
    }

    func reduce(_ key: String, _ total: Count, into part: inout PartWriter) throws {
        if key == "last" { throw ThreshError(.badData, "no last lines, please") }
        part.writeRow(key, total.result)
    }
}

func placesOfThrownErrors() throws {
    for (bad, expected) in [
        ("odd", ["at byte ", "line 124", ": an odd line (", "the record \"odd\""]),
        ("last", ["at the key \"last\": no last lines, please"]),
    ] {
        let scratch = try Scratch()
        var all = plain
        all.insert(bad, at: 123)
        var options = try scratch.options(all, chunkSize: 100_000)
        options.output = .stream { _ in }
        let error = thrown { try Strict().run(options) } as? ThreshError
        expectEqual(error?.kind, .badData)
        for part in expected { check(error?.message.contains(part) == true, "\(error?.message ?? "none"): \(part)") }
        check(error?.message.contains("the job failed") == false, error?.message ?? "none")
        // In this process it reaches the caller as it is.
        let plain = thrown { try Strict().runInline(options) } as? ThreshError
        check(plain?.message == "an odd line" || plain?.message == "no last lines, please", plain?.message ?? "none")
        expectEqual(scratch.temporaries, [])
    }
}

private struct FragileSums: MergingJob {
    typealias Combine = Sum<Int>
    let fails: Bool
    func map(_ record: Record, into output: inout Merged<String, Sum<Int>>) { output.emit(record.line, 1) }
    func reduce(_ key: String, _ total: Sum<Int>, into part: inout PartWriter) throws {
        if key == "w7" {
            if fails { throw Fate.Wrong(description: "seven") }
            fatalError("reduced seven")
        }
    }
}

/// What fails in `reduce` is told with its key.
func certificatesOfReducers() throws {
    for fails in [true, false] {
        let scratch = try Scratch()
        var options = try scratch.options(plain)
        options.maxAttempts = 2
        options.output = .stream { _ in }
        let text = (thrown { try FragileSums(fails: fails).run(options) } as? ThreshError)?.message ?? ""
        check(text.contains("at the key \"w7\""), text)
        check(text.contains(fails ? "the job failed: seven" : "Fatal error: reduced seven"), text)
    }
}

/// Workers that are stopped or never come back are ended, and their tasks done by others.
func stalledTasks() throws {
    for bad in [["stop 1", "stop 2"], ["stop 1"]] {
        let scratch = try Scratch()
        var options = try scratch.options(lines(bad))
        options.taskTimeout = .milliseconds(300)
        var events: [String] = []
        options.onEvent = { events.append($0) }
        options.output = .stream { _ in }
        let result = try FragileCount().run(options)
        check(result.deaths >= 1, "\(result.deaths) deaths")
        check(events.contains { $0.contains("was stopped for ") }, "\(events)")
        expectEqual(result.counters.inputRecords, UInt64(400 + bad.count))
    }
    let scratch = try Scratch()
    var options = try scratch.options(lines(["loop 1"]))
    options.taskTimeout = .milliseconds(300)
    options.maxAttempts = 2
    options.output = .stream { _ in }
    let text = (thrown { try FragileCount().run(options) } as? ThreshError)?.message ?? ""
    check(text.contains("made no progress for ") && text.contains("the record \"loop 1\""), text)
    check(text.contains("raise --task-timeout") && text.contains("--max-bad"), text)
}

/// Without a limit the driver says who is stopped, once; and goes on when it goes on.
func stoppedIsTold() throws {
    let scratch = try Scratch()
    var options = try scratch.options(lines(["stop 1"]))
    var told: [String] = []
    options.onEvent = { event in
        told.append(event)
        if let pid = event.split(separator: " ").compactMap({ Int32($0.drop { !$0.isNumber }.prefix { $0.isNumber }) })
            .first(where: { $0 > 100 && ProcessLife.isStopped($0) })
        {
            kill(pid, SIGCONT)
        }
    }
    options.output = .stream { _ in }
    let result = try FragileCount().run(options)
    expectEqual(result.deaths, 0)
    expectEqual(told.count, 1)
    check(told.first?.contains("is stopped in map task") == true && told[0].contains("kill -CONT"), "\(told)")
}
