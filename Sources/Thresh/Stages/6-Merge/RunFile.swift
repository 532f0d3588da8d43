internal import CXXHash
internal import Platform

/// A run on disk, opened: its partitions and the width of its values. Nothing in it is trusted before its checksum.
struct RunFile: ~Copyable {
    let file: FileDescriptor
    let extents: [RunFormat.Extent]
    let valueWidth: Int?
    /// Of the index.
    let checksum: UInt64

    init(path: String) throws(ThreshError) {
        let file = try attempt { () throws(SystemError) in try FileDescriptor.open(path, .read) }
        let size = try attempt { () throws(SystemError) in try file.status().size }
        let ends = UInt64(RunFormat.headerBytes + RunFormat.trailerBytes)
        guard size >= ends else { throw RunFile.corrupt(path, at: size, "it is cut short") }
        let header = try RunFile.read(file, RunFormat.headerBytes, at: 0)
        let trailerOffset = size - UInt64(RunFormat.trailerBytes)
        let trailer = try RunFile.read(file, RunFormat.trailerBytes, at: trailerOffset)
        guard header.number(0, 8) == RunFormat.magic, trailer.number(24, 8) == RunFormat.magic else {
            throw RunFile.corrupt(path, at: trailerOffset, "it is cut short, or no run file")
        }
        guard header.number(8, 8) == trailer.number(20, 4) else {
            throw RunFile.corrupt(path, at: 8, "its header and its end disagree")
        }
        let indexOffset = trailer.number(8, 8)
        let partitions = Int(trailer.number(16, 4))
        let indexBytes = partitions * RunFormat.indexEntryBytes
        guard indexOffset <= trailerOffset, trailerOffset - indexOffset == UInt64(indexBytes) else {
            throw RunFile.corrupt(path, at: trailerOffset, "its index is not where it should be")
        }
        let index = try RunFile.read(file, indexBytes, at: indexOffset)
        guard unsafe index.withUnsafeBytes({ unsafe XXH3_64bits($0.baseAddress, $0.count) }) == trailer.number(0, 8)
        else {
            throw RunFile.corrupt(path, at: indexOffset, "the checksum of its index does not match")
        }
        let extents = (0..<partitions).map {
            let start = $0 * RunFormat.indexEntryBytes
            return RunFormat.Extent(
                offset: index.number(start, 8), byteCount: index.number(start + 8, 8),
                records: index.number(start + 16, 8))
        }
        for extent in extents where extent.offset > indexOffset || extent.byteCount > indexOffset - extent.offset {
            throw RunFile.corrupt(path, at: indexOffset, "its index names a place outside it")
        }
        self.extents = extents
        checksum = trailer.number(0, 8)
        let width = UInt32(header.number(8, 4))
        valueWidth = width == RunFormat.variableWidth ? nil : Int(width)
        self.file = file
    }

    /// A file that has the blocks of runs and says nothing of them.
    init(spool path: String, valueWidth: Int?) throws(ThreshError) {
        file = try attempt { () throws(SystemError) in try FileDescriptor.open(path, .read) }
        extents = []
        self.valueWidth = valueWidth
        checksum = 0
    }

    static func corrupt(_ path: String, at offset: UInt64, _ reason: String) -> ThreshError {
        ThreshError(
            .inputOutput,
            "\(path): the run file is corrupt at byte \(offset): \(reason); check the disk; make a partial anew, or choose another place for temporary files with --temporary-directory"
        )
    }

    private static func read(_ file: borrowing FileDescriptor, _ count: Int, at offset: UInt64) throws(ThreshError)
        -> [UInt8]
    {
        let buffer = ByteBuffer(capacity: count)
        let got: Int
        do {
            got = try unsafe file.readFully(
                into: UnsafeMutableRawBufferPointer(start: buffer.base, count: count), at: offset)
        } catch {
            throw ThreshError(error)
        }
        if got < count { throw RunFile.corrupt(file.path, at: offset + UInt64(got), "it is cut short") }
        return unsafe [UInt8](UnsafeRawBufferPointer(start: buffer.base, count: count))
    }
}

extension [UInt8] {
    /// A little-endian number of `count` bytes.
    fileprivate func number(_ start: Int, _ count: Int) -> UInt64 {
        self[start..<start + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
