public import Multiprocessing
internal import Platform

/// Where processes write their logs together: one line after another, whoever writes, and however long they are.
///
///     let output = try SharedLogOutput(appendingTo: "service.log")
///     LoggingSystem.bootstrap { SharedLogHandler(label: $0, output: output) }
///     try ChildProcess.start { Logger(label: "worker").info("ready") }
///
/// Make it before the children are forked. A process that is killed in the middle of a line harms no other: the next one
/// ends that line first.
public final class SharedLogOutput: Sendable {
    private let lock: SharedLock
    private let descriptor: Int32
    private let name: String
    private let file: OwnedFile?

    /// Keeps a file open as long as somebody writes to it; it is only written to, which the kernel lets any thread do.
    private final class OwnedFile: @unchecked Sendable {
        let descriptor: FileDescriptor
        init(_ descriptor: consuming FileDescriptor) { self.descriptor = descriptor }
    }

    /// - Throws: `.system` when the file cannot be opened or there is no memory for a lock.
    public init(appendingTo path: String) throws(SyncError) {
        lock = try SharedLock()
        do throws(SystemError) {
            let file = OwnedFile(try FileDescriptor.open(path, .append))
            descriptor = file.descriptor.rawValue
            self.file = file
        } catch {
            throw .system(SystemCallError(error))
        }
        name = path
    }

    /// - Parameter descriptor: of a file, a pipe or a terminal that somebody else keeps open; standard error where it is left
    ///   out. A file must have been opened to append, when other processes write to it that do not share this.
    public init(descriptor: Int32 = 2) throws(SyncError) {
        lock = try SharedLock()
        self.descriptor = descriptor
        file = nil
        name = "the log"
    }

    /// Writes a line, which `make` gives without its end while nobody else writes. What cannot be written is dropped: there is
    /// nobody to tell.
    func write(_ make: () -> String) {
        // One that is interrupted by its own signal handler writes all the same.
        guard let held = try? lock.acquire() else { return send(make() + "\n") }
        // The line of one that was killed within it, if it was.
        let end = if case .ownerDied = held.inheritance { "\n" } else { "" }
        send(end + make() + "\n")
        try? held.release()
    }

    private func send(_ text: String) {
        let bytes = Array(text.utf8)
        unsafe bytes.withUnsafeBytes { unsafe try? FileDescriptor.write($0, to: descriptor, named: name) }
    }
}
