package import Platform

/// What a file was when the job found it. While the job reads, it may grow; whoever reads it makes sure that it did nothing
/// else: what is read is one text then, whatever is read when.
package struct FileStamp: Sendable {
    private let status: FileStatus
    /// XXH3-64 of its first and last bytes.
    private let ends: UInt64

    private static let endBytes: UInt64 = 4 << 10

    /// Bytes that there were.
    var size: UInt64 { status.size }

    package init(_ file: borrowing FileDescriptor) throws(SystemError) {
        status = try file.status()
        ends = try FileStamp.checksum(of: file, upTo: status.size)
    }

    /// Throws where the file is another one now, is shorter, or its first or last bytes of then are others.
    ///
    /// - Returns: whether bytes between them may be others: it was written to or touched, and did not grow.
    /// - Complexity: a system call; three and 8 KiB where it was written to.
    package func check(_ file: borrowing FileDescriptor) throws(ThreshError) -> Bool {
        let now = try attempt { () throws(SystemError) in try file.status() }
        if now.size < status.size { throw FileStamp.changed(file, "became shorter") }
        // Some network file systems number files anew: with that size and time it is the same one.
        if (now.size, now.modified) == (status.size, status.modified) { return false }
        let isAlike = try attempt { () throws(SystemError) in
            try FileStamp.checksum(of: file, upTo: status.size) == ends
        }
        guard now.device == status.device, now.inode == status.inode, isAlike else {
            throw FileStamp.changed(file, "was replaced")
        }
        return now.size == status.size && now.size > 2 * FileStamp.endBytes
    }

    static func changed(_ file: borrowing FileDescriptor, _ what: String) -> ThreshError {
        ThreshError(.inputOutput, "\(file.path): the file \(what) while it was read; run the job again")
    }

    private static func checksum(of file: borrowing FileDescriptor, upTo size: UInt64) throws(SystemError) -> UInt64 {
        var checksum = Checksum()
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: Int(min(size, 2 * endBytes)), alignment: 8)
        defer { unsafe room.deallocate() }
        var count = 0
        if size <= 2 * endBytes {
            count = try unsafe file.readFully(into: room, at: 0)
        } else {
            let half = Int(endBytes)
            count = try unsafe file.readFully(into: UnsafeMutableRawBufferPointer(rebasing: room[..<half]), at: 0)
            count += try unsafe file.readFully(
                into: UnsafeMutableRawBufferPointer(rebasing: room[count..<count + half]), at: size - endBytes)
        }
        unsafe checksum.update(UnsafeRawBufferPointer(rebasing: room[..<count]))
        return checksum.value
    }
}
