internal import Glibc

extension Fork {
    /// Closes every socket and pipe above the standard streams but `kept`: in a child that lives on beside others, so
    /// that it holds no end of a line whose other end waits for the end of file.
    ///
    /// REQUIRES: whatever owns one of them is never used, nor destroyed, in this process.
    public static func closeInheritedLines(except kept: [Int32]) {
        for name in (try? FileSystem.list("/proc/self/fd")) ?? [] {
            guard let raw = Int32(name), raw > 2, !kept.contains(raw) else { continue }
            var status = stat()
            guard unsafe fstat(raw, &status) == 0 else { continue }
            let kind = status.st_mode & S_IFMT
            if kind == S_IFSOCK || kind == S_IFIFO { closeDescriptor(raw) }
        }
    }
}
