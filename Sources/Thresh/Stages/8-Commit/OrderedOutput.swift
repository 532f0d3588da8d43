internal import Platform

/// The output of a job without reduce: what tasks wrote, one after another in the order of the input, as one part.
/// Tasks end in any order; each is taken as soon as those before it are in.
struct OrderedOutput: ~Copyable {
    private var writer: PartWriter?
    private var collector: PartCollector
    private let output: JobOptions.Output
    /// Paths of tasks that ended before an earlier one.
    private var waiting: [Int: String] = [:]
    private var next = 0

    init(output: JobOptions.Output, staged: OutputDirectory?) throws(ThreshError) {
        let collector = try PartCollector(output: output, staged: nil)
        var writer: PartWriter?
        if let staged { writer = try PartWriter(path: staged.staging + "/" + WorkFiles.mapPart(0), top: nil) }
        self.collector = collector
        self.writer = writer
        self.output = output
    }

    mutating func add(task: Int, path: String) throws {
        waiting[task] = path
        while let path = waiting.removeValue(forKey: next) {
            unsafe try collector.forEachPiece(of: path) { piece in
                if case .stream(let body) = output { try unsafe body(piece) }
                try unsafe writer?.append(lines: piece)
            }
            try attempt { () throws(SystemError) in try FileSystem.removeFile(path) }
            next += 1
        }
    }

    consuming func finish(durable: Bool) throws(ThreshError) -> [JobResult.Part] {
        guard let writer = writer.take() else { return [] }
        return [JobResult.Part(name: WorkFiles.mapPart(0), summary: try writer.finish(durable: durable))]
    }
}
