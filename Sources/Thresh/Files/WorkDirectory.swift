internal import Platform

/// A directory for files between the stages of a job, gone when the job is over.
package final class WorkDirectory {
    package let path: String
    private let directory: LockedDirectory
    private var isRemoved = false
    private let owner = Fork.currentPid

    /// - Parameter removesAbandoned: looks through `parent`, which may be large, for what killed jobs left: not needed
    ///   where a job runs anyhow.
    package init(in parent: String, removesAbandoned: Bool = true) throws(ThreshError) {
        do {
            directory = try LockedDirectory(
                in: parent, prefix: "thresh-work-", isPrivate: true, removesAbandoned: removesAbandoned)
        } catch {
            throw ThreshError(
                .cannotCreate,
                "\(parent): cannot create a working directory: \(error.reason); choose another with --temporary-directory"
            )
        }
        path = directory.path
    }

    deinit { remove() }

    /// Removes the directory and all in it. Only the process that made it does.
    func remove() {
        guard !isRemoved, Fork.currentPid == owner else { return }
        isRemoved = true
        try? FileSystem.removeTree(path)
    }
}
