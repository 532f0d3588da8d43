internal import CXXHash
internal import Platform

/// Which file an input is: told by what is in it. Its name is for people.
struct InputIdentity: Equatable {
    let name: String
    let size: UInt64
    /// XXH3-64 of its first and last bytes.
    let head: UInt64
    let tail: UInt64

    init(name: String, size: UInt64, head: UInt64, tail: UInt64) {
        (self.name, self.size, self.head, self.tail) = (name, size, head, tail)
    }

    init(_ file: InputFile) throws(ThreshError) {
        let count = min(UInt64(PartialFormat.evidenceBytes), file.size)
        self.init(
            name: file.name, size: file.size,
            head: try InputIdentity.checksum(of: file, [0..<count]),
            tail: try InputIdentity.checksum(of: file, [file.size - count..<file.size]))
    }

    /// Whether both have the same content, as far as that was looked at.
    func isSame(as other: InputIdentity) -> Bool { size == other.size && head == other.head && tail == other.tail }

    /// Whether a file that was this long, as `other`, has grown to this one, as far as that can still be told: both are
    /// longer than what was looked at, or this one is still there.
    func begins(with other: InputIdentity) -> Bool {
        if size <= other.size { return false }
        let count = UInt64(PartialFormat.evidenceBytes)
        if other.size >= count { return head == other.head }
        guard let compression = try? Compression.detect(FileDescriptor.open(name, .read), name: name) else {
            return false
        }
        let file = InputFile(path: name, name: name, size: size, compression: compression)
        guard let now = try? InputIdentity(file), now.isSame(as: self) else { return false }
        return (try? InputIdentity.checksum(of: file, [0..<other.size])) == other.head
    }

    /// Of the bytes about both ends of a segment.
    static func evidence(of segment: ChunkPlan.Segment, in file: InputFile) throws(ThreshError) -> UInt64 {
        let (start, end) = (segment.start, min(segment.end, file.size))
        let count = min(UInt64(PartialFormat.segmentEvidenceBytes), end - start)
        return try checksum(of: file, [start..<start + count, end - count..<end])
    }

    static func checksum(of file: InputFile, _ ranges: [Range<UInt64>]) throws(ThreshError) -> UInt64 {
        let descriptor = try InputSource.open(file)
        var checksum = Checksum()
        for range in ranges {
            let buffer = ByteBuffer(capacity: range.count)
            let room = unsafe UnsafeMutableRawBufferPointer(start: buffer.base, count: range.count)
            let count: Int
            do { count = try unsafe descriptor.readFully(into: room, at: range.lowerBound) } catch {
                throw ThreshError(error)
            }
            unsafe checksum.update(UnsafeRawBufferPointer(rebasing: room[..<count]))
        }
        return checksum.value
    }
}
