internal import Platform

/// The directory with a job's part files: filled beside its final place, and renamed into it when it is complete.
struct OutputDirectory {
    let path: String
    /// Where parts are written until the commit.
    var staging: String { directory.path }
    private let directory: LockedDirectory
    private let replaces: Bool
    /// What was in the output that is to be replaced.
    private let oldNames: Set<String>

    /// Makes the staging directory, and removes those of killed jobs with the same output. An existing `path` is refused
    /// unless `overwrite`.
    init(path: String, overwrite: Bool) throws(ThreshError) {
        var trimmed = FileName.withoutControls(path)
        while trimmed.count > 1 && trimmed.hasSuffix("/") { trimmed.removeLast() }
        // A link stays one, to what is new.
        if overwrite { trimmed = FileSystem.followed(trimmed) }
        self.path = trimmed
        replaces = FileSystem.isTaken(trimmed)
        var oldNames: [String] = []
        if replaces {
            guard overwrite else {
                throw OutputDirectory.isTaken(trimmed)
            }
            let isDirectory = (try? FileSystem.status(trimmed).kind) == .directory
            oldNames = (try? FileSystem.list(trimmed)) ?? []
            // What is not of a job would be lost with it.
            let isOutput = oldNames.allSatisfy {
                WorkFiles.isPart($0) || $0 == WorkFiles.success
                    || $0 == WorkFiles.rejects && (try? FileSystem.list(trimmed + "/" + $0)) == [WorkFiles.rejectNames]
            }
            guard isDirectory, isOutput else {
                let reason = isDirectory ? "there are files in it that no job wrote" : "it is no directory"
                throw ThreshError(
                    .cannotCreate, "\(trimmed): \(reason), so --overwrite does not replace it; choose another -o")
            }
        }
        self.oldNames = Set(oldNames)
        let name = trimmed.split(separator: "/").last.map(String.init) ?? "out"
        do {
            directory = try LockedDirectory(
                in: OutputDirectory.parent(trimmed), prefix: "." + name + ".thresh-", isPrivate: false
            ) {
                WorkFiles.isPart($0) || WorkFiles.isAttempt($0) || [WorkFiles.success, WorkFiles.rejects].contains($0)
            }
        } catch {
            throw ThreshError(
                .cannotCreate, "\(trimmed): cannot create the output: \(error.reason); check the directory above it")
        }
    }

    /// Puts the staged directory in its place in one step. The old output is there until then; what others put into it
    /// while the job ran is kept.
    /// - Returns: a sentence for each thing that was kept.
    func commit(durable: Bool) throws(ThreshError) -> [String] {
        var kept: [String] = []
        do throws(SystemError) {
            try directory.removeLock()
            if durable { try FileSystem.synchronizeDirectory(staging) }
            if replaces {
                try FileSystem.exchange(staging, path)
                kept = removeOld()
            } else {
                try FileSystem.renameNew(staging, to: path)
            }
            if durable { try FileSystem.synchronizeDirectory(OutputDirectory.parent(path)) }
        } catch  where error.isExisting {
            throw OutputDirectory.isTaken(path)
        } catch {
            throw ThreshError(error)
        }
        return kept
    }

    /// The new output is in its place, whatever becomes of the old.
    private func removeOld() -> [String] {
        guard let names = try? FileSystem.list(staging) else { return [] }
        var kept: [String] = []
        var left: [String] = []
        for name in names where !oldNames.contains(name) {
            do throws(SystemError) {
                try FileSystem.renameNew(staging + "/" + name, to: path + "/" + name)
                kept.append("\(path)/\(name): it came while the job ran, and is kept beside the new output")
            } catch {
                left.append(name)
            }
        }
        if left.isEmpty {
            try? FileSystem.removeTree(staging)
            return kept
        }
        // Under a name that no later job takes for its own.
        var place = path + ".kept-" + directory.tag
        do { try FileSystem.renameNew(staging, to: place) } catch { place = staging }
        for name in names where oldNames.contains(name) { try? FileSystem.removeTree(place + "/" + name) }
        return kept
            + left.map { "\(place)/\($0): it came into the old output while the job ran, and is left there" }
    }

    static func isTaken(_ path: String) -> ThreshError {
        ThreshError(.cannotCreate, "\(path): the output exists already; choose another -o, or add --overwrite")
    }

    /// Removes what was staged.
    func discard() { try? FileSystem.removeTree(staging) }

    static func parent(_ path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
