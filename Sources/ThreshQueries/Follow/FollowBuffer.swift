import Platform
import Thresh

/// Memory that lines are read into, one file after another.
final class FollowBuffer {
    private var memory: PageBuffer
    /// Bytes of the longest line that is accepted.
    let longestLine: Int

    private static let startBytes = 1 << 20

    init(longestLine: Int) throws {
        memory = try FollowBuffer.reporting { () throws(SystemError) in
            try PageBuffer(byteCount: FollowBuffer.startBytes)
        }
        self.longestLine = longestLine
    }

    /// Returns how many bytes `read` put at its beginning.
    func fill(_ read: (UnsafeMutableRawBufferPointer) throws(SystemError) -> Int) throws(ThreshError) -> Int {
        let bytes = unsafe memory.bytes
        return try FollowBuffer.reporting { () throws(SystemError) in try unsafe read(bytes) }
    }

    func isFull(_ count: Int) -> Bool { count == memory.byteCount }

    func grow() throws {
        let wanted = memory.byteCount * 2
        do { try memory.grow(to: wanted) } catch { throw ThreshError(error) }
    }

    func begins(with bytes: [UInt8]) -> Bool {
        for index in bytes.indices where unsafe memory.bytes[index] != bytes[index] { return false }
        return true
    }

    /// Behind the last line feed from `start` to `end`.
    func endOfLines(from start: Int, to end: Int) -> Int? {
        let bytes = unsafe UnsafeRawBufferPointer(rebasing: memory.bytes[start..<end])
        return unsafe bytes.lastIndex(of: 10).map { start + $0 + 1 }
    }

    func bytes(_ start: Int, _ end: Int) -> [UInt8] { unsafe Array(memory.bytes[start..<end]) }

    func with<R>(_ start: Int, _ end: Int, _ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        // SAFETY: nobody fills the buffer while `body` runs.
        try unsafe body(UnsafeRawBufferPointer(rebasing: memory.bytes[start..<end]))
    }

    private static func reporting<R: ~Copyable>(_ body: () throws(SystemError) -> R) throws(ThreshError) -> R {
        do { return try body() } catch { throw ThreshError(error) }
    }
}
