private import CThresh
internal import Glibc

/// Which descriptors a process holds. None that these functions make has the number of a standard stream, even where
/// the streams are closed.
public enum Descriptors {
    /// Closes every descriptor from 3 on, except those named.
    public static func closeAll(except kept: [Int32]) {
        var first: Int32 = 3
        for descriptor in Set(kept).sorted() where descriptor >= 3 {
            if descriptor > first { _ = thresh_close_range(UInt32(first), UInt32(descriptor - 1)) }
            first = descriptor + 1
        }
        _ = thresh_close_range(UInt32(first), UInt32.max)
    }

    /// Opens /dev/null for each standard stream that is closed.
    public static func plugStandardStreams() { thresh_plug_standard_streams() }

    /// Makes standard input one that has nothing, and drops what was read of it ahead.
    public static func emptyStandardInput() {
        let raw = unsafe open("/dev/null", O_RDONLY | O_CLOEXEC)
        guard raw >= 0 else { return }
        _ = dup2(raw, STDIN_FILENO)
        if raw != STDIN_FILENO { _ = close(raw) }
        thresh_drop_read_ahead()
    }

    /// An empty file in memory, without a name in any directory; the kernel frees it with its last descriptor.
    public static func memoryFile(_ name: String) throws(SystemError) -> FileDescriptor {
        let raw = try checked("memfd_create", name) { unsafe thresh_empty_memory_file(name) }
        return FileDescriptor(owning: raw, path: name)
    }

    /// A descriptor that is readable once the process has ended.
    public static func ofProcess(_ pid: Int32) throws(SystemError) -> FileDescriptor {
        let raw = try checked("pidfd_open", "process \(pid)") { thresh_pidfd_open(pid) }
        return FileDescriptor(owning: raw, path: "process \(pid)")
    }

    /// A second descriptor of what is behind `raw`, closed on exec.
    public static func duplicate(_ raw: Int32) throws(SystemError) -> FileDescriptor {
        let copy = try retrying("dup", "descriptor \(raw)") { fcntl(raw, F_DUPFD_CLOEXEC, 3) }
        return FileDescriptor(owning: copy, path: "descriptor \(raw)")
    }

    /// Makes `raw` another number for what is behind `other`; what it was is closed.
    public static func replace(_ raw: Int32, with other: Int32) throws(SystemError) {
        _ = try checked("dup3", "descriptor \(other)") { thresh_replace_descriptor(other, raw) }
    }

    /// Tells what is behind a descriptor from what gets its number later; nil where it is closed.
    public static func identity(of raw: Int32) -> UInt64? {
        var status = stat()
        return unsafe fstat(raw, &status) == 0 ? UInt64(status.st_ino) : nil
    }

    public static func isOpen(_ raw: Int32) -> Bool { fcntl(raw, F_GETFD) >= 0 }

    /// Makes a descriptor that someone else owns stay open, or not, when the process becomes another program.
    public static func setClosesOnExec(_ raw: Int32, _ closes: Bool) {
        _ = fcntl(raw, F_SETFD, closes ? FD_CLOEXEC : 0)
    }
}

extension FileDescriptor {
    /// Everything from the start of a file, however large it is.
    public borrowing func contents() throws(SystemError) -> [UInt8] {
        let size = Int(try status().size)
        var failure: SystemError?
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            do throws(SystemError) {
                count = try unsafe readFully(into: UnsafeMutableRawBufferPointer(buffer), at: 0)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
    }

    public borrowing func write(_ bytes: [UInt8]) throws(SystemError) {
        var failure: SystemError?
        unsafe bytes.withUnsafeBytes { buffer in
            do throws(SystemError) { try unsafe write(buffer) } catch { failure = error }
        }
        if let failure { throw failure }
    }
}
