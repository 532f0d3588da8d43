internal import Platform

/// The directory with a job's part files: filled beside its final place, and renamed into it when it is complete.
struct OutputDirectory {
    let path: String
    /// Where parts are written until the commit.
    var staging: String { directory.path }
    private let directory: LockedDirectory
    private let replaces: Bool

    /// Makes the staging directory, and removes those of killed jobs with the same output. An existing `path` is refused
    /// unless `overwrite`.
    init(path: String, overwrite: Bool) throws(ThreshError) {
        var trimmed = path
        while trimmed.count > 1 && trimmed.hasSuffix("/") { trimmed.removeLast() }
        self.path = trimmed
        replaces = FileSystem.exists(trimmed)
        if replaces {
            guard overwrite else {
                throw ThreshError(
                    .cannotCreate, "\(trimmed): the output exists already; choose another -o, or add --overwrite")
            }
            let isDirectory = (try? FileSystem.status(trimmed).kind) == .directory
            let names = (try? FileSystem.list(trimmed)) ?? []
            // What is not of a job would be lost with it.
            let isOutput = names.allSatisfy {
                WorkFiles.isPart($0) || $0 == WorkFiles.success
                    || $0 == WorkFiles.rejects && (try? FileSystem.list(trimmed + "/" + $0)) == [WorkFiles.rejectNames]
            }
            guard isDirectory, isOutput else {
                let reason = isDirectory ? "there are files in it that no job wrote" : "it is no directory"
                throw ThreshError(
                    .cannotCreate, "\(trimmed): \(reason), so --overwrite does not replace it; choose another -o")
            }
        }
        let name = trimmed.split(separator: "/").last.map(String.init) ?? "out"
        do {
            directory = try LockedDirectory(
                in: OutputDirectory.parent(trimmed), prefix: "." + name + ".thresh-", isPrivate: false)
        } catch {
            throw ThreshError(
                .cannotCreate, "\(trimmed): cannot create the output: \(error.reason); check the directory above it")
        }
    }

    /// Puts the staged directory in its place in one step. The old output is there until then.
    func commit(durable: Bool) throws(ThreshError) {
        try attempt { () throws(SystemError) in
            try directory.removeLock()
            if durable { try FileSystem.synchronizeDirectory(staging) }
            if replaces {
                try FileSystem.exchange(staging, path)
                // The new output is in its place, whatever becomes of the old.
                try? FileSystem.removeTree(staging)
            } else {
                try FileSystem.renameNew(staging, to: path)
            }
            if durable { try FileSystem.synchronizeDirectory(OutputDirectory.parent(path)) }
        }
    }

    /// Removes what was staged.
    func discard() { try? FileSystem.removeTree(staging) }

    static func parent(_ path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
