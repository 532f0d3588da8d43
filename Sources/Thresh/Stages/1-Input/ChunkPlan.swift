internal import Platform

/// The input cut into tasks. A task is one or more segments: a range of a file, or several small files together.
struct ChunkPlan: Sendable {
    /// The records from the first that can be recognised from `start` on (the file's first for the segment that starts at
    /// 0) up to the first that can be recognised from `end` on. Compressed offsets in a compressed file.
    struct Segment: Sendable, Equatable {
        let file: Int
        let start: UInt64
        let end: UInt64
        /// What `Record.offset` counts from at `start`.
        let offset: UInt64
    }

    private(set) var segments: [Segment] = []
    /// Segments of each task.
    private(set) var tasks: [Range<Int>] = []

    var taskCount: Int { tasks.count }
    /// Bytes on disk that all tasks have.
    var byteCount: UInt64 { tasks.joined().reduce(0) { $0 + segments[$1].end - segments[$1].start } }

    /// Segments that someone else has cut, and which of them each task has.
    init(segments: [Segment], tasks: [Range<Int>]) { (self.segments, self.tasks) = (segments, tasks) }

    /// Leaves other tasks out.
    mutating func keep(_ kept: [Range<Int>]) { tasks = kept }

    /// - Parameters:
    ///   - chunkSize: bytes per task at most, where files can be divided.
    ///   - frames: for each divisible compressed file, where it can be divided.
    ///   - gzip: for each gzip file that is divided, how.
    ///   - recordStarts: for each plain file whose records cannot be recognised from any place, where chunks begin.
    init(
        files: [InputFile], chunkSize: UInt64, frames: [Int: [ZstdFrames.Division]] = [:],
        gzip: [Int: GzipDivision] = [:], recordStarts: [Int: [UInt64]] = [:]
    ) {
        var pending = 0
        var pendingBytes: UInt64 = 0
        func closeTask(_ plan: inout ChunkPlan) {
            if plan.segments.count > pending { plan.tasks.append(pending..<plan.segments.count) }
            pending = plan.segments.count
            pendingBytes = 0
        }
        for (index, file) in files.enumerated() where file.size > 0 || file.records.isWholeFiles {
            let cuts =
                gzip[index]?.cuts(chunkSize: chunkSize)
                ?? ChunkPlan.cuts(
                    file, chunkSize: chunkSize, frames: frames[index] ?? [], recordStarts: recordStarts[index] ?? [])
            // Others wait for what is divided as it is read.
            let standsAlone = if case .relay = gzip[index] { true } else { false }
            for (cut, end) in zip(cuts, cuts.dropFirst().map(\.start) + [file.size]) {
                if pendingBytes + (end - cut.start) > chunkSize || standsAlone { closeTask(&self) }
                segments.append(Segment(file: index, start: cut.start, end: end, offset: cut.offset))
                pendingBytes += end - cut.start
            }
            if standsAlone { closeTask(&self) }
        }
        closeTask(&self)
    }

    /// The default size of chunks: a fixed one, or less when that would leave workers without work.
    static func chunkSize(totalBytes: UInt64, workers: Int) -> UInt64 {
        let share = totalBytes / (UInt64(workers) * Tuning.chunksPerWorker)
        return max(Tuning.smallestChunkBytes, min(Tuning.chunkBytes, share))
    }

    /// Where chunks of a plain file that cannot be divided anywhere would best begin, the first apart.
    static func places(size: UInt64, chunkSize: UInt64) -> [UInt64] {
        Array(stride(from: chunkSize, to: size, by: Int(clamping: chunkSize)))
    }

    private typealias Cut = (start: UInt64, offset: UInt64)

    private static func cuts(
        _ file: InputFile, chunkSize: UInt64, frames: [ZstdFrames.Division], recordStarts: [UInt64]
    ) -> [Cut] {
        var cuts: [Cut] = [(0, 0)]
        if FetchedFile.isWhole(file.path) { return cuts }
        if file.compression != .none {
            guard file.isDivisible else { return cuts }
            for frame in frames where frame.offset - cuts.last!.start >= chunkSize {
                cuts.append((frame.offset, frame.decompressed ?? frame.offset))
            }
            return cuts
        }
        let starts: [UInt64] =
            switch file.records {
            case .lines, .textLines, .delimited, .paragraphs, .multiline: places(size: file.size, chunkSize: chunkSize)
            case .custom: file.isDivisible ? places(size: file.size, chunkSize: chunkSize) : []
            case .wholeFiles: []
            case .fixedWidth(let width):
                places(size: file.size, chunkSize: max(chunkSize - chunkSize % UInt64(width), UInt64(width)))
            case .csv: file.isDivisible ? places(size: file.size, chunkSize: chunkSize) : recordStarts
            }
        return cuts + starts.map { ($0, $0) }
    }
}
