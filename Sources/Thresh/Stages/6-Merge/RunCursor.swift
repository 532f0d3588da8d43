internal import Platform

/// Reads the records of one partition of one run in order, a block at a time.
@safe struct RunCursor: ~Copyable {
    private let run: RunFile
    private let decompressor: Decompressor
    private var offset: UInt64
    private let end: UInt64
    /// Where its blocks are, when they do not lie one behind another.
    private let blobs: [BlobRun.Blob]
    private var nextBlob = 0
    private var frame: ByteBuffer
    private var block: ByteBuffer
    private var position = 0

    /// The current record; valid until `advance`. Nothing is current when `isDone`.
    private(set) var key = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
    private(set) var value = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
    /// The first eight bytes of the key, for comparing.
    private(set) var prefix: UInt64 = 0
    private(set) var isDone = false

    private init(
        _ run: consuming RunFile, extent: RunFormat.Extent, blobs: [BlobRun.Blob] = [], decompressor: Decompressor
    ) {
        self.blobs = blobs
        offset = extent.offset
        end = extent.offset + extent.byteCount
        self.run = run
        self.decompressor = decompressor
        frame = ByteBuffer(capacity: 1 << 12)
        block = ByteBuffer(capacity: 1 << 12)
    }

    /// Opens a run at the first record of a partition.
    static func open(_ run: RunInput, partition: Int, decompressor: Decompressor) throws(ThreshError) -> RunCursor {
        switch run {
        case .file(let path): return try open(path, partition: partition, decompressor: decompressor)
        case .blobs(let run):
            let file = try RunFile(spool: run.spool, valueWidth: run.valueWidth)
            var cursor = RunCursor(
                file, extent: RunFormat.Extent(byteCount: .max), blobs: run.blobs, decompressor: decompressor)
            try cursor.advance()
            return cursor
        }
    }

    static func open(
        _ path: String, partition: Int, decompressor: Decompressor
    ) throws(ThreshError) -> RunCursor {
        let run = try RunFile(path: path)
        let extent = partition < run.extents.count ? run.extents[partition] : RunFormat.Extent()
        var cursor = RunCursor(run, extent: extent, decompressor: decompressor)
        try cursor.advance()
        return cursor
    }

    mutating func advance() throws(ThreshError) {
        if position == block.count {
            if blobs.isEmpty ? offset == end : nextBlob == blobs.count {
                isDone = true
                return
            }
            if blobs.isEmpty { try loadBlock() } else { try loadBlob() }
        }
        let keyCount = try number()
        let valueCount: Int
        if let width = run.valueWidth { valueCount = width } else { valueCount = try number() }
        guard keyCount >= 0, valueCount >= 0, keyCount <= block.count - position,
            valueCount <= block.count - position - keyCount
        else { throw corrupt("a record goes past its block") }
        // SAFETY: both ranges were just checked to lie in the block, which stays until the next `advance`.
        let start = unsafe UnsafeRawPointer(block.base + position)
        unsafe key = UnsafeRawBufferPointer(start: start, count: keyCount)
        unsafe value = UnsafeRawBufferPointer(start: start + keyCount, count: valueCount)
        unsafe prefix = keyPrefix(key)
        position += keyCount + valueCount
    }

    private mutating func number() throws(ThreshError) -> Int {
        var result = 0
        var shift = 0
        while position < block.count && shift < 63 {
            let byte = unsafe block.base[position]
            position += 1
            result |= Int(byte & 0x7F) << shift
            if byte < 0x80 { return result }
            shift += 7
        }
        throw corrupt("a length goes past its block")
    }

    private mutating func loadBlock() throws(ThreshError) {
        CurrentTask.beat()
        try read(RunFormat.blockHeaderBytes)
        let header = unsafe UnsafeRawPointer(frame.base)
        let frameBytes = Int(UInt32(littleEndian: unsafe header.loadUnaligned(as: UInt32.self)))
        let blockBytes = Int(UInt32(littleEndian: unsafe header.loadUnaligned(fromByteOffset: 4, as: UInt32.self)))
        guard blockBytes > 0, offset <= end, UInt64(frameBytes) <= end - offset else {
            throw corrupt("a block goes past its partition")
        }
        try load(frameBytes, blockBytes)
        position = 0
    }

    private mutating func loadBlob() throws(ThreshError) {
        CurrentTask.beat()
        let blob = blobs[nextBlob]
        nextBlob += 1
        offset = blob.offset
        try load(blob.byteCount, blob.contentBytes)
        position = BlobFormat.headerBytes
    }

    /// Reads and opens the frame that comes next.
    private mutating func load(_ frameBytes: Int, _ blockBytes: Int) throws(ThreshError) {
        try read(frameBytes)
        guard unsafe Decompressor.holds(blockBytes, frame.rawBuffer) else { throw corrupt("a block has another size") }
        block.removeAll()
        block.reserve(blockBytes)
        let target = unsafe UnsafeMutableRawBufferPointer(start: block.base, count: blockBytes)
        guard unsafe decompressor.open(frame.rawBuffer, into: target) else {
            throw corrupt("the checksum of a block does not match")
        }
        block.count = blockBytes
    }

    private mutating func read(_ count: Int) throws(ThreshError) {
        frame.removeAll()
        frame.reserve(count)
        let target = unsafe UnsafeMutableRawBufferPointer(start: frame.base, count: count)
        let place = offset
        let got: Int
        do { got = try unsafe run.file.readFully(into: target, at: place) } catch { throw ThreshError(error) }
        guard got == count else { throw corrupt("it is cut short") }
        frame.count = count
        offset += UInt64(count)
    }

    private func corrupt(_ reason: String) -> ThreshError { RunFile.corrupt(run.file.path, at: offset, reason) }
}
