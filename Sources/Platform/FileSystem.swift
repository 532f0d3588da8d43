private import CThresh
internal import Glibc

/// Operations on paths.
public enum FileSystem {
    public static func status(_ path: String) throws(SystemError) -> FileStatus {
        var status = stat()
        _ = try retrying("stat", path) { unsafe stat(path, &status) }
        return FileStatus(status)
    }

    /// The same of a link itself, not of what it leads to.
    public static func linkStatus(_ path: String) throws(SystemError) -> FileStatus {
        var status = stat()
        _ = try retrying("lstat", path) { unsafe lstat(path, &status) }
        return FileStatus(status)
    }

    public static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    /// Whether the name is taken: by a link that leads nowhere, too.
    public static func isTaken(_ path: String) -> Bool {
        (try? linkStatus(path)) != nil
    }

    /// Whether this user may run it; a directory can be entered, not run.
    public static func isExecutable(_ path: String) -> Bool {
        unsafe access(path, X_OK) == 0 && (try? status(path).kind) != .directory
    }

    /// - Parameter isPrivate: nobody but the user may look into it.
    public static func createDirectory(_ path: String, isPrivate: Bool = false) throws(SystemError) {
        if unsafe mkdir(path, isPrivate ? 0o700 : 0o777) != 0 { throw .last("mkdir", path) }
    }

    public static func rename(_ old: String, to new: String) throws(SystemError) {
        if unsafe Glibc.rename(old, new) != 0 { throw .last("rename", "\(old) to \(new)") }
    }

    /// Exchanges two existing paths in one step: at no moment is either missing. On a file system that cannot do that,
    /// `other` is missing for a moment.
    public static func exchange(_ one: String, _ other: String) throws(SystemError) {
        let failure = unsafe thresh_rename_exchange(one, other)
        if failure == -EINVAL || failure == -ENOSYS {
            let aside = one + ".old"
            try rename(other, to: aside)
            try rename(one, to: other)
            return try rename(aside, to: one)
        }
        if failure < 0 { throw SystemError(code: -failure, operation: "rename", subject: "\(one) with \(other)") }
    }

    /// Renames, failing when `new` exists.
    public static func renameNew(_ old: String, to new: String) throws(SystemError) {
        let failure = unsafe thresh_rename_new(old, new)
        // Some file systems cannot do it in one step.
        if failure == -EINVAL, !exists(new) { return try rename(old, to: new) }
        if failure < 0 { throw SystemError(code: -failure, operation: "rename", subject: "\(old) to \(new)") }
    }

    public static func removeFile(_ path: String) throws(SystemError) {
        if unsafe unlink(path) != 0 { throw .last("unlink", path) }
    }

    /// Removes a file, or a directory with all that is in it. A path that is already gone is no error.
    public static func removeTree(_ path: String) throws(SystemError) {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else {
            if errno == ENOENT { return }
            throw .last("lstat", path)
        }
        if status.st_mode & S_IFMT == S_IFDIR {
            for name in try list(path) { try removeTree(path + "/" + name) }
            if unsafe rmdir(path) != 0 && errno != ENOENT { throw .last("rmdir", path) }
        } else if unsafe unlink(path) != 0 && errno != ENOENT {
            throw .last("unlink", path)
        }
    }

    /// Names in a directory in byte order, without "." and "..".
    /// - Parameter prefix: of the names that are wanted. A large directory is then read without keeping or sorting all
    ///   that is in it.
    public static func list(_ path: String, prefix: String = "") throws(SystemError) -> [String] {
        guard let directory = unsafe opendir(path) else { throw .last("opendir", path) }
        defer { unsafe _ = closedir(directory) }
        var names: [String] = []
        let prefixCount = prefix.utf8.count
        while true {
            errno = 0
            guard let entry = unsafe readdir(directory) else {
                if errno != 0 { throw .last("readdir", path) }
                break
            }
            unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                let name = unsafe UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self)
                guard unsafe strncmp(name, prefix, prefixCount) == 0 else { return }
                let text = unsafe String(cString: name)
                if text != "." && text != ".." { names.append(text) }
            }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Paths that match a shell pattern, in byte order; empty when none does.
    public static func glob(_ pattern: String) -> [String] {
        var found = unsafe glob_t()
        defer { unsafe globfree(&found) }
        guard unsafe Glibc.glob(pattern, 0, nil, &found) == 0 else { return [] }
        var paths: [String] = []
        for index in 0..<Int(unsafe found.gl_pathc) {
            if let path = unsafe found.gl_pathv[index] { paths.append(unsafe String(cString: path)) }
        }
        return paths
    }

    /// Flushes a directory, which makes renames in it durable.
    public static func synchronizeDirectory(_ path: String) throws(SystemError) {
        let raw = try retrying("open", path) { unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        try FileDescriptor(owning: raw, path: path).synchronize()
    }

    /// The whole of a small file as text; nil when it cannot be read.
    public static func text(_ path: String) -> String? {
        guard let file = try? FileDescriptor.open(path, .read) else { return nil }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            guard let count = try? unsafe chunk.withUnsafeMutableBytes({ try unsafe file.read(into: $0) }) else {
                return nil
            }
            if count == 0 { break }
            bytes += chunk[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
