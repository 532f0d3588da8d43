package import Platform

/// Reads a file that is not compressed.
///
/// By `pread`, which is as fast as mapping the file and cannot die of SIGBUS when a log is truncated under it.
package struct PlainSource: ~Copyable, ByteSource {
    private let file: FileDescriptor
    private let start: UInt64
    private let limit: UInt64
    private var offset: UInt64
    package private(set) var producedAtLimit: UInt64?

    package init(_ file: consuming FileDescriptor, start: UInt64 = 0, limit: UInt64 = .max) {
        file.adviseSequential()
        self.file = file
        self.start = start
        self.limit = limit
        offset = start
        if limit <= start { producedAtLimit = 0 }
    }

    package var consumed: UInt64 { offset - start }

    package func check(_ stamp: FileStamp) throws(ThreshError) -> Bool { try stamp.check(file) }

    package mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(ThreshError) -> Int {
        precondition(buffer.count > 0, "a read of 0 bytes would look like the end of the file")
        // Behind the limit only a record's end is looked for.
        let wanted = limit > offset ? limit - offset : max(Tuning.leastReadBytes, offset - limit)
        let room = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(buffer.count, Int(clamping: wanted))])
        let count: Int
        do throws(SystemError) {
            count = try unsafe file.readFully(into: room, at: offset)
        } catch {
            throw ThreshError(error)
        }
        offset += UInt64(count)
        if producedAtLimit == nil && (offset >= limit || count == 0) { producedAtLimit = consumed }
        return count
    }
}
