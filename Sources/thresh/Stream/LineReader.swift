import Platform
import Thresh

/// Reads what a command prints, and hands it on in whole lines.
struct LineReader: ~Copyable {
    enum Progress {
        /// Nothing is there yet.
        case none
        case some
        case end
    }

    private var buffer: PageBuffer
    private var filled = 0
    private let longest: Int

    /// - Parameter longest: bytes of the longest line that is accepted.
    init(longest: Int) throws(SystemError) {
        buffer = try PageBuffer(byteCount: LineReader.bytesAtATime)
        self.longest = longest
    }

    static let bytesAtATime = 256 << 10

    /// Reads once. `body` receives lines that each end with LF; the last one gets it when the command left it out.
    mutating func read(
        from file: borrowing FileDescriptor, _ body: (ByteView) throws -> Void
    ) throws -> Progress {
        // A byte stays free for the last line's LF.
        if buffer.byteCount - filled < 4097 { try makeRoom() }
        let room = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer.bytes[filled..<buffer.byteCount - 1])
        guard let count = try unsafe file.readAvailable(into: room) else { return .none }
        let fresh = filled
        filled += count
        if count == 0 {
            guard filled > 0 else { return .end }
            unsafe buffer.base.storeBytes(of: UInt8(ascii: "\n"), toByteOffset: filled, as: UInt8.self)
            filled += 1
        }
        let added = unsafe UnsafeRawBufferPointer(rebasing: buffer.bytes[fresh..<filled])
        if let last = unsafe added.lastIndex(of: UInt8(ascii: "\n")) {
            let end = fresh + last + 1
            try unsafe body(ByteView(UnsafeRawBufferPointer(rebasing: buffer.bytes[..<end])))
            filled -= end
            unsafe buffer.base.copyMemory(from: buffer.base + end, byteCount: filled)
        }
        return count == 0 ? .end : .some
    }

    private mutating func makeRoom() throws {
        guard filled < longest else {
            throw ThreshError(
                .badData, "a line that it printed is longer than \(longest) bytes; raise --max-record-size")
        }
        try buffer.grow(to: buffer.byteCount * 2)
    }
}
