internal import Platform

/// Finds where the members of a BGZF file begin, which bgzip writes: each says how long it is, so nothing is decoded.
enum BGZFMembers {
    /// In a larger file, reading every header takes too long beside decoding by turns.
    static let largestFile: UInt64 = 4 << 30

    /// Points at the beginnings of members, `spacing` compressed bytes apart at least; nil when some part of the file is no
    /// BGZF.
    static func points(
        of file: borrowing FileDescriptor, size: UInt64, spacing: UInt64
    ) throws(ThreshError) -> [GzipPoint]? {
        var window = try HeaderWindow(size: size)
        var points: [GzipPoint] = []
        var (offset, produced, last) = (UInt64(0), UInt64(0), UInt64(0))
        while offset < size {
            guard let end = try end(ofMemberAt: offset, in: &window, file),
                let length = try window.integer(at: end - 4, bytes: 4, file)
            else { return nil }
            if offset - last >= spacing {
                points.append(.member(at: offset, produced: produced, windowOffset: 0))
                last = offset
            }
            produced += UInt64(length)
            offset = end
        }
        return points
    }

    private static func end(
        ofMemberAt offset: UInt64, in window: inout HeaderWindow, _ file: borrowing FileDescriptor
    ) throws(ThreshError) -> UInt64? {
        // gzip, deflate, an extra field and nothing else.
        guard try window.integer(at: offset, bytes: 4, file) == 0x0408_8B1F,
            let extraLength = try window.integer(at: offset + 10, bytes: 2, file)
        else { return nil }
        let extraEnd = offset + 12 + UInt64(extraLength)
        var field = offset + 12
        while field + 4 <= extraEnd, let name = try window.integer(at: field, bytes: 2, file),
            let length = try window.integer(at: field + 2, bytes: 2, file)
        {
            if name == 0x4342, length == 2 {  // "BC"
                guard let size = try window.integer(at: field + 4, bytes: 2, file) else { return nil }
                let end = offset + UInt64(size) + 1
                // A block of one byte at least, and the trailer.
                return end > extraEnd + 8 ? end : nil
            }
            field += 4 + UInt64(length)
        }
        return nil
    }
}
