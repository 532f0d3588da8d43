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
    private var block: ByteBuffer
    /// The most bytes of a block that are kept, unless it has several records.
    private let room: Int
    private var position = 0

    /// The current record; valid until `advance`. Nothing is current when `isDone`.
    private(set) var key = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
    private(set) var value = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
    /// The first eight bytes of the key, for comparing.
    private(set) var prefix: UInt64 = 0
    private(set) var isDone = false
    /// The current record, where only its front is in memory: `key` has as much of the key as there is, and `value` nothing.
    private(set) var long: LongRecord?

    private init(
        _ run: consuming RunFile, extent: RunFormat.Extent, blobs: [BlobRun.Blob] = [], decompressor: Decompressor,
        room: Int
    ) {
        self.blobs = blobs
        offset = extent.offset
        end = extent.offset + extent.byteCount
        self.run = run
        self.decompressor = decompressor
        self.room = room
        block = ByteBuffer(capacity: 1 << 12)
    }

    /// Opens a run at the first record of a partition. Of a record that is longer than `room` only the front is kept.
    static func open(
        _ run: RunInput, partition: Int, decompressor: Decompressor, room: Int = .max
    ) throws(ThreshError) -> RunCursor {
        switch run {
        case .file(let path): return try open(path, partition: partition, decompressor: decompressor, room: room)
        case .blobs(let run):
            let file = try RunFile(spool: run.spool, valueWidth: run.valueWidth)
            var cursor = RunCursor(
                file, extent: RunFormat.Extent(byteCount: .max), blobs: run.blobs, decompressor: decompressor,
                room: room)
            try cursor.advance()
            return cursor
        }
    }

    static func open(
        _ path: String, partition: Int, decompressor: Decompressor, room: Int = .max
    ) throws(ThreshError) -> RunCursor {
        let run = try RunFile(path: path)
        let extent = partition < run.extents.count ? run.extents[partition] : RunFormat.Extent()
        var cursor = RunCursor(run, extent: extent, decompressor: decompressor, room: room)
        try cursor.advance()
        return cursor
    }

    mutating func advance() throws(ThreshError) {
        if position == block.count {
            long = nil
            if blobs.isEmpty ? offset == end : nextBlob == blobs.count {
                isDone = true
                return
            }
            if blobs.isEmpty { try loadBlock() } else { try loadBlob() }
            if long != nil { return }
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
        let header = unsafe UnsafeRawPointer(decompressor.frame.base)
        let frameBytes = Int(UInt32(littleEndian: unsafe header.loadUnaligned(as: UInt32.self)))
        let blockBytes = Int(UInt32(littleEndian: unsafe header.loadUnaligned(fromByteOffset: 4, as: UInt32.self)))
        guard blockBytes > 0, offset <= end, UInt64(frameBytes) <= end - offset else {
            throw corrupt("a block goes past its partition")
        }
        try load(frameBytes, blockBytes, recordsAt: 0)
    }

    private mutating func loadBlob() throws(ThreshError) {
        CurrentTask.beat()
        let blob = blobs[nextBlob]
        nextBlob += 1
        offset = blob.offset
        try load(blob.byteCount, blob.contentBytes, recordsAt: BlobFormat.headerBytes)
    }

    /// Reads and opens the frame that comes next.
    private mutating func load(_ frameBytes: Int, _ blockBytes: Int, recordsAt start: Int) throws(ThreshError) {
        if blockBytes > room, try loadFront(frameBytes, blockBytes, recordsAt: start) { return }
        try read(frameBytes)
        guard unsafe Decompressor.holds(blockBytes, decompressor.frame.rawBuffer) else { throw otherSize }
        block.removeAll()
        block.reserve(blockBytes)
        let target = unsafe UnsafeMutableRawBufferPointer(start: block.base, count: blockBytes)
        guard unsafe decompressor.open(decompressor.frame.rawBuffer, into: target) else { throw wrongChecksum }
        block.count = blockBytes
        position = start
    }

    /// Reads the front of the only record of the block that comes next; false where it has several.
    private mutating func loadFront(
        _ frameBytes: Int, _ blockBytes: Int, recordsAt start: Int
    ) throws(ThreshError) -> Bool {
        let stream = try decompressor.streams().0
        guard try stream.begin(run.file, at: offset, frameBytes: frameBytes, contentBytes: blockBytes) else {
            throw otherSize
        }
        guard let front = try unsafe stream.next(run.file, atMost: min(room, Tuning.frontBytes)) else {
            throw wrongChecksum
        }
        block.removeAll()
        unsafe block.append(front)
        position = start
        let keyCount = try number()
        let valueCount: Int
        if let width = run.valueWidth { valueCount = width } else { valueCount = try number() }
        let content = blockBytes - position
        guard (0...content).contains(keyCount), valueCount == content - keyCount else { return false }
        long = LongRecord(
            offset: offset, frameBytes: frameBytes, contentBytes: blockBytes, keyStart: position, keyCount: keyCount)
        // SAFETY: as in `advance`, of as much of the key as the block has.
        unsafe key = UnsafeRawBufferPointer(
            start: block.base + position, count: min(keyCount, block.count - position))
        unsafe value = UnsafeRawBufferPointer(start: nil, count: 0)
        unsafe prefix = keyPrefix(key)
        position = block.count
        offset += UInt64(frameBytes)
        return true
    }

    // MARK: long records

    /// Makes the whole of a long record current, in memory of whoever merges.
    mutating func complete(in whole: inout ByteBuffer) throws(ThreshError) {
        guard let long else { return }
        let stream = try decompressor.streams().0
        try begin(stream, long)
        whole.removeAll()
        whole.reserve(long.contentBytes)
        let target = unsafe UnsafeMutableRawBufferPointer(start: whole.base, count: long.contentBytes)
        guard try unsafe stream.fill(target, run.file) else { throw wrongChecksum }
        whole.count = long.contentBytes
        let bytes = unsafe whole.rawBuffer
        unsafe key = UnsafeRawBufferPointer(rebasing: bytes[long.keyStart..<long.valueStart])
        unsafe value = UnsafeRawBufferPointer(rebasing: bytes[long.valueStart...])
    }

    /// How long the key, or the value, is.
    func count(ofValue: Bool) -> Int {
        guard let long else { return ofValue ? unsafe value.count : unsafe key.count }
        return ofValue ? long.valueCount : long.keyCount
    }

    /// The key, or the value, where it is in memory; else nothing.
    func held(ofValue: Bool) -> UnsafeRawBufferPointer {
        if long != nil { return unsafe UnsafeRawBufferPointer(start: nil, count: 0) }
        return ofValue ? unsafe value : unsafe key
    }

    /// Goes to the front of the key, or of the value, in a stream.
    func begin(_ stream: FrameStream, atValue: Bool) throws(ThreshError) {
        guard let long else { return }
        try begin(stream, long)
        var left = atValue ? long.valueStart : long.keyStart
        while left > 0 { left -= try unsafe next(stream, atMost: left).count }
    }

    /// The next bytes of a stream.
    func next(_ stream: FrameStream, atMost count: Int) throws(ThreshError) -> UnsafeRawBufferPointer {
        guard let bytes = try unsafe stream.next(run.file, atMost: count) else { throw wrongChecksum }
        return unsafe bytes
    }

    private func begin(_ stream: FrameStream, _ long: LongRecord) throws(ThreshError) {
        let isThere = try stream.begin(
            run.file, at: long.offset, frameBytes: long.frameBytes, contentBytes: long.contentBytes)
        if !isThere { throw otherSize }
    }

    private mutating func read(_ count: Int) throws(ThreshError) {
        decompressor.frame.removeAll()
        decompressor.frame.reserve(count)
        let target = unsafe UnsafeMutableRawBufferPointer(start: decompressor.frame.base, count: count)
        let place = offset
        let got: Int
        do { got = try unsafe run.file.readFully(into: target, at: place) } catch { throw ThreshError(error) }
        guard got == count else { throw corrupt("it is cut short") }
        decompressor.frame.count = count
        offset += UInt64(count)
    }

    private var otherSize: ThreshError { corrupt("a block has another size") }
    private var wrongChecksum: ThreshError { corrupt("the checksum of a block does not match") }

    private func corrupt(_ reason: String) -> ThreshError { RunFile.corrupt(run.file.path, at: offset, reason) }
}

/// A record that is alone in its block and stays in the run: where it is.
struct LongRecord {
    /// Of its frame.
    let offset: UInt64
    let frameBytes: Int
    /// Of the block, in which the key begins at `keyStart` and the value goes from behind it to the end.
    let contentBytes: Int
    let keyStart: Int
    let keyCount: Int

    var valueStart: Int { keyStart + keyCount }
    var valueCount: Int { contentBytes - valueStart }
}
