internal import Platform

/// Runs a job over all of its input, divided in several ways, and compares the rows.
struct DivisionChecker<Checked: Job> {
    let job: Checked
    let options: JobOptions
    let workDirectory: WorkDirectory
    private(set) var runs = 0

    /// How a run divides its work.
    private struct Division {
        var chunkSize: UInt64 = 1 << 60
        var partitions = 1

        var description: String {
            let chunks = chunkSize == 1 << 60 ? "a task for each file" : "tasks of \(chunkSize) bytes"
            return chunks + ", \(partitions == 1 ? "1 partition," : "\(partitions) partitions,")"
        }
    }

    init(_ job: Checked, _ options: JobOptions, _ workDirectory: WorkDirectory) {
        self.job = job
        self.options = options
        self.workDirectory = workDirectory
    }

    /// - Parameter sample: records to look for a small example among.
    mutating func violation(_ sample: [CheckedRecord]) throws -> LawViolation? {
        let whole = Division()
        let (expected, byteCount) = try rows(options.inputs, whole)
        // The last makes more runs than are merged at a time.
        let sizes = [2, 9, 130].map { byteCount / $0 + 1 }
        let variants: [(JobLaw, Division)] =
            [(.repetition, whole)] + sizes.map { (.chunks, Division(chunkSize: $0)) }
            + [(.partitions, Division(partitions: 5)), (.partitions, Division(chunkSize: sizes[1], partitions: 3))]
        for (law, division) in variants {
            let (found, _) = try rows(options.inputs, division)
            guard let (first, second) = Self.difference(expected, found) else { continue }
            if let small = try smallExample(of: law, division, sample) { return small }
            return LawViolation(
                law: law, key: nil, parts: [], first: LawViolation.Outcome(how: whole.description, what: first),
                second: LawViolation.Outcome(how: division.description, what: second))
        }
        return nil
    }

    // MARK: a small example

    /// Runs that are made to find one.
    private static var mostSteps: Int { 200 }

    private mutating func smallExample(
        of law: JobLaw, _ division: Division, _ sample: [CheckedRecord]
    ) throws -> LawViolation? {
        // Of other formats there is no file that holds just these records.
        guard job.records.delimiter != nil else { return nil }
        var found = try violation(law, division.partitions, sample)
        var records = sample
        var steps = 0
        // Leaves out ever smaller pieces.
        var piece = records.count / 2
        while found != nil && piece > 0 {
            var start = 0
            while start < records.count && records.count > 1 && steps < Self.mostSteps {
                let rest = Array(records[..<start] + records[min(start + piece, records.count)...])
                steps += 1
                if !rest.isEmpty, let smaller = try violation(law, division.partitions, rest) {
                    records = rest
                    found = smaller
                } else {
                    start += piece
                }
            }
            piece /= 2
        }
        return found
    }

    private mutating func violation(
        _ law: JobLaw, _ partitions: Int, _ records: [CheckedRecord]
    ) throws -> LawViolation? {
        let path = workDirectory.path + "/records"
        var text = ByteBuffer()
        for record in records {
            unsafe record.bytes.withUnsafeBytes { unsafe text.append($0) }
            text.append(job.records.delimiter ?? 10)
        }
        try attempt { () throws(SystemError) in
            try? FileSystem.removeFile(path)
            let file = try FileDescriptor.open(path, .createNew)
            try unsafe file.write(text.rawBuffer)
        }
        var division = Division(partitions: partitions)
        if law == .chunks {
            // As good as a task for each record: the first of a file belongs to the task that begins there, and so does
            // one that begins where that task ends.
            let shortest = records.map(\.bytes.count).min() ?? 0
            division.chunkSize = UInt64(max(1, records.count < 50 ? shortest : text.count / (2 * records.count)))
        }
        let (expected, _) = try rows([path], Division())
        let (other, _) = try rows([path], division)
        guard let (first, second) = Self.difference(expected, other) else { return nil }
        return LawViolation(
            law: law, key: nil, parts: [records],
            first: LawViolation.Outcome(how: Division(partitions: 1).description, what: first),
            second: LawViolation.Outcome(how: division.description, what: second))
    }

    // MARK: runs

    /// The rows of all parts, each after the name of its output where it has one; and the bytes of the input.
    private mutating func rows(
        _ inputs: [String], _ division: Division
    ) throws -> (rows: [[UInt8]], inputBytes: UInt64) {
        runs += 1
        let directory = workDirectory.path + "/output"
        defer { try? FileSystem.removeTree(directory) }
        var options = options
        options.inputs = inputs
        options.output = .directory(directory, overwrite: false)
        options.durable = false
        options.runsInline = true
        options.chunkSize = division.chunkSize
        options.partitions = division.partitions
        options.handsOverEachTask = true
        let result = try job.run(options)
        var rows: [[UInt8]] = []
        var collector = try PartCollector(output: options.output, staged: nil)
        for part in result.parts {
            let output = part.name.split(separator: "-").dropLast(2).joined(separator: "-")
            var bytes: [UInt8] = []
            unsafe try collector.forEachPiece(of: directory + "/" + part.name) { unsafe bytes.append(contentsOf: $0) }
            let prefix = output == "part" ? [] : Array("\(output): ".utf8)
            rows += bytes.split(separator: 10, omittingEmptySubsequences: false).dropLast().map { prefix + $0 }
        }
        if !keepsOrder { rows.sort { $0.lexicographicallyPrecedes($1) } }
        return (rows, result.counters.inputBytes)
    }

    /// Whether rows come in an order that does not depend on partitions.
    private var keepsOrder: Bool {
        if case .direct = job.makeRuntime().shape { return true }
        return job.top != nil
    }

    /// The first rows that differ.
    private static func difference(_ a: [[UInt8]], _ b: [[UInt8]]) -> (String, String)? {
        guard
            let place = (0..<max(a.count, b.count)).first(where: { place in
                place >= a.count || place >= b.count || a[place] != b[place]
            })
        else { return nil }
        func around(_ rows: [[UInt8]]) -> String {
            if place >= rows.count { return "\(rows.count) rows" }
            let shown = rows[place..<min(place + 3, rows.count)].map { VisibleText.of($0.prefix(500)) }
            return shown.joined(separator: "\n") + "\n(row \(place + 1) of \(rows.count))"
        }
        return (around(a), around(b))
    }
}
