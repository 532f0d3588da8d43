/// Everything that is decided before the first fork, and that workers find in their memory.
struct JobPlan: Sendable {
    let name: String
    let files: [InputFile]
    var chunks: ChunkPlan
    /// For each gzip file that is divided, how; by the number of the file.
    let gzip: [Int: GzipDivision]
    let partitioner: Partitioner
    let memory: MemoryPlan
    let workers: Int
    let compressionLevel: Int32
    let maxRecordSize: Int
    let maxAttempts: Int
    let maxBad: BadRecordLimit?
    let taskTimeout: Duration?
    let durable: Bool
    let top: Int?
    var handsOverEachTask: Bool
    /// Of the hash of tables; says nothing in the output.
    let seed: UInt64
    let workDirectory: String
    /// Where mappers write their runs.
    var runDirectory: String
    /// Where they write them instead, for another engine.
    var stream: BlobStream?
    /// Whether what is handed over outlives the job, so that it is done often.
    var keepsRuns = false
    let chunkSize: UInt64

    /// The order to begin map tasks in; nil for that of the input. The stretches of a gzip file can be begun only one
    /// after another: so those of each file, and all other tasks, are spread over the whole time.
    var taskOrder: [Int]? {
        let groups = chunks.tasks.map { segments in
            let file = chunks.segments[segments.lowerBound].file
            if case .relay = gzip[file] { return file }
            return -1
        }
        guard Set(groups).count > 1 else { return nil }
        let sizes = Dictionary(groups.map { ($0, 1) }, uniquingKeysWith: +)
        var begun: [Int: Int] = [:]
        let places = groups.map { group in
            defer { begun[group, default: 0] += 1 }
            return (Double(begun[group, default: 0]) + 0.5) / Double(sizes[group]!)
        }
        return places.indices.sorted { (places[$0], $0) < (places[$1], $1) }
    }
}

/// Whom the driver tells what happens.
struct JobEvents {
    let onProgress: ((JobProgress) -> Void)?
    let onEvent: ((String) -> Void)?

    func progress(_ progress: JobProgress) { onProgress?(progress) }
    func event(_ text: String) { onEvent?(text) }
}
