internal import Platform

/// Where decoding can begin in a gzip file, kept in a file beside it: what makes the next job over it parallel.
///
/// Docs/Formats.md has the layout. It says of which file it is: an index whose file has changed is not used.
package struct GzipIndex: Sendable {
    /// Ascending; the file's beginning is not among them.
    package let points: [GzipPoint]
    /// Nil for one that is not kept in a file, because it needs no windows.
    package let path: String?

    static let headerBytes: UInt64 = 64
    static let magic: UInt64 = 0x3130_495A_4752_4854  // "THRGZI01" in memory
    static let pointBytes: UInt64 = 48
    /// Where the points are, and the checksum of everything before it.
    static let trailerBytes: UInt64 = 16
    /// An index belongs to a file if the checksum of so many bytes of both its ends is the same. gzip's own checksum of the
    /// content is among the last of them.
    static let edgeBytes: UInt64 = 4 << 10

    /// Hidden, so that patterns like `access.log*` and directories do not bring it among the inputs.
    package static func path(of file: String) -> String {
        let slash = file.lastIndex(of: "/").map { file.index(after: $0) } ?? file.startIndex
        return file[..<slash] + "." + file[slash...] + ".thresh-index"
    }

    /// What there is for a file.
    package enum Finding {
        case absent
        /// There is one that cannot be used, and why.
        case unfit(String)
        case found(GzipIndex)
    }

    /// The point that begins at a byte of the file; nil for the file's beginning.
    func point(at byte: UInt64) -> GzipPoint? {
        var (low, high) = (0, points.count)
        while low < high {
            let middle = (low + high) / 2
            if points[middle].byte < byte { low = middle + 1 } else { high = middle }
        }
        return low < points.count && points[low].byte == byte ? points[low] : nil
    }

    func windows() throws(ThreshError) -> GzipWindows {
        guard let path else { throw ThreshError(.software, "an index without a file has no windows") }
        return try GzipWindows(try attempt { () throws(SystemError) in try FileDescriptor.open(path, .read) })
    }

    /// What tells a file from others and from what it was before.
    static func identity(_ path: String, size: UInt64) throws(SystemError) -> [UInt64] {
        let file = try FileDescriptor.open(path, .read)
        let length = min(size, edgeBytes)
        var sums = [size]
        for offset in [0, size - length] {
            let bytes = try PageBuffer(byteCount: Int(edgeBytes))
            let count = try unsafe file.readFully(
                into: UnsafeMutableRawBufferPointer(rebasing: bytes.bytes[..<Int(length)]), at: offset)
            var sum = Checksum()
            unsafe sum.update(UnsafeRawBufferPointer(rebasing: bytes.bytes[..<count]))
            sums.append(sum.value)
        }
        return sums
    }
}
