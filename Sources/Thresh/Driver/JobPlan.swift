/// Everything that is decided before the first fork, and that workers find in their memory.
struct JobPlan: Sendable {
    let name: String
    let files: [InputFile]
    let records: RecordFormat
    let chunks: ChunkPlan
    let partitioner: Partitioner
    let memory: MemoryPlan
    let workers: Int
    let compressionLevel: Int32
    let maxRecordSize: Int
    let maxAttempts: Int
    let durable: Bool
    let top: Int?
    let handsOverEachTask: Bool
    /// Of the hash of tables; says nothing in the output.
    let seed: UInt64
    let workDirectory: String

    var totalBytes: UInt64 { files.reduce(0) { $0 + $1.size } }

    /// "access.log at byte 1234" of a map task's position.
    func place(task: Int, part: Int, offset: UInt64) -> String {
        let segments = chunks.tasks[task]
        let segment = chunks.segments[min(segments.lowerBound + part, segments.upperBound - 1)]
        // A worker that has not read anything yet has published no offset.
        return "\(files[segment.file].name) at byte \(max(offset, segment.offset))"
    }
}
