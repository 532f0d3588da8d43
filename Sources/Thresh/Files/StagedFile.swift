internal import Platform

/// A single file of output: written beside its final place, and renamed into it when it is complete.
///
/// It goes through a locked directory, so that what a killed process left behind is removed by the next one that writes
/// the same file.
package final class StagedFile {
    package let path: String
    /// Where the file is written until the commit.
    package var staging: String { directory.path + "/" + name }
    private let name: String
    private let directory: LockedDirectory
    private let replaces: Bool

    /// Looks whether the file can be made, before the work is done for nothing.
    ///
    /// - Parameters:
    ///   - option: what a person gave the path to, for messages.
    ///   - isReplaceable: whether an existing file, given its first bytes, was written by us: other files are refused
    ///     even with `overwrite`.
    package init(
        path: String, option: String, overwrite: Bool, isReplaceable: ([UInt8]) -> Bool
    ) throws(ThreshError) {
        var path = FileName.withoutControls(path)
        // A link stays one, to what is new.
        if overwrite { path = FileSystem.followed(path) }
        self.path = path
        name = path.split(separator: "/").last.map(String.init) ?? path
        replaces = FileSystem.isTaken(path)
        if replaces {
            try StagedFile.checkReplacing(path, option, overwrite, isReplaceable)
        } else if path.hasSuffix("/") {
            throw ThreshError(.cannotCreate, "\(path): this names a directory; give \(option) the name of a file")
        }
        do {
            directory = try LockedDirectory(
                in: OutputDirectory.parent(path), prefix: "." + name + ".thresh-", isPrivate: false)
        } catch {
            throw ThreshError(
                .cannotCreate, "\(path): cannot create the file: \(error.reason); check the directory above it")
        }
    }

    deinit { try? FileSystem.removeTree(directory.path) }

    /// The path of a file that is gone with this object.
    package func scratch(_ name: String) -> String { directory.path + "/." + name }

    /// Writes the whole of the file.
    package func write(_ bytes: [UInt8]) throws(ThreshError) {
        do throws(SystemError) {
            let file = try FileDescriptor.open(staging, .createNew)
            try unsafe bytes.span.bytes.withUnsafeBytes { bytes throws(SystemError) in try unsafe file.write(bytes) }
            try file.close()
        } catch {
            // Where it is staged says nothing to a person.
            throw ThreshError(SystemError(code: error.code, operation: error.operation, subject: path))
        }
    }

    /// Puts the file in its place in one step. An older file is there until then.
    package func commit(durable: Bool) throws(ThreshError) {
        do throws(SystemError) {
            if durable { try FileDescriptor.open(staging, .read).synchronize() }
            if replaces {
                try FileSystem.rename(staging, to: path)
            } else {
                try FileSystem.renameNew(staging, to: path)
            }
            if durable { try FileSystem.synchronizeDirectory(OutputDirectory.parent(path)) }
        } catch  where error.isExisting {
            throw ThreshError(.cannotCreate, "\(path): the file exists already; give another name, or add --overwrite")
        } catch {
            throw ThreshError(error)
        }
    }

    private static func checkReplacing(
        _ path: String, _ option: String, _ overwrite: Bool, _ isReplaceable: ([UInt8]) -> Bool
    ) throws(ThreshError) {
        guard overwrite else {
            throw ThreshError(
                .cannotCreate, "\(path): the file exists already; give \(option) another name, or add --overwrite")
        }
        var reason: String?
        if (try? FileSystem.status(path).kind) != .regular {
            reason = "it is no file"
        } else {
            let head = head(of: path)
            if !head.isEmpty && !isReplaceable(head) { reason = "thresh did not write it" }
        }
        if let reason {
            throw ThreshError(
                .cannotCreate, "\(path): \(reason), so --overwrite does not replace it; give \(option) another name")
        }
    }

    private static func head(of path: String) -> [UInt8] {
        var head = [UInt8](repeating: 0, count: 512)
        guard let file = try? FileDescriptor.open(path, .read),
            let count = try? unsafe head.withUnsafeMutableBytes({ try unsafe file.readFully(into: $0, at: 0) })
        else { return [0] }
        return Array(head.prefix(count))
    }
}
