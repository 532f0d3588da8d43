internal import Platform

/// Samples records at places that depend on the input alone, so that the bounds of a total order, and with them the
/// part files, are the same in every run.
struct KeySampler {
    let files: [InputFile]
    let largestRecord: Int
    let mapper: MapperHandle
    /// Throws when the job is to end, and says where it was.
    let check: (String) throws(ThreshError) -> Void
    /// Throws after the job's code threw at a record, unless that can be left out.
    let failed: (_ error: any Error, _ file: Int, _ record: ChunkReader.Block.Single) throws -> Void

    /// Keys of about `count` records, spread evenly over the bytes of plain files; of a file that can only be read from its
    /// beginning, as compressed ones, its first block.
    func sample(_ count: Int) throws -> [[UInt8]] {
        let total = files.reduce(0) { $0 + (isSpread($1) ? $1.size : 0) }
        let step = max(1, total / UInt64(max(1, count)))
        var keys: [[UInt8]] = []
        let undivided = files.indices.filter { !isSpread(files[$0]) && files[$0].size > 0 }
        let stride = max(1, undivided.count / KeySampler.mostUndividedFiles)
        for index in undivided.enumerated().filter({ $0.offset % stride == 0 }).map(\.element) {
            keys += try read(index, from: 0, records: max(1, count * stride / undivided.count)).keys
        }
        var next: UInt64 = 0
        var passed: UInt64 = 0
        for (index, file) in files.enumerated() where isSpread(file) {
            var places: [UInt64] = []
            while next < passed + file.size {
                places.append(next - passed)
                next += step
            }
            // A record that several places are in, or the one behind it, is sampled once: it may be long.
            var lastRecord: UInt64?
            for start in try recordStarts(file, places) where lastRecord.map({ start > $0 }) ?? true {
                let sample = try read(index, from: start, records: 1)
                guard let record = sample.lastRecord else { break }
                lastRecord = record
                keys += sample.keys
            }
            passed += file.size
        }
        return keys
    }

    /// Room for a few of the usual records; there is more for longer ones.
    private static let sampleBytes = 1 << 12
    /// Opening a decompressor costs a million times a plain sample.
    private static let mostUndividedFiles = 256

    private func isSpread(_ file: InputFile) -> Bool {
        guard file.compression == .none else { return false }
        if case .custom = file.records { return file.isDivisible }
        return true
    }

    /// Where to begin in order to sample at these places.
    private func recordStarts(_ file: InputFile, _ places: [UInt64]) throws -> [UInt64] {
        switch file.records {
        case .lines, .textLines, .delimited, .paragraphs, .multiline, .custom: places
        case .fixedWidth(let width): places.map { $0 - $0 % UInt64(width) }
        case .wholeFiles: places.isEmpty ? [] : [0]
        case .csv(let separator, _):
            (places.first == 0 ? [0] : [])
                + (try CSVRecordStarts.find(in: file, at: places.filter { $0 > 0 }, separator: separator) {
                    () throws(ThreshError) in try check("while it took samples of \(file.name)")
                })
        }
    }

    private struct Enough: Error {}

    private struct Sample {
        var keys: [[UInt8]] = []
        /// Where the last record that was read begins; nil where none begins.
        var lastRecord: UInt64?
    }

    private func read(_ index: Int, from start: UInt64, records: Int) throws -> Sample {
        var file = files[index]
        // Where to begin is known.
        file.hasQuotedFeeds = true
        let bytes = isSpread(file) ? KeySampler.sampleBytes + Tuning.readPadding + 4096 : Tuning.readBytes
        let buffer = try attempt { () throws(SystemError) in try PageBuffer(byteCount: bytes + Tuning.readPadding) }
        let end = file.compression == .none ? file.size : .max
        var reader = try ChunkReader(
            file, ChunkPlan.Segment(file: index, start: start, end: end, offset: start),
            largestRecord: largestRecord, buffer: buffer)
        var sample = Sample()
        do {
            try reader.forEachBlock { block in
                sample = try takeSample(of: block, records: records, file: index)
                throw Enough()
            }
        } catch is Enough {}
        return sample
    }

    /// One by one: what a record emits fits in memory, and nothing is spilled before its key is taken.
    private func takeSample(of block: ChunkReader.Block, records: Int, file: Int) throws -> Sample {
        let format = files[file].records
        var sample = Sample()
        var ignored: UInt64 = 0
        var count = 0
        try block.forEachSingle(format) { record in
            // A task of its own: the job may emit only at the end of one.
            do {
                try mapper.beginTask()
                try unsafe record.withRanges { ranges in
                    try unsafe mapper.map(
                        RecordBlock(
                            bytes: ByteView(record.bytes), ranges: ranges, format: format, offset: record.offset,
                            file: file, input: files[file].argument, position: &ignored))
                }
                try mapper.endTask()
                sample.keys += mapper.takeKeys()
            } catch {
                try failed(error, file, record)
                _ = mapper.takeKeys()
            }
            sample.lastRecord = record.offset
            count += 1
            return count < records
        }
        return sample
    }
}
