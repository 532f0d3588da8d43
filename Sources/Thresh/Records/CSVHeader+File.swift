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
            compression = try Compression.detect(FileDescriptor.open(path, .read), name: path)
            buffer = try PageBuffer(byteCount: Tuning.readBytes)
        } catch {
            throw ThreshError(any: error)
        }
        let file = InputFile(path: path, name: path, size: size, compression: compression, records: format)
        var header: CSVHeader?
        do {
            var reader = try ChunkReader(
                file, ChunkPlan.Segment(file: 0, start: 0, end: size, offset: 0),
                largestRecord: Tuning.readBytes, buffer: buffer)
            try reader.forEachBlock { block in
                var ignored: UInt64 = 0
                let records = unsafe RecordBlock(
                    bytes: ByteView(block.bytes), ranges: block.ranges, format: format, offset: 0, file: 0, input: 0,
                    position: &ignored)
                try records.forEachRecord { record in
                    header = CSVHeader(record.csv(separator: separator))
                    throw Found()
                }
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
