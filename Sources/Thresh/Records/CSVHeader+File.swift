internal import Platform

extension CSVHeader {
    /// The header of a file, compressed or not: for `Job.prepare`, which gets the paths of the inputs. Not for standard
    /// input, which is "-" there.
    public init(ofFile path: String, separator: UInt8 = UInt8(ascii: ",")) throws(ThreshError) {
        let format = RecordFormat.csv(separator: separator)
        try format.check()
        let size: UInt64
        let buffer: PageBuffer
        let compression: Compression
        do {
            size = try FileSystem.status(path).size
            compression = try Compression.detect(FileDescriptor.open(path, .read))
            buffer = try PageBuffer(byteCount: Tuning.readBytes)
        } catch {
            throw ThreshError(any: error)
        }
        let file = InputFile(path: path, name: path, size: size, compression: compression)
        var header: CSVHeader?
        do {
            var reader = try ChunkReader(
                file, ChunkPlan.Segment(file: 0, start: 0, end: size, offset: 0), format: format,
                largestRecord: Tuning.readBytes, buffer: buffer)
            try reader.forEachBlock { block in
                if let first = unsafe block.ranges?.first {
                    let bytes = unsafe UnsafeRawBufferPointer(rebasing: block.bytes[..<Int(first.count)])
                    header = unsafe CSVHeader(CSVRow(ByteView(bytes), separator: separator))
                }
                throw Found()
            }
        } catch is Found {
        } catch {
            throw ThreshError(any: error)
        }
        guard let header else {
            throw ThreshError(.badData, "\(path): the file is empty, and has no names of columns")
        }
        self = header
    }

    private struct Found: Error {}
}
