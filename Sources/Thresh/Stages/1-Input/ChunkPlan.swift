/// The input cut into tasks. A task is one or more segments: a range of a file, or several small files together.
struct ChunkPlan: Sendable {
    /// The records whose beginning lies after `start` and not after `end` (the file's first record belongs to the
    /// segment that starts at 0). Compressed offsets in a compressed file.
    struct Segment: Sendable, Equatable {
        let file: Int
        let start: UInt64
        let end: UInt64
    }

    private(set) var segments: [Segment] = []
    /// Segments of each task.
    private(set) var tasks: [Range<Int>] = []

    var taskCount: Int { tasks.count }

    /// - Parameters:
    ///   - chunkSize: bytes per task at most, where files can be divided.
    ///   - frames: for each divisible compressed file, where it can be divided.
    init(files: [InputFile], chunkSize: UInt64, frames: [Int: [UInt64]]) {
        var pending = 0
        var pendingBytes: UInt64 = 0
        func closeTask(_ plan: inout ChunkPlan) {
            if plan.segments.count > pending { plan.tasks.append(pending..<plan.segments.count) }
            pending = plan.segments.count
            pendingBytes = 0
        }
        for (index, file) in files.enumerated() where file.size > 0 {
            for range in ChunkPlan.ranges(file, chunkSize: chunkSize, frames: frames[index] ?? []) {
                if pendingBytes + (range.upperBound - range.lowerBound) > chunkSize { closeTask(&self) }
                segments.append(Segment(file: index, start: range.lowerBound, end: range.upperBound))
                pendingBytes += range.upperBound - range.lowerBound
            }
        }
        closeTask(&self)
    }

    /// The default size of chunks: a fixed one, or less when that would leave workers without work.
    static func chunkSize(totalBytes: UInt64, workers: Int) -> UInt64 {
        let share = totalBytes / (UInt64(workers) * Tuning.chunksPerWorker)
        return max(Tuning.smallestChunkBytes, min(Tuning.chunkBytes, share))
    }

    private static func ranges(_ file: InputFile, chunkSize: UInt64, frames: [UInt64]) -> [Range<UInt64>] {
        var cuts: [UInt64] = [0]
        if file.compression == .none {
            cuts += stride(from: chunkSize, to: file.size, by: Int(clamping: chunkSize))
        } else {
            for offset in frames where offset - cuts.last! >= chunkSize { cuts.append(offset) }
        }
        cuts.append(file.size)
        return zip(cuts, cuts.dropFirst()).map { $0..<$1 }
    }
}
