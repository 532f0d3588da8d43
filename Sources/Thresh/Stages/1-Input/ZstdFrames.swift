package import Platform

/// Finds where the frames of a zstd file begin, which is where it can be divided into chunks.
///
/// It reads frame and block headers only (RFC 8878, section 3.1.1) and decodes nothing.
package enum ZstdFrames {
    /// The compressed offsets at which decoding can begin, ascending; the first is 0 unless the file is empty.
    ///
    /// A skippable frame goes with the frame behind it, or at the end of the file with the one before. The walk stops
    /// without an error where the file is cut off or malformed: the decoder will say so when it gets there.
    ///
    /// - Complexity: one read of 4 KiB per block, or of 64 KiB where blocks are small and close together.
    package static func boundaries(
        of file: borrowing FileDescriptor, size: UInt64
    ) throws(ThreshError) -> [UInt64] {
        if size == 0 { return [] }
        var window = try HeaderWindow(size: size)
        var boundaries: [UInt64] = []
        // Where the next frame's chunk begins: before the skippable frames that precede it.
        var boundary: UInt64 = 0
        var offset: UInt64 = 0
        while offset < size {
            guard let frame = try header(at: offset, in: &window, file) else { break }
            if !frame.isSkippable {
                boundaries.append(boundary)
                guard let end = try endOfBlocks(from: frame.end, in: &window, file) else { break }
                offset = end + (frame.hasChecksum ? 4 : 0)
                boundary = offset
            } else {
                offset = frame.end
            }
        }
        return boundaries.isEmpty ? [0] : boundaries
    }

    private struct Header {
        /// Of the header; of the whole frame when it is skippable.
        var end: UInt64
        var isSkippable = false
        var hasChecksum = false
    }

    private static func header(
        at offset: UInt64, in window: inout HeaderWindow, _ file: borrowing FileDescriptor
    ) throws(ThreshError) -> Header? {
        guard let magic = try window.integer(at: offset, bytes: 4, file) else { return nil }
        if magic & 0xFFFF_FFF0 == 0x184D_2A50 {
            guard let length = try window.integer(at: offset + 4, bytes: 4, file) else { return nil }
            return Header(end: offset + 8 + UInt64(length), isSkippable: true)
        }
        guard magic == 0xFD2F_B528, let descriptor = try window.integer(at: offset + 4, bytes: 1, file),
            descriptor & 0b1000 == 0  // reserved
        else { return nil }
        let isSingleSegment = descriptor & 0b10_0000 != 0
        let windowBytes: UInt64 = isSingleSegment ? 0 : 1
        let dictionaryBytes: UInt64 = [0, 1, 2, 4][Int(descriptor & 0b11)]
        let contentSizeBytes: UInt64 = [isSingleSegment ? 1 : 0, 2, 4, 8][Int(descriptor >> 6)]
        return Header(
            end: offset + 5 + windowBytes + dictionaryBytes + contentSizeBytes,
            hasChecksum: descriptor & 0b100 != 0)
    }

    /// The offset behind the last of the blocks that begin at `start`.
    private static func endOfBlocks(
        from start: UInt64, in window: inout HeaderWindow, _ file: borrowing FileDescriptor
    ) throws(ThreshError) -> UInt64? {
        var offset = start
        while let block = try window.integer(at: offset, bytes: 3, file) {
            let size = UInt64(block >> 3)
            switch block >> 1 & 0b11 {
            case 0, 2:  // raw, compressed
                if size > 128 << 10 { return nil }
                offset += 3 + size
            case 1:  // one byte, repeated
                offset += 4
            default:
                return nil
            }
            if block & 1 != 0 { return offset }
        }
        return nil
    }
}
