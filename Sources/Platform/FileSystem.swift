private import CThresh
internal import Glibc

/// Operations on paths.
public enum FileSystem {
    public static func status(_ path: String) throws(SystemError) -> FileStatus {
        if let file = try FetchedFile.named(path) { return try file.status() }
        var status = stat()
        _ = try retrying("stat", path) { unsafe FileName.withCString(path) { unsafe stat($0, &status) } }
        return FileStatus(status)
    }

    /// The same of a link itself, not of what it leads to.
    public static func linkStatus(_ path: String) throws(SystemError) -> FileStatus {
        var status = stat()
        _ = try retrying("lstat", path) { unsafe FileName.withCString(path) { unsafe lstat($0, &status) } }
        return FileStatus(status)
    }

    /// Where a path leads whose last name is a symbolic link to something; else the path itself.
    public static func followed(_ path: String) -> String {
        guard let link = try? linkStatus(path), link.kind == .link,
            let target = unsafe FileName.withCString(path, { unsafe realpath($0, nil) })
        else { return path }
        defer { unsafe free(target) }
        return unsafe FileName.string(cString: target)
    }

    public static func exists(_ path: String) -> Bool {
        unsafe FileName.withCString(path) { unsafe access($0, F_OK) } == 0
    }

    /// Whether the name is taken: by a link that leads nowhere, too.
    public static func isTaken(_ path: String) -> Bool {
        (try? linkStatus(path)) != nil
    }

    /// Whether this user may run it; a directory can be entered, not run.
    public static func isExecutable(_ path: String) -> Bool {
        unsafe FileName.withCString(path) { unsafe access($0, X_OK) } == 0 && (try? status(path).kind) != .directory
    }

    /// - Parameter isPrivate: nobody but the user may look into it.
    public static func createDirectory(_ path: String, isPrivate: Bool = false) throws(SystemError) {
        _ = try retrying("mkdir", path) {
            unsafe FileName.withCString(path) { unsafe mkdir($0, isPrivate ? 0o700 : 0o777) }
        }
    }

    /// Where relative paths begin; "." where that cannot be told.
    public static var currentDirectory: String {
        guard let path = unsafe getcwd(nil, 0) else { return "." }
        defer { unsafe free(path) }
        return unsafe FileName.string(cString: path)
    }

    public static func changeDirectory(_ path: String) throws(SystemError) {
        if unsafe FileName.withCString(path, { unsafe chdir($0) }) != 0 { throw .last("chdir", path) }
    }

    public static func rename(_ old: String, to new: String) throws(SystemError) {
        _ = try retrying("rename", "\(old) to \(new)") {
            unsafe withCStrings(old, new) { unsafe Glibc.rename($0, $1) }
        }
    }

    /// Exchanges two existing paths in one step: at no moment is either missing. On a file system that cannot do that,
    /// `other` is missing for a moment.
    public static func exchange(_ one: String, _ other: String) throws(SystemError) {
        do throws(SystemError) {
            _ = try checked("rename", "\(one) with \(other)") {
                unsafe withCStrings(one, other) { unsafe thresh_rename_exchange($0, $1) }
            }
        } catch  where error.code == EINVAL || error.code == ENOSYS {
            let aside = one + ".old"
            try rename(other, to: aside)
            try rename(one, to: other)
            try rename(aside, to: one)
        }
    }

    /// Renames, failing when `new` exists.
    public static func renameNew(_ old: String, to new: String) throws(SystemError) {
        do throws(SystemError) {
            _ = try checked("rename", "\(old) to \(new)") {
                unsafe withCStrings(old, new) { unsafe thresh_rename_new($0, $1) }
            }
        } catch  where error.code == EINVAL && !exists(new) {
            // Some file systems cannot do it in one step.
            try rename(old, to: new)
        }
    }

    public static func removeFile(_ path: String) throws(SystemError) {
        _ = try retrying("unlink", path) { unsafe FileName.withCString(path) { unsafe unlink($0) } }
    }

    /// Removes a file, or a directory with all that is in it. A path that is already gone is no error. No link is followed,
    /// of whatever becomes one meanwhile either.
    public static func removeTree(_ path: String) throws(SystemError) {
        _ = try checked("unlinkat", path) { unsafe FileName.withCString(path) { unsafe thresh_remove_tree($0) } }
    }

    /// Names in a directory in byte order, without "." and "..".
    /// - Parameter prefix: of the names that are wanted. A large directory is then read without keeping or sorting all
    ///   that is in it.
    public static func list(_ path: String, prefix: String = "") throws(SystemError) -> [String] {
        #if FaultPoints
            if FaultPoint.fails("opendir", path) { throw .last("opendir", path) }
        #endif
        guard let directory = unsafe FileName.withCString(path, { unsafe opendir($0) }) else {
            throw .last("opendir", path)
        }
        defer { unsafe _ = closedir(directory) }
        var names: [String] = []
        let prefix = FileName.bytes(prefix)
        while true {
            errno = 0
            guard let entry = unsafe readdir(directory) else {
                if errno != 0 { throw .last("readdir", path) }
                break
            }
            unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                let name = unsafe UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self)
                let begins = unsafe prefix.withUnsafeBytes { bytes in
                    unsafe bytes.isEmpty || strncmp(name, bytes.baseAddress!, bytes.count) == 0
                }
                guard begins else { return }
                let text = unsafe FileName.string(cString: name)
                if text != "." && text != ".." { names.append(text) }
            }
        }
        return names.sorted { FileName.bytes($0).lexicographicallyPrecedes(FileName.bytes($1)) }
    }

    /// Paths that match a shell pattern, in byte order; empty when none does.
    public static func glob(_ pattern: String) -> [String] {
        var found = unsafe glob_t()
        defer { unsafe globfree(&found) }
        guard unsafe FileName.withCString(pattern, { unsafe Glibc.glob($0, 0, nil, &found) }) == 0 else { return [] }
        var paths: [String] = []
        for index in 0..<Int(unsafe found.gl_pathc) {
            if let path = unsafe found.gl_pathv[index] { paths.append(unsafe FileName.string(cString: path)) }
        }
        return paths
    }

    private static func withCStrings(
        _ one: String, _ other: String, _ body: (UnsafePointer<CChar>, UnsafePointer<CChar>) -> Int32
    ) -> Int32 {
        unsafe FileName.withCString(one) { one in
            unsafe FileName.withCString(other) { other in unsafe body(one, other) }
        }
    }

    /// Flushes a directory, which makes renames in it durable.
    public static func synchronizeDirectory(_ path: String) throws(SystemError) {
        let raw = try retrying("open", path) {
            unsafe FileName.withCString(path) { unsafe open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        }
        try FileDescriptor(owning: raw, path: path).synchronize()
    }

    /// The whole of a small file as text; nil when it cannot be read.
    public static func text(_ path: String) -> String? { bytes(path).map { String(decoding: $0, as: UTF8.self) } }

    /// The whole of a small file; nil when it cannot be read.
    public static func bytes(_ path: String) -> [UInt8]? {
        guard let file = try? FileDescriptor.open(path, .read) else { return nil }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            guard let count = try? unsafe chunk.withUnsafeMutableBytes({ try unsafe file.read(into: $0) }) else {
                return nil
            }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
        }
    }
}
