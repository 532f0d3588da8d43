internal import Platform

/// What a stage produced: rows of encoded pairs, in memory or in temporary files that go with it.
@usableFromInline package final class Dataset {
    let inputs: [String]
    private let memory: MemoryFile?
    private let workDirectory: WorkDirectory?

    private init(_ inputs: [String], memory: MemoryFile?, workDirectory: WorkDirectory?) {
        self.inputs = inputs
        self.memory = memory
        self.workDirectory = workDirectory
    }

    /// Runs a job, and keeps its rows.
    @usableFromInline
    package static func make(_ options: JobOptions, _ run: (JobOptions) throws -> JobResult) throws -> Dataset {
        let workDirectory = try WorkDirectory(
            in: options.temporaryDirectory ?? Machine.environment("TMPDIR") ?? "/tmp", removesAbandoned: false)
        var options = options
        let directory = workDirectory.path + "/stage"
        options.output = .directory(directory, overwrite: false)
        options.durable = false
        let result = try run(options)
        let paths = result.parts.filter { $0.summary.rows > 0 }.map { directory + "/" + $0.name }
        let room = min(Tuning.datasetMemoryBytes, (options.memory ?? .max) / 16)
        guard result.counters.outputBytes <= room else {
            return Dataset(paths, memory: nil, workDirectory: workDirectory)
        }
        var content = ByteBuffer(capacity: Int(result.counters.outputBytes))
        var collector = try PartCollector(output: options.output, staged: nil)
        for path in paths { unsafe try collector.forEachPiece(of: path) { unsafe content.append($0) } }
        workDirectory.remove()
        return try inMemory(content)
    }

    var isInMemory: Bool { memory != nil }

    /// As `options`, for a job that reads these rows and nothing else; inline where they are in memory, since forking
    /// would cost more than the work.
    package func options(_ options: JobOptions) -> JobOptions {
        var options = options
        options.inputs = inputs
        options.plainInputs = Set(inputs.indices)
        options.runsInline = options.runsInline || isInMemory
        return options
    }

    @usableFromInline
    static func inMemory(_ rows: borrowing ByteBuffer) throws(ThreshError) -> Dataset {
        let memory: MemoryFile
        do { memory = try unsafe MemoryFile(rows.rawBuffer, name: "thresh-stage") } catch { throw ThreshError(error) }
        return Dataset([memory.path], memory: memory, workDirectory: nil)
    }
}
