internal import Platform

/// Samples records at places that depend on the input alone, so that the bounds of a total order, and with them the
/// part files, are the same in every run.
struct KeySampler {
    let files: [InputFile]
    let largestRecord: Int
    let mapper: MapperHandle

    /// Keys of about `count` records, spread evenly over the bytes of plain files; of a compressed file its first
    /// block, since nothing else can be reached without decompressing all before it.
    func sample(_ count: Int) throws -> [[UInt8]] {
        let total = files.reduce(0) { $0 + ($1.compression == .none ? $1.size : 0) }
        let step = max(1, total / UInt64(max(1, count)))
        var next: UInt64 = 0
        var passed: UInt64 = 0
        var keys: [[UInt8]] = []
        let compressed = files.indices.filter { files[$0].compression != .none && files[$0].size > 0 }
        let stride = max(1, compressed.count / KeySampler.mostCompressedFiles)
        for index in compressed.enumerated().filter({ $0.offset % stride == 0 }).map(\.element) {
            keys += try read(index, from: 0, to: .max, records: max(1, count * stride / compressed.count))
        }
        for (index, file) in files.enumerated() where file.compression == .none {
            while next < passed + file.size {
                keys += try read(index, from: next - passed, to: file.size, records: 1)
                next += step
            }
            passed += file.size
        }
        return keys
    }

    /// A sample is one line; few are longer.
    private static let sampleBytes = 1 << 12
    /// Opening a decompressor costs a million times a plain sample.
    private static let mostCompressedFiles = 256

    private struct Enough: Error {}

    private func read(_ index: Int, from start: UInt64, to end: UInt64, records: Int) throws -> [[UInt8]] {
        let bytes =
            files[index].compression == .none ? KeySampler.sampleBytes + Tuning.readPadding + 4096 : Tuning.readBytes
        let buffer = try attempt { () throws(SystemError) in try PageBuffer(byteCount: bytes + Tuning.readPadding) }
        var reader = try ChunkReader(files[index], start: start, end: end, largestRecord: largestRecord, buffer: buffer)
        var ignored: UInt64 = 0
        var keys: [[UInt8]] = []
        do {
            try unsafe reader.forEachBlock { block, offset, _ in
                let base = unsafe block.baseAddress!.assumingMemoryBound(to: UInt8.self)
                var start = 0
                var count = 0
                // One by one: what a record emits fits in memory, and nothing is spilled before its key is taken.
                while count < records, start < block.count {
                    let left = block.count - start
                    let length = unsafe findByte(10, base + start, left).map { $0 + 1 } ?? left
                    let view = unsafe ByteView(unsafeStart: base + start, count: length)
                    // A task of its own: the job may emit only at the end of one.
                    try mapper.beginTask()
                    try unsafe mapper.map(
                        RecordBlock(
                            bytes: view, offset: offset + UInt64(start), file: index, input: files[index].argument,
                            position: &ignored))
                    try mapper.endTask()
                    keys += mapper.takeKeys()
                    start += length
                    count += 1
                }
                throw Enough()
            }
        } catch is Enough {}
        return keys
    }
}
