internal import Glibc

/// Tells that something happened to files or in directories (inotify), not what: whoever is woken looks.
///
/// File systems of other machines tell nothing, and the kernel has a limit of watches: it saves looking often, and cannot
/// replace it.
public final class ChangeWatcher {
    /// Readable when something happened since the last `clear`.
    public let rawValue: Int32

    /// nil when the kernel has none left for this user.
    public init?() {
        rawValue = inotify_init1(Int32(IN_CLOEXEC | IN_NONBLOCK))
        if rawValue < 0 { return nil }
    }

    deinit { _ = Glibc.close(rawValue) }

    /// Watches a file for writes, truncation, and being renamed or removed. Returns the watch's number; nil where there can
    /// be none.
    public func watchFile(_ path: String) -> Int32? {
        watch(path, IN_MODIFY | IN_ATTRIB | IN_MOVE_SELF | IN_DELETE_SELF)
    }

    /// Watches a directory for names that come and go.
    public func watchDirectory(_ path: String) -> Int32? {
        watch(path, IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE)
    }

    public func stop(_ watch: Int32) { _ = inotify_rm_watch(rawValue, watch) }

    /// Forgets what happened so far. Call it before looking, not after.
    public func clear() {
        var events = [UInt8](repeating: 0, count: 16 << 10)
        unsafe events.withUnsafeMutableBytes { buffer in
            while unsafe Glibc.read(rawValue, buffer.baseAddress, buffer.count) > 0 {}
        }
    }

    private func watch(_ path: String, _ events: Int32) -> Int32? {
        let number = unsafe FileName.withCString(path) {
            unsafe inotify_add_watch(rawValue, $0, UInt32(bitPattern: events))
        }
        return number < 0 ? nil : number
    }
}
