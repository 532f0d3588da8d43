internal import Platform

/// Makes the run files of one mapper process, and keeps what it has written since its last hand-over.
///
/// An emit cannot throw, so a spill that fails inside one is remembered here, and ends the task at the next block.
@usableFromInline final class Spiller {
    let partitioner: Partitioner
    private let directory: String
    /// Distinguishes this process's files from those of every other, dead ones included.
    private let worker: Int
    private let level: Int32
    let blockBytes: Int
    private var sequence = 0
    private(set) var runs: [String] = []
    private(set) var failure: ThreshError?
    private var bytesWritten: UInt64 = 0
    private(set) var spills = 0

    init(partitioner: Partitioner, directory: String, worker: Int, level: Int32, blockBytes: Int) {
        self.partitioner = partitioner
        self.directory = directory
        self.worker = worker
        self.level = level
        self.blockBytes = blockBytes
    }

    /// Writes a run with `fill`, unless an earlier one failed.
    func write(valueWidth: Int?, _ fill: (inout RunWriter) throws(ThreshError) -> Void) {
        if failure != nil { return }
        let path = "\(directory)/\(WorkFiles.run(worker: worker, sequence: sequence))"
        sequence += 1
        do throws(ThreshError) {
            var writer = try RunWriter(
                path: path, partitions: partitioner.count, valueWidth: valueWidth, level: level, blockBytes: blockBytes)
            runs.append(path)
            try fill(&writer)
            bytesWritten += try writer.finish()
            spills += 1
        } catch {
            failure = error
        }
    }

    func check() throws(ThreshError) { if let failure { throw failure } }

    /// Bytes written since the last call.
    func takeBytes() -> UInt64 {
        defer { bytesWritten = 0 }
        return bytesWritten
    }

    /// The runs since the last call.
    func takeRuns() -> [String] {
        defer { runs = [] }
        return runs
    }
}
