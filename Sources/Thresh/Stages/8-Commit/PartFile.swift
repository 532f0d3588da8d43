internal import Platform

/// A finished part file, read again.
package enum PartFile {
    package static let manifestName = WorkFiles.success

    /// Whether a job may have written a file of this name into its output.
    package static func isPart(_ name: String) -> Bool { WorkFiles.isPart(name) }

    /// Reads the whole file. `rows` counts its lines.
    package static func summary(of path: String) throws(ThreshError) -> PartSummary {
        let file = try attempt { () throws(SystemError) in try FileDescriptor.open(path, .read) }
        let buffer = ByteBuffer(capacity: Tuning.readBytes)
        let room = unsafe UnsafeMutableRawBufferPointer(start: buffer.base, count: Tuning.readBytes)
        var checksum = Checksum()
        var rows: UInt64 = 0
        var byteCount: UInt64 = 0
        while true {
            let count: Int
            do { count = try unsafe file.read(into: room) } catch { throw ThreshError(error) }
            if count == 0 { return PartSummary(rows: rows, byteCount: byteCount, checksum: checksum.value) }
            unsafe checksum.update(UnsafeRawBufferPointer(rebasing: room[..<count]))
            rows += UInt64(unsafe countByte(10, buffer.base, count))
            byteCount += UInt64(count)
        }
    }
}
