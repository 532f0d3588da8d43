private import CThresh
internal import Glibc

extension FileDescriptor {
    /// Makes `readAvailable` and `writeAvailable` return instead of waiting. Of a pipe it concerns this end alone.
    public borrowing func setNonBlocking() throws(SystemError) {
        let failure = thresh_set_nonblocking(rawValue)
        if failure < 0 { throw SystemError(code: -failure, operation: "fcntl", subject: path) }
    }

    /// Asks for room for so many bytes in a pipe; a wish that the kernel may not grant.
    public borrowing func requestPipeSize(_ byteCount: Int) {
        _ = thresh_set_pipe_size(rawValue, Int32(clamping: byteCount))
    }

    /// Reads what is there; 0 at the end of file, nil when nothing is there yet.
    public borrowing func readAvailable(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int? {
        while true {
            let count = unsafe Glibc.read(rawValue, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            if errno == EAGAIN { return nil }
            if errno != EINTR { throw .last("read", path) }
        }
    }

    /// Writes as much as there is room for; nil when there is none.
    public borrowing func writeAvailable(_ buffer: UnsafeRawBufferPointer) throws(SystemError) -> Int? {
        while true {
            let count = unsafe Glibc.write(rawValue, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            if errno == EAGAIN { return nil }
            if errno != EINTR { throw .last("write", path) }
        }
    }
}
