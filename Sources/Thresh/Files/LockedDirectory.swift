internal import Platform

/// A new directory for a job's files, with a lock in it that ends with the job's processes: so the next job can tell
/// what a killed one left behind from what is in use.
final class LockedDirectory {
    let path: String
    private let lock: FileDescriptor
    /// While the directory is a job's.
    private var leftover: Leftover?

    /// Makes the directory `prefix` + something unique in `parent`.
    /// - Parameters:
    ///   - isPrivate: nobody but the user may look into it.
    ///   - removesAbandoned: first removes those that nobody uses any more.
    init(in parent: String, prefix: String, isPrivate: Bool, removesAbandoned: Bool = true) throws(SystemError) {
        if removesAbandoned {
            LockedDirectory.removeAbandoned(in: parent, prefix: prefix)
            LockedDirectory.removeUnlocked(in: parent)
        }
        let tag = String(Fork.currentPid) + "-" + String(Machine.randomBits() & 0xFFFF_FFFF, radix: 16)
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
    /// Seconds after which a directory that has not got its name yet never will: that takes milliseconds.
    private static let longestNaming = 600

    /// Those of processes that were killed before they gave their directory its name.
    private static func removeUnlocked(in parent: String) {
        for name in (try? FileSystem.list(parent, prefix: unlockedPrefix)) ?? [] {
            let path = parent + "/" + name
            let parts = name.dropFirst(unlockedPrefix.count).split(separator: "-", omittingEmptySubsequences: false)
            guard parts.count == 2, Int32(parts[0]) != nil, UInt32(parts[1], radix: 16) != nil,
                let status = try? FileSystem.linkStatus(path), status.kind == .directory,
                status.owner == Machine.userID,
                WallClock.nanoseconds - status.modified > Int64(longestNaming) * 1_000_000_000,
                let names = try? FileSystem.list(path), names.allSatisfy({ $0 == WorkFiles.lock })
            else { continue }
            try? FileSystem.removeTree(path)
        }
    }

    private static func removeAbandoned(in parent: String, prefix: String) {
        for name in (try? FileSystem.list(parent, prefix: prefix)) ?? [] {
            let path = parent + "/" + name
            guard let status = try? FileSystem.status(path), status.owner == Machine.userID,
                let lock = try? FileDescriptor.open(path + "/" + WorkFiles.lock, .read), lock.tryLock()
            else { continue }
            try? FileSystem.removeTree(path)
        }
    }
}
