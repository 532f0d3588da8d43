package import Platform

/// What a file was when the job found it. While the job reads, it may grow; whoever reads it makes sure that it did nothing
/// else: what is read is one text then, whatever is read when.
package struct FileStamp: Sendable {
    private let status: FileStatus
    /// XXH3-64 of its first bytes.
    private let head: UInt64

    private static let headBytes: UInt64 = 4 << 10

    /// Bytes that there were.
    var size: UInt64 { status.size }

    package init(_ file: borrowing FileDescriptor) throws(SystemError) {
        status = try file.status()
        head = try FileStamp.checksum(of: file, upTo: status.size)
    }

    /// Throws where the file is another one now, is shorter, or begins otherwise.
    ///
    /// - Complexity: a system call; two and 4 KiB where it was written to.
    package func check(_ file: borrowing FileDescriptor) throws(ThreshError) {
        let now = try attempt { () throws(SystemError) in try file.status() }
        if now.size < status.size { throw FileStamp.changed(file, "became shorter") }
        // Some network file systems number files anew: with that size and time it is the same one.
        if (now.size, now.modified) == (status.size, status.modified) { return }
        let begins = try attempt { () throws(SystemError) in
            try FileStamp.checksum(of: file, upTo: status.size) == head
        }
        guard now.device == status.device, now.inode == status.inode, begins else {
            throw FileStamp.changed(file, "was replaced")
        }
    }

    static func changed(_ file: borrowing FileDescriptor, _ what: String) -> ThreshError {
        ThreshError(.inputOutput, "\(file.path): the file \(what) while it was read; run the job again")
    }

    private static func checksum(of file: borrowing FileDescriptor, upTo size: UInt64) throws(SystemError) -> UInt64 {
        var checksum = Checksum()
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: Int(min(size, headBytes)), alignment: 8)
        defer { unsafe room.deallocate() }
        let count = try unsafe file.readFully(into: room, at: 0)
        unsafe checksum.update(UnsafeRawBufferPointer(rebasing: room[..<count]))
        return checksum.value
    }
}
