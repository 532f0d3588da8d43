internal import Platform

/// Reads a file of pairs, as `PartWriter.writePair` writes them, from front to back.
@safe package final class PairReader {
    private let file: FileDescriptor
    private let path: String
    private var buffer: PageBuffer
    /// Where in the file the buffer begins, and how much of it is read.
    private var offset: UInt64 = 0
    private var filled = 0
    private var isAtEnd = false
    /// Where in the buffer the next pair begins, and the lengths of the current one, which ends there.
    private var next = 0
    private var keyCount = 0
    private var rowCount = 0

    init(path: String, bufferBytes: Int) throws(ThreshError) {
        let file = try attempt { () throws(SystemError) in try FileDescriptor.open(path, .read) }
        let buffer = try attempt { () throws(SystemError) in try PageBuffer(byteCount: bufferBytes) }
        self.file = file
        self.buffer = buffer
        self.path = path
    }

    /// Goes to the next pair; false when there is none.
    package func advance() throws(ThreshError) -> Bool {
        if filled - next < 8 {
            try fill(8)
            if filled == next { return false }
        }
        guard filled - next >= 8 else { throw damage }
        keyCount = Int(unsafe buffer.base.loadUnaligned(fromByteOffset: next, as: UInt32.self))
        rowCount = Int(unsafe buffer.base.loadUnaligned(fromByteOffset: next + 4, as: UInt32.self))
        let size = 8 + keyCount + rowCount
        if filled - next < size {
            try fill(size)
            guard filled - next >= size else { throw damage }
        }
        next += size
        return true
    }

    /// The current pair, until the next call of `advance` or `rewind`.
    package var key: ByteView { @_lifetime(borrow self) get { unsafe ByteView(keyBytes) } }

    package var row: ByteView {
        @_lifetime(borrow self) get {
            unsafe ByteView(UnsafeRawBufferPointer(start: buffer.base + next - rowCount, count: rowCount))
        }
    }

    var keyBytes: UnsafeRawBufferPointer {
        // SAFETY: `advance` saw to it that the pair is in the buffer.
        unsafe UnsafeRawBufferPointer(start: buffer.base + next - rowCount - keyCount, count: keyCount)
    }

    /// Goes back to before the first pair. Costs nothing while the file fits into the buffer.
    package func rewind() {
        next = 0
        keyCount = 0
        rowCount = 0
        if offset == 0 { return }
        offset = 0
        filled = 0
        isAtEnd = false
    }

    /// Reads until `needed` bytes are there from `next` on, or the file ends.
    private func fill(_ needed: Int) throws(ThreshError) {
        if isAtEnd { return }
        let rest = filled - next
        unsafe buffer.base.copyMemory(from: buffer.base + next, byteCount: rest)
        offset += UInt64(next)
        next = 0
        filled = rest
        do {
            if needed > buffer.byteCount { try buffer.grow(to: needed) }
            let space = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer.bytes[filled...])
            let count = try unsafe file.readFully(into: space, at: offset + UInt64(filled))
            filled += count
            isAtEnd = count < space.count
        } catch {
            throw ThreshError(error)
        }
    }

    private var damage: ThreshError { ThreshError(.inputOutput, "\(path): ends in the middle of a row") }
}
