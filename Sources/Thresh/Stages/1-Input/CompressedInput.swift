import Platform

/// The window of a compressed file that a decoder reads from.
@safe struct CompressedInput: ~Copyable {
    /// Large enough that a read is cheap beside decoding what it brings; small enough to stay in the L2 cache.
    private static let windowSize = 256 << 10

    private let file: FileDescriptor
    private let window: PageBuffer
    private var unreadRange = 0..<0
    /// Where in the file the first unread byte is.
    private(set) var offset: UInt64
    /// Whether the last refill met the end of the file.
    private(set) var isAtEnd = false

    init(_ file: consuming FileDescriptor, from start: UInt64) throws(ThreshError) {
        do throws(SystemError) {
            window = try PageBuffer(byteCount: CompressedInput.windowSize)
        } catch {
            throw ThreshError(error)
        }
        file.adviseSequential()
        self.file = file
        offset = start
    }

    var path: String { file.path }

    func check(_ stamp: FileStamp) throws(ThreshError) -> Bool { try stamp.check(file) }

    /// That the file is not what it was taken for.
    var hasChanged: ThreshError { FileStamp.changed(file, "was replaced") }

    /// Valid until the next refill.
    var unread: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(rebasing: window.bytes[unreadRange]) }

    mutating func consume(_ count: Int) {
        unreadRange = unreadRange.lowerBound + count..<unreadRange.upperBound
        offset += UInt64(count)
    }

    /// Reads on when nothing is unread; returns false at the end of the file.
    mutating func fill() throws(ThreshError) -> Bool {
        if !unreadRange.isEmpty { return true }
        if isAtEnd { return false }
        do throws(SystemError) {
            unreadRange = 0..<(try unsafe file.read(into: window.bytes, at: offset))
        } catch {
            throw ThreshError(error)
        }
        isAtEnd = unreadRange.isEmpty
        return !isAtEnd
    }

    mutating func seek(to offset: UInt64) {
        self.offset = offset
        unreadRange = 0..<0
        isAtEnd = false
    }

    /// The next byte, which stays unread; nil at the end of the file.
    mutating func peek() throws(ThreshError) -> UInt8? {
        try fill() ? unsafe unread[0] : nil
    }

    mutating func skipZeros() throws(ThreshError) {
        while try fill() {
            let zeros = unsafe unread.firstIndex { $0 != 0 } ?? unread.count
            consume(zeros)
            if !unreadRange.isEmpty { return }
        }
    }
}
