import TestSupport
import Testing
import Thresh

@Suite("The check of a job", .timeLimit(.minutes(2)))
struct CheckTests {
    private let lines: [String] = {
        var random = SeededGenerator(seed: 9)
        return (0..<200).map { _ in "k\(random.below(5)) \(random.below(2000) - 1000)" } + ["k1 12 with more", "x 3"]
    }()

    private func laws(_ job: some Job, _ lines: [String]? = nil) throws -> Set<JobLaw> {
        let check = try job.check(lines: lines ?? self.lines)
        for violation in check.violations { #expect(violation.first != violation.second, "\(violation)") }
        return Set(check.violations.map(\.law))
    }

    @Test("subtraction")
    func subtraction() throws {
        let check = try Folding<Subtraction>().check(lines: lines)
        #expect(Set(check.violations.map(\.law)) == [.adding, .commutativity, .associativity, .identity])
        for violation in check.violations {
            #expect(violation.parts.allSatisfy { $0.count == 1 }, "\(violation)")
            #expect(violation.parts.joined().allSatisfy { $0.bytes.count <= 6 }, "\(violation)")
        }
        let commutativity = try #require(check.violations.first { $0.law == .commutativity })
        #expect(commutativity.parts.count == 2)
        let text = commutativity.description
        #expect(
            text.contains("not commutative") && text.contains("at byte") && text.contains("a.merge(b) gives"), "\(text)"
        )
        #expect(text.contains("b.merge(a) gives") && text.contains("  key     \(commutativity.key!)\n"), "\(text)")
        // The offset is that of the record.
        let record = commutativity.parts[0][0]
        let whole = Array(lines.map { $0 + "\n" }.joined().utf8)
        #expect(Array(whole[Int(record.offset)...].prefix(record.bytes.count)) == record.bytes)
    }

    @Test("the mean of means, the last one, a sum that rounds, an empty aggregate that counts")
    func planted() throws {
        #expect(try laws(Folding<MeanOfMeans>()).isSuperset(of: [.adding, .associativity]))
        #expect(try laws(Folding<LastWins>()).isSuperset(of: [.commutativity, .identity]))
        #expect(try laws(Folding<PlainSum>()).contains(.associativity))
        #expect(try laws(Folding<EmptyCounts>()) == [.identity])
    }

    @Test("an encoding that forgets")
    func forgetful() throws {
        #expect(try laws(Gathering<Forgetful>()) == [.coding])
        let check = try Gathering<Forgetful>().check(lines: ["a 1", "a 4", "a 7"])
        #expect(check.violations.map(\.law) == [.coding], "\(check)")
        #expect(check.violations.first?.parts.joined().count ?? 9 <= 3, "\(check)")
    }

    @Test("good combiners are not accused")
    func good() throws {
        #expect(try laws(Folding<Count>()) == [])
        #expect(try laws(Folding<Sum<Int>>()) == [])
        #expect(try laws(Folding<Minimum<Int>>()) == [])
        #expect(try laws(Folding<IntegerMean>()) == [])
        #expect(try laws(Folding<Padded>()) == [])
        #expect(try laws(Gathering<Elements>()) == [])
        #expect(try laws(WordCounts()) == [])
        #expect(try laws(WordCounts(), []) == [])
        let check = try Folding<Count>().check(lines: lines)
        #expect(check.isPassed && check.records == 202 && check.keys == 6 && check.runs > 3, "\(check)")
        #expect(check.description.hasPrefix("nothing found in 202 records, 6 keys"))
    }

    @Test("a reduce that writes nothing does not hide a fault")
    func withoutRows() throws {
        #expect(try laws(Frequent<Subtraction>(least: .max)).contains(.commutativity))
        #expect(try laws(Frequent<Padded>(least: .max)) == [])
        #expect(try laws(FrequentElements()) == [])
    }

    @Test("a map that remembers")
    func remembering() throws {
        let check = try Numbering().check(lines: ["a", "b", "c", "d"])
        #expect(check.violations.map(\.law) == [.adding], "\(check)")
        let mapOnly = try NumberingRows().check(lines: lines)
        #expect(mapOnly.violations.map(\.law) == [.chunks], "\(mapOnly)")
        #expect(mapOnly.violations.first?.parts.joined().count == 2, "\(mapOnly)")
    }

    @Test("records of other forms than lines")
    func formats() throws {
        let file = try ScratchFile("k 5;k 7\n;j 1;k -3")
        let check = try Delimited<Subtraction>().check(file.options)
        #expect(check.records == 4 && Set(check.violations.map(\.law)).contains(.commutativity), "\(check)")
        #expect(check.violations.flatMap(\.parts).joined().allSatisfy { !$0.bytes.contains(UInt8(ascii: ";")) })
        #expect(try Delimited<Sum<Int>>().check(file.options).isPassed)
        let table = try ScratchFile("key,number\n\"a\nb\",5\n\"a\nb\",7\nc,1\n")
        let rows = try Table<Subtraction>().check(table.options)
        #expect(rows.records == 3 && rows.violations.first?.key == "a\nb", "\(rows)")
        #expect(try Table<Sum<Int>>().check(table.options).isPassed)
    }

    @Test("is an option of every program that runs a job")
    func option() throws {
        let file = try ScratchFile("b a\na\n")
        for job in [
            ["wordcount"], ["count", "--field", "1"], ["index"], ["grep", "a"], ["grep", "-c", "a"],
        ] {
            let result = try Command.thresh(["run"] + job + ["--check", file.path]).run()
            #expect(result.isSuccess && result.text.hasPrefix("\(job[0]): nothing found in 2 records"), "\(result)")
        }
        let stream = try Command.thresh(["stream", "--map", "cat", "--check", file.path]).run()
        #expect(stream.exitCode == 64 && stream.errors.contains("cannot be checked"), "\(stream)")
        // As of coreutils.
        let order = try Command.thresh(["run", "sort", "--check", file.path]).run()
        #expect(order.exitCode == 1 && order.errors.contains("disorder: a"), "\(order)")
        let output = try Command.thresh(["run", "wordcount", "--check", file.path, "-o", "x"]).run()
        #expect(output.exitCode == 64 && output.errors.contains("leave out -o"), "\(output)")
    }

    @Test("rows that depend on partitions or on chance")
    func divisions() throws {
        let parts = try PartNumbers().check(lines: lines)
        #expect(parts.violations.map(\.law) == [.partitions], "\(parts)")
        #expect(try laws(Throwing()) == [.repetition])
        var options = JobOptions()
        options.inputs = ["-"]
        #expect(failure { try WordCounts().check(options) }?.kind == .usage)
    }
}

/// Memory between its fields that belongs to none.
private struct Padded: FixedAggregate {
    var flag: UInt8 = 0
    var total = 0
    var last: UInt16 = 0
    mutating func add(_ input: Int) {
        flag = 1
        total += input
        last = max(last, UInt16(truncatingIfNeeded: input))
    }
    mutating func merge(_ other: Padded) {
        flag |= other.flag
        total += other.total
        last = max(last, other.last)
    }
    var result: Int { total }
}

struct WordCounts: CombiningJob {
    func map(_ record: Record, into output: inout Combined<String, Count>) {
        record.line.forEachWord { output.emit($0, 1) }
    }
}

private struct Frequent<Combine: FixedAggregate>: CombiningJob where Combine.Input == Int, Combine.Result == Int {
    let least: Int
    func map(_ record: Record, into output: inout Combined<String, Combine>) {
        Folding<CountedAs<Combine>>.read(record) { output.emit($0, $1) }
    }
    func reduce(_ key: String, _ total: Combine, into part: inout PartWriter) {
        if total.result >= least { part.writeRow(key, total.result) }
    }
}

private struct CountedAs<Combine: FixedAggregate>: FixedAggregate where Combine.Input == Int, Combine.Result == Int {
    var inner = Combine()
    mutating func add(_ input: Int) { inner.add(input) }
    mutating func merge(_ other: CountedAs) { inner.merge(other.inner) }
    var result: Int { inner.result }
}

extension Folding {
    fileprivate static func read(_ record: Record, _ body: (ByteView, Int) -> Void) {
        guard let key = record.line.field(0, separator: 32), let number = record.line.field(1, separator: 32)?.integer
        else { return }
        body(key, number)
    }
}

private struct FrequentElements: MergingJob {
    func map(_ record: Record, into output: inout Merged<String, Elements>) {
        Folding<Count>.read(record) { output.emit($0, $1) }
    }
    func reduce(_ key: String, _ total: Elements, into part: inout PartWriter) {}
}

/// Numbers the lines, as if one process saw them all.
private struct Numbering: CombiningJob {
    var seen = 0
    mutating func map(_ record: Record, into output: inout Combined<Int, Count>) {
        seen += 1
        output.emit(seen, 1)
    }
}

private struct NumberingRows: MapOnlyJob {
    var seen = 0
    mutating func beginTask() { seen = 0 }
    mutating func map(_ record: Record, into part: inout PartWriter) {
        seen += 1
        part.writeRow(seen)
    }
}

/// A row for each part.
private struct PartNumbers: CombiningJob {
    var keys = 0
    func map(_ record: Record, into output: inout Combined<String, Count>) { output.emit(record.line, 1) }
    mutating func beginPart() { keys = 0 }
    mutating func reduce(_ key: String, _ total: Count, into part: inout PartWriter) { keys += 1 }
    func endPart(into part: inout PartWriter) { if keys > 1 { part.writeRow(keys) } }
}

/// Rows by the throw of a die.
private struct Throwing: MapOnlyJob {
    func map(_ record: Record, into part: inout PartWriter) { part.writeRow(UInt64.random(in: 0 ... .max)) }
}

/// Records between semicolons: a key, a space, a number.
private struct Delimited<Combine: FixedAggregate>: CombiningJob where Combine.Input == Int, Combine.Result: Cells {
    var records: RecordFormat { .delimited(by: UInt8(ascii: ";")) }
    func map(_ record: Record, into output: inout Combined<String, Combine>) {
        Folding<Combine>.read(record) { output.emit($0, $1) }
    }
}

private struct Table<Combine: FixedAggregate>: CombiningJob where Combine.Input == Int, Combine.Result: Cells {
    var records: RecordFormat { .csv(hasHeader: true) }
    func map(_ record: Record, into output: inout Combined<String, Combine>) {
        let row = CSVRow(record.bytes)
        if let key = row.field(0)?.string, let number = row.field(1)?.integer { output.emit(key, number) }
    }
}
