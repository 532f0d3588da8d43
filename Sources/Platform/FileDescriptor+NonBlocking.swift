private import CThresh
internal import Glibc

extension FileDescriptor {
    /// Makes `readAvailable` and `writeAvailable` return instead of waiting. Of a pipe it concerns this end alone.
    public borrowing func setNonBlocking() throws(SystemError) {
        let raw = rawValue
        _ = try checked("fcntl", path) { thresh_set_nonblocking(raw) }
    }

    /// Asks for room for so many bytes in a pipe; a wish that the kernel may not grant.
    public borrowing func requestPipeSize(_ byteCount: Int) {
        _ = thresh_set_pipe_size(rawValue, Int32(clamping: byteCount))
    }

    /// Reads what is there; 0 at the end of file, nil when nothing is there yet.
    public borrowing func readAvailable(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int? {
        let raw = rawValue
        do throws(SystemError) {
            return try transferring("read", path, buffer.count) { unsafe Glibc.read(raw, buffer.baseAddress, $0) }
        } catch  where error.code == EAGAIN {
            return nil
        }
    }

    /// Writes as much as there is room for; nil when there is none.
    public borrowing func writeAvailable(_ buffer: UnsafeRawBufferPointer) throws(SystemError) -> Int? {
        let raw = rawValue
        do throws(SystemError) {
            return try transferring("write", path, buffer.count) { unsafe Glibc.write(raw, buffer.baseAddress, $0) }
        } catch  where error.code == EAGAIN {
            return nil
        }
    }
}
