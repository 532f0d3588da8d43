/// Records of a job's input, chosen evenly by a seed: the same ones in every check.
struct RecordSample {
    let records: [CheckedRecord]
    /// Paths of the inputs, for `Job.prepare`.
    let paths: [String]

    init(of job: some Job, _ options: JobOptions, count: Int, seed: UInt64) throws {
        let gathered = Box(Reservoir(limit: count, random: SampleRandom(seed: seed)))
        var options = options
        options.runsInline = true
        options.output = unsafe .stream { _ in }
        _ = try Gathering(of: job, into: gathered).run(options)
        records = gathered.value.records.sorted { ($0.file, $0.offset) < ($1.file, $1.offset) }
        paths = gathered.value.paths
    }

    private struct Reservoir {
        let limit: Int
        var random: SampleRandom
        var paths: [String] = []
        var records: [CheckedRecord] = []
        var seen = 0

        init(limit: Int, random: SampleRandom) {
            self.limit = limit
            self.random = random
        }

        mutating func add(_ record: Record) {
            seen += 1
            var place = records.count
            if place == limit {
                place = Int.random(in: 0..<seen, using: &random)
                if place >= limit { return }
            }
            let kept = CheckedRecord(
                path: paths[record.file], offset: record.offset, bytes: Array(record.rawLine), file: record.file,
                input: record.input)
            if place == records.count { records.append(kept) } else { records[place] = kept }
        }
    }

    private struct Gathering<Checked: Job>: MapOnlyJob {
        var job: Checked
        let reservoir: Box<Reservoir>

        init(of job: Checked, into reservoir: Box<Reservoir>) {
            self.job = job
            self.reservoir = reservoir
        }

        mutating func prepare(files: [JobInput]) throws {
            try job.prepare(files: files)
            reservoir.value.paths = files.map(\.name)
        }

        func records(ofFile file: Int) -> RecordFormat { job.records(ofFile: file) }
        func map(_ record: Record, into part: inout PartWriter) { reservoir.value.add(record) }
    }
}

/// A small random number generator (SplitMix64): the same numbers in every run.
struct SampleRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }
}
