internal import Glibc

/// What `stat` tells of a file, as far as the project uses it.
public struct FileStatus: Sendable, Equatable {
    public enum Kind: Sendable {
        /// `link` only where links are not followed.
        case regular, directory, link, pipe, characterDevice
        /// A socket or a block device.
        case other
    }

    public let kind: Kind
    /// Bytes; meaningful for regular files.
    public let size: UInt64
    public let device: UInt64
    public let inode: UInt64
    public let owner: UInt32
    /// When its content was changed last, in nanoseconds since 1970.
    public let modified: Int64
    /// Names that it has; 0 once it was removed.
    public let linkCount: UInt64

    init(_ status: stat) {
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .regular
            case S_IFDIR: .directory
            case S_IFLNK: .link
            case S_IFIFO: .pipe
            case S_IFCHR: .characterDevice
            default: .other
            }
        size = UInt64(max(0, status.st_size))
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        owner = status.st_uid
        modified = Int64(status.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(status.st_mtim.tv_nsec)
        linkCount = UInt64(status.st_nlink)
    }
}
