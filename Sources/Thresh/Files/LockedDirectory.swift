internal import Platform

/// A new directory for a job's files, with a lock in it that ends with the job's processes: so the next job can tell
/// what a killed one left behind from what is in use.
final class LockedDirectory {
    let path: String
    /// What is unique in its name.
    let tag: String
    private let lock: FileDescriptor
    /// While the directory is a job's.
    private var leftover: Leftover?

    /// Makes the directory `prefix` + something unique in `parent`.
    /// - Parameters:
    ///   - isPrivate: nobody but the user may look into it.
    ///   - removesAbandoned: first removes those that nobody uses any more.
    ///   - isOurs: whether a job may have put a file of this name into one, so that nothing else is lost with it.
    init(
        in parent: String, prefix: String, isPrivate: Bool, removesAbandoned: Bool = true,
        isOurs: (String) -> Bool = { _ in true }
    ) throws(SystemError) {
        if removesAbandoned {
            LockedDirectory.removeAbandoned(in: parent, prefix: prefix, isOurs: isOurs)
            LockedDirectory.removeUnlocked(in: parent)
        }
        tag = String(Fork.currentPid) + "-" + String(Machine.randomBits() & 0xFFFF_FFFF, radix: 16)
        // Under another name until it is locked: before that it would look abandoned.
        let unlocked = parent + "/" + LockedDirectory.unlockedPrefix + tag
        path = parent + "/" + prefix + tag
        let unlockedLeftover = Leftover(unlocked)
        defer { withExtendedLifetime(unlockedLeftover) {} }
        leftover = Leftover(path)
        try FileSystem.createDirectory(unlocked, isPrivate: isPrivate)
        do throws(SystemError) {
            let lock = try FileDescriptor.open(unlocked + "/" + WorkFiles.lock, .createNew)
            // Fails where the file system has no locks; then nobody can take one from us either.
            _ = lock.tryLock()
            self.lock = lock
            try FileSystem.rename(unlocked, to: path)
        } catch {
            try? FileSystem.removeTree(unlocked)
            throw error
        }
    }

    /// Makes it an ordinary directory, which no later job removes.
    func removeLock() throws(SystemError) {
        leftover = nil
        try FileSystem.removeFile(path + "/" + WorkFiles.lock)
    }

    private static let unlockedPrefix = ".new-"
    /// Seconds after which nobody is about to lock a directory any more, or to remove it: both take milliseconds.
    private static let longestMoment = 600

    /// Those of processes that were killed before they gave their directory its name.
    private static func removeUnlocked(in parent: String) {
        for name in (try? FileSystem.list(parent, prefix: unlockedPrefix)) ?? [] {
            let path = parent + "/" + name
            guard isTag(name.dropFirst(unlockedPrefix.count)), isOldDirectory(path),
                let names = try? FileSystem.list(path), names.allSatisfy({ $0 == WorkFiles.lock })
            else { continue }
            try? FileSystem.removeTree(path)
        }
    }

    private static func removeAbandoned(in parent: String, prefix: String, isOurs: (String) -> Bool) {
        for name in (try? FileSystem.list(parent, prefix: prefix)) ?? [] {
            let path = parent + "/" + name
            if let lock = try? FileDescriptor.open(path + "/" + WorkFiles.lock, .read) {
                guard let status = try? FileSystem.status(path), status.owner == Machine.userID, lock.tryLock() else {
                    continue
                }
            } else {
                // Its process was killed when it had removed the lock: between that and the commit, or while it removed all.
                guard isTag(name.dropFirst(prefix.count)), isOldDirectory(path), let names = try? FileSystem.list(path),
                    names.allSatisfy(isOurs)
                else { continue }
            }
            try? FileSystem.removeTree(path)
        }
    }

    /// What follows the prefix in the name of a directory of ours.
    private static func isTag(_ text: Substring) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return parts.count == 2 && Int32(parts[0]) != nil && UInt32(parts[1], radix: 16) != nil
    }

    private static func isOldDirectory(_ path: String) -> Bool {
        guard let status = try? FileSystem.linkStatus(path), status.kind == .directory,
            status.owner == Machine.userID
        else { return false }
        return WallClock.nanoseconds - status.modified > Int64(longestMoment) * 1_000_000_000
    }
}
