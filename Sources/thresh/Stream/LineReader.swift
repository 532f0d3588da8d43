import Platform
import Thresh

/// Reads what a command prints, and hands it on in whole lines.
struct LineReader: ~Copyable {
    private var buffer: PageBuffer
    private var filled = 0
    private let longest: Int
    private let writer: String

    /// - Parameters:
    ///   - writer: whose lines they are, for messages.
    ///   - longest: bytes of the longest line that is accepted.
    init(of writer: String, longest: Int) throws(SystemError) {
        self.writer = writer
        buffer = try PageBuffer(byteCount: LineReader.bytesAtATime)
        self.longest = longest
    }

    static let bytesAtATime = 256 << 10

    /// Reads what is there; false at the end. `body` receives lines that each end with LF; the last one gets it when the
    /// command left it out.
    mutating func read(
        from file: borrowing FileDescriptor, _ body: (ByteView) throws -> Void
    ) throws -> Bool {
        // A byte stays free for the last line's LF.
        if buffer.byteCount - filled < 4097 { try makeRoom() }
        let room = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer.bytes[filled..<buffer.byteCount - 1])
        guard let count = try unsafe file.readAvailable(into: room) else { return true }
        let fresh = filled
        filled += count
        if count == 0 {
            guard filled > 0 else { return false }
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
        return count > 0
    }

    private mutating func makeRoom() throws {
        guard filled < longest else {
            throw ThreshError(
                .badData, "\(writer) printed a line longer than \(longest) bytes; raise --max-record-size")
        }
        try buffer.grow(to: buffer.byteCount * 2)
    }
}
