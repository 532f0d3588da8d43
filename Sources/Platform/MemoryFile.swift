private import CThresh
internal import Glibc

/// A file that lives in memory and has no name: it can be opened by `path` in this process and in those forked from it
/// later, and is gone with the last of them.
public final class MemoryFile: Sendable {
    private let descriptor: Int32

    public init(_ bytes: UnsafeRawBufferPointer, name: String) throws(SystemError) {
        let raw = try checked("memfd_create", "\(bytes.count) bytes of memory (\(name))") {
            unsafe thresh_memory_file(name, max(1, bytes.count))
        }
        let file = FileDescriptor(owning: raw, path: name)
        try file.truncate(to: UInt64(bytes.count))
        try unsafe file.write(bytes)
        descriptor = file.release()
    }

    deinit { _ = close(descriptor) }

    public var path: String { "/proc/self/fd/\(descriptor)" }
}
