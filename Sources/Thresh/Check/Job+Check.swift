internal import Platform

extension Job {
    /// Looks for what makes the job's rows depend on chance: a combiner whose `merge` is not associative or commutative,
    /// an aggregate that encodes less than it must, a `map` that depends on the records before. Reports the smallest
    /// example that it finds:
    ///
    ///     print(try MyJob().check(options))
    ///
    /// The records of a sample are mapped one by one, and what they emit is merged in many ways; the rows that `reduce`
    /// writes must be the same, or the state of the aggregates where it writes none. If they are, the job is run inline
    /// some times over the whole input, divided differently. So the input should be small; it must not be standard input.
    /// A check finds faults; that it finds none proves nothing.
    ///
    /// - Parameters:
    ///   - options: the inputs, and what else the runs need; not their output or how they are divided.
    ///   - records: how many records the sample has at most.
    ///   - seed: of the sample and of what is merged. The same seed gives the same result.
    public func check(_ options: JobOptions, records: Int = 1000, seed: UInt64 = 0) throws -> JobCheck {
        guard !options.inputs.contains("-") else {
            throw ThreshError(
                .usage, "a check reads its input several times, so it cannot be standard input; give a file")
        }
        let workDirectory = try WorkDirectory(
            in: options.temporaryDirectory ?? Machine.environment("TMPDIR") ?? "/tmp", removesAbandoned: false)
        defer { workDirectory.remove() }
        let sample = try RecordSample(of: self, options, count: records, seed: seed)
        var result = JobCheck()
        result.records = sample.records.count
        var prepared = self
        try prepared.prepare(inputs: sample.paths)
        let place = try CheckPlace(workDirectory)
        func checkLaws(_ subject: some CheckSubject) throws {
            var checker = LawChecker(subject, sample.records, seed: seed)
            result.violations = try checker.violations()
            result.keys = checker.keys
            result.comparisons = checker.comparisons
        }
        func combining(_ job: some CombiningJob) throws { try checkLaws(CombiningSubject(job: job, place: place)) }
        func merging(_ job: some MergingJob) throws { try checkLaws(MergingSubject(job: job, place: place)) }
        switch prepared {
        case let job as any CombiningJob: try combining(job)
        case let job as any MergingJob: try merging(job)
        default: break
        }
        if result.isPassed {
            var checker = DivisionChecker(self, options, workDirectory)
            if let violation = try checker.violation(sample.records) { result.violations.append(violation) }
            result.runs = checker.runs
        }
        return result
    }

    /// As above, over records that are given, each of which becomes a line: for unit tests.
    ///
    ///     #expect(try MyJob().check(lines: ["a 1", "b 2", "a 3"]).isPassed)
    public func check(lines: [String], seed: UInt64 = 0) throws -> JobCheck {
        let input = try TemporaryInput(lines.map { $0 + "\n" }.joined())
        var options = JobOptions()
        options.inputs = [input.path]
        return try check(options, seed: seed)
    }
}
