internal import Platform

/// The output of a job without reduce: what tasks wrote, one after another in the order of the input, as one part.
/// Tasks end in any order; each is taken as soon as those before it are in.
struct OrderedOutput: ~Copyable {
    private var writer: PartWriter?
    /// Beside it, by name.
    private let staged: OutputDirectory?
    private var collector: PartCollector
    private let output: JobOptions.Output
    /// Paths of tasks that ended before an earlier one.
    private var waiting: [Int: (path: String, rows: UInt64, named: [NamedPart])] = [:]
    private var next = 0
    /// Whether what tasks wrote stays until the job is done.
    private let keepsFiles: Bool

    init(output: JobOptions.Output, staged: OutputDirectory?, keepsFiles: Bool = false) throws(ThreshError) {
        self.keepsFiles = keepsFiles
        let collector = try PartCollector(output: output, staged: nil)
        var writer: PartWriter?
        if let staged { writer = try PartWriter(path: staged.staging + "/" + WorkFiles.mapPart(0), top: nil) }
        self.collector = collector
        self.writer = writer
        self.output = output
        self.staged = staged
    }

    mutating func add(task: Int, path: String, rows: UInt64, named: [NamedPart]) throws {
        try NamedPart.checkPlace(of: named, in: staged)
        waiting[task] = (path, rows, named)
        while let (path, rows, named) = waiting.removeValue(forKey: next) {
            unsafe try collector.forEachPiece(of: path) { piece in
                if case .stream(let body) = output { try unsafe body(piece) }
                try unsafe writer?.append(piece: piece)
            }
            writer?.count(rows: rows)
            try remove(path)
            for part in named {
                let path = WorkFiles.named(part.output, beside: path)
                unsafe try collector.forEachPiece(of: path) { piece in
                    try unsafe writer?.append(piece: piece, to: part.output)
                }
                try writer?.count(rows: part.summary.rows, of: part.output)
                try remove(path)
            }
            next += 1
        }
    }

    private func remove(_ path: String) throws(ThreshError) {
        if keepsFiles || FetchedFile.isURI(path) { return }
        try attempt { () throws(SystemError) in try FileSystem.removeFile(path) }
    }

    consuming func finish(durable: Bool) throws(ThreshError) -> [JobResult.Part] {
        guard let writer = writer.take(), let staged else { return [] }
        let (summary, named) = try writer.finish(durable: durable)
        let path = staged.staging + "/" + WorkFiles.mapPart(0)
        return try [JobResult.Part(name: WorkFiles.mapPart(0), summary: summary)]
            + named.map { part throws(ThreshError) in
                let name = WorkFiles.mapPart(0, of: part.output)
                try attempt { () throws(SystemError) in
                    try FileSystem.rename(WorkFiles.named(part.output, beside: path), to: staged.staging + "/" + name)
                }
                return JobResult.Part(name: name, summary: part.summary)
            }
    }
}
