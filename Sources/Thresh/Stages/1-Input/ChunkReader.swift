internal import Platform

/// Reads the records of a segment in blocks of whole records.
///
/// The rule of a segment [start, end): it has the records that begin after `start` and not after `end`. So a reader
/// that does not begin at the start of its file drops bytes up to the first line end, whose record is its neighbour's,
/// and goes on after its end up to the first line end there. It needs no look at the byte before its start, so that it
/// works in compressed files too.
struct ChunkReader: ~Copyable {
    private var source: InputSource
    private let name: String
    private let largestRecord: Int
    private var buffer: PageBuffer
    private var filled = 0
    /// Where the buffer begins, in bytes since the source's beginning.
    private var position: UInt64 = 0
    private var isSkipping: Bool
    private let base: UInt64
    private let plainEnd: UInt64?
    private(set) var records: UInt64 = 0

    /// - Parameter buffer: memory to read into, at least `Tuning.readBytes`; `takeBuffer` gives it back.
    init(
        _ file: InputFile, start: UInt64, end: UInt64, largestRecord: Int, buffer: consuming PageBuffer
    ) throws(ThreshError) {
        let source = try InputSource(
            path: file.path, name: file.name, compression: file.compression, start: start, limit: end)
        self.source = source
        name = file.name
        self.largestRecord = largestRecord
        self.buffer = buffer
        isSkipping = start > 0
        base = start
        plainEnd = file.compression == .none ? end : nil
    }

    consuming func takeBuffer() -> PageBuffer { buffer }

    /// Receives the bytes of a block, the offset of its first in the file, and how many bytes of the file have been read
    /// since the segment's start. `Tuning.readPadding` bytes after a block may be read too.
    typealias BlockBody = (UnsafeRawBufferPointer, UInt64, UInt64) throws -> Void

    mutating func forEachBlock(_ body: BlockBody) throws {
        while true {
            if buffer.byteCount - filled < Tuning.readPadding + 4096 { try makeRoom() }
            let room = unsafe UnsafeMutableRawBufferPointer(
                start: buffer.base + filled, count: buffer.byteCount - filled - Tuning.readPadding)
            let count = try unsafe source.read(into: room)
            if count == 0 {
                try checkLength()
                if !isSkipping && filled > 0 { unsafe try deliver(filled, body) }
                return
            }
            let fresh = filled
            filled += count
            if isSkipping && !skip() { continue }
            if isSkipping { return }
            if let limit = source.producedAtLimit, position + UInt64(filled) > limit {
                // The record that holds the limit is the last one.
                let from = max(0, Int(Int64(limit) - Int64(position)))
                guard let end = unsafe findByte(10, bytes + from, filled - from) else { continue }
                unsafe try deliver(from + end + 1, body)
                return
            }
            let from = min(fresh, filled)
            guard let last = unsafe findLastByte(10, bytes + from, filled - from) else { continue }
            unsafe try deliver(from + last + 1, body)
        }
    }

    private var bytes: UnsafePointer<UInt8> { unsafe UnsafePointer(buffer.base.assumingMemoryBound(to: UInt8.self)) }

    /// Drops bytes up to the first line end. Returns whether that is decided; `isSkipping` stays set when the limit came
    /// first, and nothing belongs to this segment.
    private mutating func skip() -> Bool {
        let end = unsafe findByte(10, bytes, filled).map { $0 + 1 }
        if let limit = source.producedAtLimit, position + UInt64(end ?? filled) > limit { return true }
        drop(end ?? filled)
        if end != nil { isSkipping = false }
        return end != nil
    }

    private mutating func deliver(_ count: Int, _ body: BlockBody) throws {
        records += UInt64(unsafe countByte(10, bytes, count))
        if unsafe bytes[count - 1] != 10 { records += 1 }
        try unsafe body(UnsafeRawBufferPointer(start: buffer.base, count: count), base + position, source.consumed)
        drop(count)
    }

    private mutating func drop(_ count: Int) {
        filled -= count
        position += UInt64(count)
        if filled > 0 { unsafe buffer.base.copyMemory(from: buffer.base + count, byteCount: filled) }
    }

    private mutating func makeRoom() throws(ThreshError) {
        guard filled < largestRecord else {
            throw ThreshError(
                .badData,
                """
                \(name): the line at byte \(base + position) is longer than \(largestRecord) bytes; \
                raise --max-record-size, or check that this is a text file
                """)
        }
        let wanted = min(buffer.byteCount * 2, largestRecord + Tuning.readPadding + 8192)
        do { try buffer.grow(to: max(wanted, buffer.byteCount + 8192)) } catch { throw ThreshError(error) }
    }

    /// A plain file that became shorter since it was planned has lost records: that is no success.
    private func checkLength() throws(ThreshError) {
        if let plainEnd, base + source.consumed < plainEnd {
            throw ThreshError(
                .inputOutput,
                "\(name): the file became shorter while it was read, at byte \(base + source.consumed); run the job again"
            )
        }
    }
}
