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
    private(set) var keyCount = 0
    private var rowCount = 0
    /// Of a pair that is longer only the front is read before `complete`.
    private let longest: Int
    /// Whether only the front of the current pair is in the buffer, from `next` on.
    private(set) var isCut = false

    /// - Parameter readsFronts: a pair that is longer than the buffer is read by `complete`.
    init(path: String, bufferBytes: Int, readsFronts: Bool = false) throws(ThreshError) {
        let file = try attempt { () throws(SystemError) in try FileDescriptor.open(path, .read) }
        let buffer = try attempt { () throws(SystemError) in try PageBuffer(byteCount: bufferBytes) }
        self.file = file
        self.buffer = buffer
        self.path = path
        longest = readsFronts ? bufferBytes : .max
    }

    /// Goes to the next pair; false when there is none.
    package func advance() throws(ThreshError) -> Bool {
        try complete()
        if buffer.byteCount / 2 > longest { try shrink() }
        if filled - next < 8 {
            try fill(8)
            if filled == next { return false }
        }
        guard filled - next >= 8 else { throw damage }
        keyCount = Int(unsafe buffer.base.loadUnaligned(fromByteOffset: next, as: UInt32.self))
        rowCount = Int(unsafe buffer.base.loadUnaligned(fromByteOffset: next + 4, as: UInt32.self))
        isCut = filled - next < size && size > longest
        if isCut { try fill(longest) } else { try goOn() }
        return true
    }

    /// Reads the rest of the current pair.
    func complete() throws(ThreshError) {
        if !isCut { return }
        isCut = false
        try goOn()
    }

    private var size: Int { 8 + keyCount + rowCount }

    private func goOn() throws(ThreshError) {
        if filled - next < size {
            try fill(size)
            guard filled - next >= size else { throw damage }
        }
        next += size
    }

    /// Gives back what a long pair took.
    private func shrink() throws(ThreshError) {
        buffer = try attempt { () throws(SystemError) in try PageBuffer(byteCount: longest) }
        offset += UInt64(next)
        (next, filled, isAtEnd) = (0, 0, false)
    }

    /// The current pair, until the next call of `advance` or `rewind`.
    package var key: ByteView { @_lifetime(borrow self) get { unsafe ByteView(keyBytes) } }

    package var row: ByteView {
        @_lifetime(borrow self) get {
            unsafe ByteView(UnsafeRawBufferPointer(start: buffer.base + next - rowCount, count: rowCount))
        }
    }

    /// As much of the key as there is, where the pair is cut.
    var keyBytes: UnsafeRawBufferPointer {
        if isCut {
            // SAFETY: the pair is longer than what is in the buffer, from the lengths on.
            return unsafe UnsafeRawBufferPointer(
                start: buffer.base + next + 8, count: max(0, min(keyCount, filled - next - 8)))
        }
        // SAFETY: `advance` saw to it that the pair is in the buffer.
        return unsafe UnsafeRawBufferPointer(start: buffer.base + next - rowCount - keyCount, count: keyCount)
    }

    /// Goes back to before the first pair. Costs nothing while the file fits into the buffer.
    package func rewind() {
        next = 0
        keyCount = 0
        rowCount = 0
        isCut = false
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

    /// Bytes of the key from `start` on, at most so many, put into `window`.
    func readKey(from start: Int, atMost count: Int, into window: inout ByteBuffer) throws(ThreshError) {
        let place = offset + UInt64(isCut ? next + 8 : next - rowCount - keyCount) + UInt64(start)
        window.removeAll()
        window.reserve(count)
        let space = unsafe UnsafeMutableRawBufferPointer(start: window.base, count: min(count, keyCount - start))
        do { window.count = try unsafe file.readFully(into: space, at: place) } catch { throw ThreshError(error) }
        if window.count < space.count { throw damage }
    }

    private var damage: ThreshError { ThreshError(.inputOutput, "\(path): ends in the middle of a row") }
}
