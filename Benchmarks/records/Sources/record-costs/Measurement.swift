import Glibc
import Thresh

/// Runs jobs over an input that it makes: lines of a short key, a long key and a number, 10,000 different ones of each.
struct Measurement {
    private let path = "/tmp/record-costs-\(getpid())"
    private let records: Int

    init(records: Int) throws {
        self.records = records
        guard let file = fopen(path, "w") else { throw NoFile() }
        var state: UInt64 = 1
        for _ in 0..<records {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let number = 10_000 + Int(state >> 33) % 10_000
            let line = "key\(number) /a/longer/path/to/page\(number).html \(number)\n"
            fputs(line, file)
        }
        fclose(file)
    }

    struct NoFile: Error {}

    /// Each kind of key and value, with the nanoseconds that it takes beside reading the record.
    func rows() throws -> [(key: String, value: String, nanoseconds: Double)] {
        defer { unlink(path) }
        let jobs: [(String, String, any Job)] = [
            ("`ByteView`, up to 15 bytes", "`Count`", Counting<ShortView>()),
            ("`ByteView`, 32 bytes", "`Count`", Counting<LongView>()),
            ("`String`, up to 15 bytes", "`Count`", Counting<ShortString>()),
            ("`String`, 32 bytes", "`Count`", Counting<LongString>()),
            ("`Int`", "`Count`", Counting<Number>()),
            ("`Pair<Int32, Int32>`", "`Count`", Counting<TwoNumbers>()),
            ("`Pair<String, Int32>`", "`Count`", Counting<TextAndNumber>()),
            ("`ByteView`, up to 15 bytes", "`Maximum<Int>` in a `MergingJob`", Merging()),
            ("`Int`", "`Int`, kept", Keeping<KeptNumber>()),
            ("`Int`", "`Pair<Int, Int>`, kept", Keeping<KeptPair>()),
            ("`Int`", "`BitwiseValue` of 24 bytes, kept", Keeping<KeptStruct>()),
            ("`Int`", "`String` of 32 bytes, kept", Keeping<KeptText>()),
            ("`Int`", "`[Int]` of 3, kept", Keeping<KeptArray>()),
            ("`Int`", "`CodableValue` of 3 numbers, kept", Keeping<KeptCodable>()),
        ]
        var best = [Double](repeating: .infinity, count: jobs.count + 1)
        // By turns, so that what happens to the machine meanwhile happens to all.
        for _ in 0..<5 {
            best[0] = min(best[0], try seconds(Nothing()))
            for (index, job) in jobs.enumerated() { best[index + 1] = min(best[index + 1], try seconds(job.2)) }
        }
        return jobs.indices.map { index in
            (jobs[index].0, jobs[index].1, (best[index + 1] - best[0]) * 1e9 / Double(records))
        }
    }

    /// Processor time of this process, which does all the work.
    private func seconds(_ job: some Job) throws -> Double {
        var options = JobOptions()
        options.inputs = [path]
        options.runsInline = true
        options.output = .stream { _ in }
        let started = clock()
        _ = try job.run(options)
        return Double(clock() - started) / Double(CLOCKS_PER_SEC)
    }
}
