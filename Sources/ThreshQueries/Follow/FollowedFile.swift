import Platform
import Thresh

/// A file that is read as it grows. It is known by its inode, which stays its own for as long as it is open here, whatever
/// becomes of its name.
final class FollowedFile: FollowedSource {
    private let descriptor: FileDescriptor
    let device: UInt64
    let inode: UInt64
    /// The watch on it.
    var watch: Int32?
    /// Whether it was rotated: lines that are late may still be appended, and nothing else is news.
    var isRetired = false
    /// Whether something else was written over it after it was rotated.
    private(set) var isOverwritten = false
    /// The last bytes of what was taken: where they are others, the file was emptied and filled again.
    private var tail: [UInt8] = []
    /// Its size when it was last looked at.
    private var seenSize: UInt64 = 0
    private(set) var lastGrowth = Instant.now
    private var numbering = LineNumbering()

    private static let tailBytes = 256

    init(_ descriptor: consuming FileDescriptor, _ status: FileStatus, name: String) {
        device = status.device
        inode = status.inode
        self.descriptor = descriptor
        super.init(name: name)
    }

    /// A path that leads to it, renamed or removed as it may be.
    var path: String { "/proc/self/fd/\(descriptor.rawValue)" }

    func status() throws -> FileStatus { try throwing { () throws(SystemError) in try descriptor.status() } }

    func isSame(as status: FileStatus) -> Bool { inode == status.inode && device == status.device }

    /// Whether it is compressed, by its first bytes.
    func isCompressed() throws -> Bool {
        switch try Compression.detect(descriptor) {
        case .none, .utf16, .returns: false
        case .gzip, .zstd, .bzip2, .xz: true
        }
    }

    // MARK: the lines that are there when following begins

    /// Whether it begins with this byte.
    func begins(with byte: UInt8) throws -> Bool {
        var first: [UInt8] = [0]
        return try read(&first, at: 0, count: 1) == 1 && first[0] == byte
    }

    /// Where the last whole line ends.
    func endOfLines() throws -> UInt64 {
        var end = try status().size
        var piece = [UInt8](repeating: 0, count: 64 << 10)
        while end > 0 {
            let start = end - min(end, UInt64(piece.count))
            let count = try read(&piece, at: start, count: Int(end - start))
            if let last = piece[..<count].lastIndex(of: 10) { return start + UInt64(last) + 1 }
            end = start
        }
        return 0
    }

    /// Goes on behind what somebody else has taken.
    func skip(to end: UInt64) throws {
        let count = Int(min(end, UInt64(FollowedFile.tailBytes)))
        tail = [UInt8](repeating: 0, count: count)
        _ = try read(&tail, at: end - UInt64(count), count: count)
        rewind()
        advance(by: Int(end))
        seenSize = end
    }

    // MARK: the lines that come

    /// Gives whole lines that are new to `body`, which returns how many bytes it took, a buffer full at a time.
    ///
    /// - Parameters:
    ///   - isLast: nothing will be appended: a line without its end is one.
    ///   - budget: bytes after which it stops, so that others have their turn; false is returned then.
    ///   - onEmptied: called when the file is to be read from its beginning; told whether a line was cut off.
    func takeLines(
        _ buffer: FollowBuffer, isLast: Bool = false, budget: Int,
        onEmptied: (Bool) -> Void, _ body: (UnsafeRawBufferPointer, FollowedSource) throws -> Int
    ) throws -> Bool {
        var taken = 0
        while true {
            if isOverwritten { return true }
            let size = try status().size
            if size < offset {
                empty(onEmptied)
            } else if size == seenSize && !isLast && taken == 0 && firstSeen == nil {
                return true
            }
            if size != seenSize { lastGrowth = .now }
            if size <= offset {
                seenSize = size
                return true
            }
            let start = offset - UInt64(tail.count)
            let count = try unsafe buffer.fill { bytes throws(SystemError) in
                try unsafe descriptor.readFully(into: bytes, at: start)
            }
            if count < tail.count || !buffer.begins(with: tail) {
                empty(onEmptied)
                continue
            }
            seenSize = start + UInt64(count)
            let isFull = buffer.isFull(count)
            var end = buffer.endOfLines(from: tail.count, to: count)
            if end == nil && isLast && !isFull { end = count }
            guard let end else {
                if !isFull { return true }
                if count > buffer.longestLine { throw FollowedFile.tooLong(name, offset, buffer.longestLine) }
                try buffer.grow()
                continue
            }
            let used = try unsafe buffer.with(tail.count, end) { try unsafe body($0, self) }
            if used == 0 { return true }
            let place = tail.count + used
            advance(by: used)
            tail = buffer.bytes(max(0, place - FollowedFile.tailBytes), place)
            taken += used
            if place == count && !isFull { return true }
            if taken > budget { return false }
        }
    }

    /// Whether what it holds goes on behind the last whole line.
    var hasUnfinishedLine: Bool { seenSize > offset }

    private func empty(_ onEmptied: (Bool) -> Void) {
        if isRetired {
            isOverwritten = true
            return
        }
        onEmptied(hasUnfinishedLine)
        rewind()
        tail = []
        seenSize = 0
        numbering = LineNumbering()
    }

    override func lineNumber(at offset: UInt64) -> Int? {
        unsafe numbering.number(at: offset) { bytes, start in
            (try? unsafe descriptor.readFully(into: bytes, at: start)) ?? 0
        }
    }

    private func read(_ bytes: inout [UInt8], at offset: UInt64, count: Int) throws -> Int {
        try unsafe bytes.withUnsafeMutableBytes { buffer in
            try throwing { () throws(SystemError) in
                try unsafe descriptor.readFully(
                    into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<count]), at: offset)
            }
        }
    }

    private func throwing<R>(_ body: () throws(SystemError) -> R) throws(ThreshError) -> R {
        do { return try body() } catch { throw ThreshError(error) }
    }

    static func tooLong(_ name: String, _ offset: UInt64, _ longest: Int) -> ThreshError {
        ThreshError(
            .badData,
            "\(name): the line at byte \(offset) is longer than \(longest) bytes; raise --max-record-size, or check that it is a log"
        )
    }
}
