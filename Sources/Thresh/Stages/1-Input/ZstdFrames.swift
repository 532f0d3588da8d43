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
        try divisions(of: file, size: size).map(\.offset)
    }

    /// Where decoding can begin, and how many decompressed bytes are before it: nil when a frame before it does not say.
    package struct Division: Sendable, Equatable {
        package let offset: UInt64
        package let decompressed: UInt64?
    }

    /// As `boundaries`.
    package static func divisions(
        of file: borrowing FileDescriptor, size: UInt64
    ) throws(ThreshError) -> [Division] {
        if size == 0 { return [] }
        var window = try HeaderWindow(size: size)
        var divisions: [Division] = []
        // Where the next frame's chunk begins: before the skippable frames that precede it.
        var boundary: UInt64 = 0
        var offset: UInt64 = 0
        var decompressed: UInt64? = 0
        while offset < size {
            guard let frame = try header(at: offset, in: &window, file) else { break }
            if !frame.isSkippable {
                divisions.append(Division(offset: boundary, decompressed: decompressed))
                decompressed = decompressed.flatMap { before in
                    guard let size = frame.contentSize else { return nil }
                    let (sum, isTooLarge) = before.addingReportingOverflow(size)
                    return isTooLarge ? nil : sum
                }
                guard let end = try endOfBlocks(from: frame.end, in: &window, file) else { break }
                offset = end + (frame.hasChecksum ? 4 : 0)
                boundary = offset
            } else {
                offset = frame.end
            }
        }
        return divisions.isEmpty ? [Division(offset: 0, decompressed: 0)] : divisions
    }

    private struct Header {
        /// Of the header; of the whole frame when it is skippable.
        var end: UInt64
        var isSkippable = false
        var hasChecksum = false
        var contentSize: UInt64?
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
        let contentSizeOffset = offset + 5 + windowBytes + dictionaryBytes
        return Header(
            end: contentSizeOffset + contentSizeBytes, hasChecksum: descriptor & 0b100 != 0,
            contentSize: try contentSize(at: contentSizeOffset, bytes: contentSizeBytes, in: &window, file))
    }

    private static func contentSize(
        at offset: UInt64, bytes: UInt64, in window: inout HeaderWindow, _ file: borrowing FileDescriptor
    ) throws(ThreshError) -> UInt64? {
        if bytes == 0 { return nil }
        guard let low = try window.integer(at: offset, bytes: Int(min(bytes, 4)), file) else { return nil }
        // A size of two bytes does not say what one can.
        if bytes < 8 { return UInt64(low) + (bytes == 2 ? 256 : 0) }
        guard let high = try window.integer(at: offset + 4, bytes: 4, file) else { return nil }
        return UInt64(high) << 32 | UInt64(low)
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
