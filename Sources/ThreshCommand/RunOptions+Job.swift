internal import Platform
package import Thresh

extension RunOptions {
    /// What becomes of all that is printed; nil where it is as it is. From then on messages are without addresses, too.
    package var rewriter: ((ByteView) -> [UInt8])? {
        get throws(ThreshError) {
            guard anonymize else { return nil }
            guard let make = unsafe JobLauncher.addressRewriter else {
                throw ThreshError(
                    .usage, "this program was built without ThreshLogs, so it knows no addresses; leave out --anonymize"
                )
            }
            let rewriter = try make()
            unsafe Terminal.rewriting = { text in
                unsafe Array(text.utf8).withUnsafeBytes {
                    String(decoding: rewriter(unsafe ByteView($0)), as: UTF8.self)
                }
            }
            return rewriter
        }
    }

    func jobOptions(name: String) -> JobOptions {
        var result = JobOptions()
        result.name = name
        result.inputs = input
        result.durable = durable
        result.workers = workers
        result.memory = memory?.bytes
        result.chunkSize = chunkSize?.bytes
        result.partitions = partitions
        result.compressionLevel = compressionLevel
        result.temporaryDirectory = temporaryDirectory
        result.maxAttempts = maxAttempts
        result.taskTimeout = taskTimeout?.duration
        result.maxBad = badRecordLimit
        result.writesGzipIndexes = gzipIndex
        result.maxRecordSize = Int(maxRecordSize.bytes)
        // With rows in a file that is the output.
        result.ownFiles = writtenFiles
        return result
    }

    private var writtenFiles: [String] { [html, output].compactMap { $0 } }

    /// Throws when a file that is read beside the inputs would be replaced.
    package func checkIsKept(_ path: String) throws(ThreshError) {
        guard let status = try? FileSystem.status(path), status.kind == .regular else { return }
        for written in writtenFiles {
            guard let other = try? FileSystem.status(written) else { continue }
            if status.device == other.device, status.inode == other.inode { throw ThreshError.wouldBeReplaced(path) }
        }
    }
}
