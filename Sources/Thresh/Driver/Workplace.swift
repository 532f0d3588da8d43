internal import Platform

/// The directory for the files between map and reduce, gone when the job is over.
///
/// A driver that is killed cannot remove it. So each holds a lock in its own, and the next job removes those of the
/// same user that nobody locks.
final class Workplace {
    let path: String
    private let lock: FileDescriptor
    private var isRemoved = false
    private let owner = Fork.currentPid

    private static let prefix = "thresh-work-"

    init(in parent: String) throws(ThreshError) {
        Workplace.removeAbandoned(in: parent)
        let name =
            Workplace.prefix + String(Fork.currentPid) + "-" + String(Machine.randomBits() & 0xFFFF_FFFF, radix: 16)
        path = parent + "/" + name
        do {
            try FileSystem.createDirectory(path)
        } catch {
            throw ThreshError(
                .cannotCreate,
                "\(parent): cannot create a working directory: \(error.reason); choose another with --temporary-directory"
            )
        }
        let lockPath = path + "/" + WorkFiles.lock
        let lock = try attempt { () throws(SystemError) in try FileDescriptor.open(lockPath, .createNew) }
        _ = lock.tryLock()
        self.lock = lock
    }

    deinit { remove() }

    /// Removes the directory and all in it. Only the process that made it does.
    func remove() {
        guard !isRemoved, Fork.currentPid == owner else { return }
        isRemoved = true
        try? FileSystem.removeTree(path)
    }

    private static func removeAbandoned(in parent: String) {
        for name in (try? FileSystem.list(parent)) ?? [] where name.hasPrefix(prefix) {
            let path = parent + "/" + name
            guard let status = try? FileSystem.status(path), status.owner == Machine.userID,
                let lock = try? FileDescriptor.open(path + "/" + WorkFiles.lock, .read), lock.tryLock()
            else { continue }
            try? FileSystem.removeTree(path)
        }
    }
}
