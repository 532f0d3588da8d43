private import CThresh
internal import Glibc

/// An open file, pipe or device, closed when its owner goes away.
///
/// It cannot be copied: a descriptor has one owner. Every operation retries after EINTR.
public struct FileDescriptor: ~Copyable {
    public private(set) var rawValue: Int32
    /// The path it was opened by, for messages.
    public let path: String
    /// What fetches its bytes before they are read; nil for a file of the system.
    private let fetched: FetchedFile?

    public init(owning rawValue: Int32, path: String) { self.init(owning: rawValue, path: path, fetched: nil) }

    init(owning rawValue: Int32, path: String, fetched: FetchedFile?) {
        self.rawValue = rawValue
        self.path = path
        self.fetched = fetched
    }

    deinit { if rawValue >= 0 { _ = Glibc.close(rawValue) } }

    /// Closes and reports what the kernel only says then (a delayed write error on some file systems).
    public consuming func close() throws(SystemError) {
        let raw = rawValue
        rawValue = -1
        #if FaultPoints
            let isFailing = FaultPoint.fails("close", path)
            let reason = errno
            _ = Glibc.close(raw)
            if isFailing && reason != EINTR { throw SystemError(code: reason, operation: "close", subject: path) }
        #else
            if Glibc.close(raw) != 0 && errno != EINTR { throw .last("close", path) }
        #endif
    }

    /// The same file, under another name for messages.
    package consuming func named(_ name: String) -> FileDescriptor {
        let file = fetched
        return FileDescriptor(owning: release(), path: name, fetched: file)
    }

    /// Gives the descriptor away without closing it.
    public consuming func release() -> Int32 {
        let raw = rawValue
        rawValue = -1
        return raw
    }

    public enum Mode: Sendable {
        case read
        /// Of an existing file.
        /// A pipe's end, without waiting for the other one: whoever reads asks first whether there is something.
        case readNonBlocking
        case readWrite
        /// Creates the file, or empties an existing one.
        case create
        /// Creates the file; fails when it exists.
        case createNew
        case append
    }

    public static func open(_ path: String, _ mode: Mode) throws(SystemError) -> FileDescriptor {
        if mode == .read, let file = try FetchedFile.named(path) { return try file.open() }
        let flags: Int32 =
            switch mode {
            case .read: O_RDONLY
            case .readNonBlocking: O_RDONLY | O_NONBLOCK
            case .readWrite: O_RDWR
            case .create: O_RDWR | O_CREAT | O_TRUNC
            case .createNew: O_RDWR | O_CREAT | O_EXCL
            case .append: O_WRONLY | O_CREAT | O_APPEND
            }
        let raw = try retrying("open", path) {
            unsafe FileName.withCString(path) { unsafe Glibc.open($0, flags | O_CLOEXEC, 0o666) }
        }
        let lifted = thresh_lifted(raw)
        if lifted < 0 { throw SystemError(code: -lifted, operation: "fcntl", subject: path) }
        return FileDescriptor(owning: lifted, path: path)
    }

    /// A pipe that both ends close on exec.
    public static func pipe() throws(SystemError) -> (read: Int32, write: Int32) {
        var ends: [Int32] = [0, 0]
        _ = try checked("pipe2") { unsafe thresh_pipe(&ends) }
        return (ends[0], ends[1])
    }
}

extension FileDescriptor {
    /// Reads once; 0 means end of file.
    public borrowing func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
        let raw = rawValue
        if let fetched {
            let start = position ?? 0
            try fetched.provide(start..<start + UInt64(buffer.count))
        }
        return try transferring("read", path, buffer.count) { unsafe Glibc.read(raw, buffer.baseAddress, $0) }
    }

    /// Reads once at `offset` without moving the file position; 0 means end of file.
    public borrowing func read(
        into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64
    ) throws(SystemError) -> Int {
        let raw = rawValue
        try fetched?.provide(offset..<offset + UInt64(buffer.count))
        return try transferring("pread", path, buffer.count) {
            unsafe pread(raw, buffer.baseAddress, $0, off_t(offset))
        }
    }

    /// Reads at `offset` until the buffer is full or the file ends; returns how many bytes there were.
    public borrowing func readFully(
        into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64
    ) throws(SystemError) -> Int {
        var filled = 0
        while filled < buffer.count {
            let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            let count = try unsafe read(into: rest, at: offset + UInt64(filled))
            if count == 0 { break }
            filled += count
        }
        return filled
    }

    /// Writes every byte.
    public borrowing func write(_ buffer: UnsafeRawBufferPointer) throws(SystemError) {
        try unsafe FileDescriptor.write(buffer, to: rawValue, named: path)
    }

    /// Writes every byte at `offset` without moving the file position.
    public borrowing func write(_ buffer: UnsafeRawBufferPointer, at offset: UInt64) throws(SystemError) {
        let raw = rawValue
        var written = 0
        while written < buffer.count {
            let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[written...])
            written += try transferring("pwrite", path, rest.count) {
                unsafe pwrite(raw, rest.baseAddress, $0, off_t(offset) + off_t(written))
            }
        }
    }

    /// Writes every byte to a descriptor that someone else owns.
    public static func write(_ buffer: UnsafeRawBufferPointer, to raw: Int32, named name: String) throws(SystemError) {
        var written = 0
        while written < buffer.count {
            let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[written...])
            written += try transferring("write", name, rest.count) { unsafe Glibc.write(raw, rest.baseAddress, $0) }
        }
    }

    public borrowing func write(_ text: String) throws(SystemError) {
        var text = text
        // A closure cannot rethrow a typed error through `withUTF8`, so it hands the outcome out.
        var failure: SystemError?
        text.withUTF8 { bytes in
            do throws(SystemError) {
                try unsafe write(UnsafeRawBufferPointer(bytes))
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }

    /// Blocks until the file's bytes are on the disk.
    public borrowing func synchronize() throws(SystemError) {
        let raw = rawValue
        _ = try retrying("fsync", path) { fsync(raw) }
    }

    public borrowing func truncate(to size: UInt64) throws(SystemError) {
        let raw = rawValue
        _ = try retrying("ftruncate", path) { ftruncate(raw, off_t(size)) }
    }

    public borrowing func status() throws(SystemError) -> FileStatus {
        let raw = rawValue
        var status = stat()
        _ = try retrying("fstat", path) { unsafe fstat(raw, &status) }
        return FileStatus(status)
    }

    /// Where the next `read(into:)` begins, in bytes; nil for what has no position, as a pipe.
    public var position: UInt64? { UInt64(exactly: lseek(rawValue, 0, SEEK_CUR)) }

    /// Takes an exclusive advisory lock; false when another process holds it.
    public borrowing func tryLock() -> Bool { flock(rawValue, LOCK_EX | LOCK_NB) == 0 }

    /// Tells the kernel that reading goes front to back, so that it reads ahead further.
    public borrowing func adviseSequential() { _ = posix_fadvise(rawValue, 0, 0, POSIX_FADV_SEQUENTIAL) }
}
