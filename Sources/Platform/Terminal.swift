private import CThresh
internal import Glibc

/// The three standard streams.
public enum Terminal {
    public static let input: Int32 = 0
    public static let output: Int32 = 1
    public static let error: Int32 = 2

    public static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// Whether another program or a file is behind the descriptor: a pipe, a socket or a regular file; not a terminal, and
    /// not /dev/null, which those have who are started without anything.
    public static func isPiped(_ descriptor: Int32) -> Bool {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { return false }
        return [S_IFIFO, S_IFSOCK, S_IFREG].contains(status.st_mode & S_IFMT)
    }

    /// Columns of the terminal behind the descriptor; nil when it is none or does not tell.
    public static func columns(_ descriptor: Int32) -> Int? {
        let columns = Int(thresh_terminal_columns(descriptor))
        return columns > 0 ? columns : nil
    }

    /// Rows of the terminal behind the descriptor; nil when it is none or does not tell.
    public static func rows(_ descriptor: Int32) -> Int? {
        let rows = Int(thresh_terminal_rows(descriptor))
        return rows > 0 ? rows : nil
    }

    /// Writes a message to standard error at once, of which a terminal acts on nothing but line ends (`VisibleText`).
    /// Failures are ignored, since there is nowhere to report them.
    public static func writeError(_ text: String) { drawError(VisibleText.lines(text)) }

    /// Writes a text for people to standard output, of which a terminal acts on nothing but line ends.
    public static func writeOutput(_ text: String) { print(VisibleText.lines(text), terminator: "") }

    /// Writes to standard error what a terminal is to act on.
    public static func drawError(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            var written = 0
            while written < bytes.count {
                let count = unsafe write(error, bytes.baseAddress! + written, bytes.count - written)
                if count < 0 && errno != EINTR { return }
                written += max(0, count)
            }
        }
    }

    /// Sees to it that nothing which is opened gets the number of a standard stream that is closed: what is read or written
    /// there fails, as before. For the start of a program.
    public static func holdClosedStreams() { thresh_hold_standard_streams() }

    /// Writes out what was printed.
    ///
    /// - Throws: where any of it could not be written, now or before.
    public static func flushOutput() throws(SystemError) {
        let failure = thresh_flush_output()
        if failure < 0 { throw SystemError(code: -failure, operation: "write", subject: "standard output") }
    }

    /// A second descriptor for a standard stream, owned by the caller.
    ///
    /// - Throws: also where it is not open for what it is for.
    public static func duplicate(_ descriptor: Int32, name: String) throws(SystemError) -> FileDescriptor {
        let mode = fcntl(descriptor, F_GETFL)
        if mode >= 0, mode & O_ACCMODE == (descriptor == input ? O_WRONLY : O_RDONLY) {
            throw SystemError(code: EBADF, operation: "dup", subject: name)
        }
        let raw = try retrying("dup", name) { fcntl(descriptor, F_DUPFD_CLOEXEC, 3) }
        return FileDescriptor(owning: raw, path: name)
    }
}
