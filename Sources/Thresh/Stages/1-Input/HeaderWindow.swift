import Platform

/// Small integers from anywhere in a file, read through one buffer; made for headers with data between them.
struct HeaderWindow: ~Copyable {
    /// Spares system calls where headers are close together.
    private static let longRead = 64 << 10
    /// Spares reading what lies between headers that are far apart.
    private static let shortRead = 4 << 10

    private let buffer: PageBuffer
    private let size: UInt64
    private var start: UInt64 = 0
    private var count = 0

    /// `size` is the file's.
    init(size: UInt64) throws(ThreshError) {
        do throws(SystemError) {
            buffer = try PageBuffer(byteCount: HeaderWindow.longRead)
        } catch {
            throw ThreshError(error)
        }
        self.size = size
    }

    /// The little-endian integer of 1 to 4 bytes at `offset`; nil when the file ends before it does.
    mutating func integer(
        at offset: UInt64, bytes width: Int, _ file: borrowing FileDescriptor
    ) throws(ThreshError) -> UInt32? {
        if size < offset || size - offset < UInt64(width) { return nil }
        if offset < start || offset + UInt64(width) > start + UInt64(count) {
            try refill(at: offset, file)
            if count < width { return nil }
        }
        let position = Int(offset - start)
        var value: UInt32 = 0
        for index in 0..<width { value |= unsafe UInt32(buffer.bytes[position + index]) << UInt32(8 * index) }
        return value
    }

    private mutating func refill(at offset: UInt64, _ file: borrowing FileDescriptor) throws(ThreshError) {
        let isNear = offset >= start && offset - start <= UInt64(count + HeaderWindow.shortRead / 8)
        let length = isNear ? HeaderWindow.longRead : HeaderWindow.shortRead
        do throws(SystemError) {
            count = try unsafe file.readFully(
                into: UnsafeMutableRawBufferPointer(rebasing: buffer.bytes[..<length]), at: offset)
        } catch {
            throw ThreshError(error)
        }
        start = offset
    }
}
