internal import Platform

/// Makes the runs of one mapper process, and keeps what it has written since its last hand-over.
///
/// An emit cannot throw, so a spill that fails inside one is remembered here, and ends the task at the next block.
@usableFromInline final class Spiller {
    let partitioner: Partitioner
    private let directory: String
    /// Distinguishes this process's files from those of every other, dead ones included.
    private let worker: Int
    private let level: Int32
    let blockBytes: Int
    /// Where runs go instead of files.
    private let stream: BlobStream?
    @usableFromInline let tally = JobTally()
    /// How many runs it has written; their numbers are below this.
    private(set) var spills = 0
    private var taken = 0
    private(set) var failure: ThreshError?
    private var bytesWritten: UInt64 = 0

    init(
        partitioner: Partitioner, directory: String, worker: Int, level: Int32, blockBytes: Int,
        stream: BlobStream? = nil
    ) {
        self.stream = stream
        self.partitioner = partitioner
        self.directory = directory
        self.worker = worker
        self.level = level
        self.blockBytes = blockBytes
    }

    /// Writes a run with `fill`, unless an earlier one failed.
    func write(valueWidth: Int?, _ fill: (inout RunWriter) throws(ThreshError) -> Void) {
        if failure != nil { return }
        do throws(ThreshError) {
            var writer = try makeWriter(valueWidth)
            try fill(&writer)
            if case .custom(let partitions) = partitioner { try partitions.check() }
            bytesWritten += try writer.finish()
            spills += 1
        } catch {
            failure = error
        }
    }

    private func makeWriter(_ valueWidth: Int?) throws(ThreshError) -> RunWriter {
        if let stream {
            return try RunWriter(
                stream, spill: UInt32(spills), partitions: partitioner.count, valueWidth: valueWidth, level: level)
        }
        return try RunWriter(
            path: "\(directory)/\(WorkFiles.run(worker: worker, sequence: spills))", partitions: partitioner.count,
            valueWidth: valueWidth, level: level, blockBytes: blockBytes)
    }

    func check() throws(ThreshError) {
        if let failure { throw failure }
        try tally.check()
    }

    /// Bytes written since the last call.
    func takeBytes() -> UInt64 {
        defer { bytesWritten = 0 }
        return bytesWritten
    }

    /// The numbers of the runs since the last call.
    func takeRuns() -> Range<Int> {
        defer { taken = spills }
        return taken..<spills
    }
}
