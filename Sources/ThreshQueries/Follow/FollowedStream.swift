import Platform
import Thresh

/// Standard input that is a pipe or a terminal.
final class FollowedStream: FollowedSource {
    let rawValue = Terminal.input
    private let descriptor: FileDescriptor
    /// What was read and not taken.
    private var pending: [UInt8] = []
    private(set) var isAtEnd = false

    private static let readBytes = 256 << 10

    init(_ descriptor: consuming FileDescriptor) {
        self.descriptor = descriptor
        super.init(name: "-")
    }

    /// Reads once. REQUIRES: it is readable, or this waits.
    func read() throws {
        let used = pending.count
        pending.append(contentsOf: repeatElement(0, count: FollowedStream.readBytes))
        var count = 0
        do {
            count = try unsafe pending.withUnsafeMutableBytes { buffer in
                try unsafe descriptor.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[used...]))
            }
        } catch let error as SystemError {
            throw ThreshError(error)
        }
        pending.removeLast(FollowedStream.readBytes - count)
        if count == 0 { isAtEnd = true }
    }

    /// Gives whole lines to `body`, which returns how many bytes it took; at the end, an unfinished line too.
    func takeLines(longest: Int, _ body: (UnsafeRawBufferPointer, FollowedSource) throws -> Int) throws {
        while true {
            let end = isAtEnd ? pending.count : pending.lastIndex(of: 10).map { $0 + 1 } ?? 0
            if end == 0 {
                if pending.count > longest { throw FollowedFile.tooLong(name, offset, longest) }
                return
            }
            let used = try unsafe pending.withUnsafeBytes {
                try unsafe body(UnsafeRawBufferPointer(rebasing: $0[..<end]), self)
            }
            if used == 0 { return }
            advance(by: used)
            pending.removeSubrange(..<used)
        }
    }

    var hasUnfinishedLine: Bool { !pending.isEmpty }
}
