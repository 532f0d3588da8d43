internal import CXXHash
internal import Platform

/// Writes one run: records sorted by partition, key and value, in compressed blocks, then an index of the partitions. Or
/// into a stream, each block a blob that says itself where it belongs, and no index.
///
/// REQUIRES: records come in that order.
struct RunWriter: ~Copyable {
    private let file: FileDescriptor
    private let compressor: Compressor
    /// Fixed width of every value, or nil.
    private let valueWidth: Int?
    private let blockBytes: Int
    private var block: ByteBuffer
    private var output: ByteBuffer
    private var index: [RunFormat.Extent]
    private var partition = 0
    private var written: UInt64 = 0
    /// What blobs say of their run; nil in a file.
    private let blob: (task: UInt32, spill: UInt32)?
    private let isText: Bool
    /// Blobs of the partition so far.
    private var sequence: UInt32 = 0

    init(path: String, partitions: Int, valueWidth: Int?, level: Int32, blockBytes: Int) throws(ThreshError) {
        let compressor = try Compressor(level: level)
        let file = try attempt { () throws(SystemError) in try FileDescriptor.open(path, .createNew) }
        self.compressor = compressor
        self.file = file
        self.valueWidth = valueWidth
        self.blockBytes = blockBytes
        blob = nil
        isText = false
        block = RunWriter.makeBlock(blockBytes)
        output = RunWriter.makeOutput(blockBytes)
        index = Array(repeating: RunFormat.Extent(), count: partitions)
        output.append(integer: RunFormat.magic)
        output.append(integer: RunWriter.width(valueWidth))
        output.append(integer: UInt32(0))
    }

    init(
        _ stream: BlobStream, spill: UInt32, partitions: Int, valueWidth: Int?, level: Int32
    ) throws(ThreshError) {
        let compressor = try Compressor(level: level)
        let file = try attempt { () throws(SystemError) in
            try Terminal.duplicate(stream.descriptor, name: stream.name)
        }
        self.compressor = compressor
        self.file = file
        self.valueWidth = valueWidth
        blockBytes = BlobFormat.largestBytes
        blob = (stream.task, spill)
        isText = stream.isText
        block = ByteBuffer(capacity: blockBytes)
        output = ByteBuffer(capacity: Compressor.bound(blockBytes))
        index = Array(repeating: RunFormat.Extent(), count: partitions)
    }

    private static func makeBlock(_ blockBytes: Int) -> ByteBuffer { ByteBuffer(capacity: blockBytes + blockBytes / 8) }
    private static func makeOutput(_ blockBytes: Int) -> ByteBuffer {
        ByteBuffer(capacity: Compressor.bound(blockBytes) * 2)
    }

    private static func width(_ valueWidth: Int?) -> UInt32 {
        valueWidth.map { UInt32($0) } ?? RunFormat.variableWidth
    }

    mutating func append(
        partition: Int, key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer
    ) throws(ThreshError) {
        if partition != self.partition { try begin(partition) }
        if blob != nil {
            try beginBlob(key.count + value.count)
        } else if key.count + value.count >= blockBytes {
            // Alone in a block it can be read when its turn comes.
            try endBlock()
        }
        block.append(varint: key.count)
        if valueWidth == nil { block.append(varint: value.count) }
        unsafe block.append(key)
        unsafe block.append(value)
        index[partition].records += 1
        if block.count >= blockBytes && blob == nil { try endBlock() }
    }

    /// Makes room for a record in a blob. The last one of a partition is never empty, so it can say that it is the last.
    private mutating func beginBlob(_ byteCount: Int) throws(ThreshError) {
        if block.count > 0, block.count + byteCount + 2 * RunWriter.longestVarint > blockBytes {
            try endBlob(isLast: false)
        }
        if block.count == 0 { for _ in 0..<BlobFormat.headerBytes { block.append(0) } }
    }

    private static let longestVarint = 10

    private mutating func endBlob(isLast: Bool) throws(ThreshError) {
        guard let blob, block.count > 0 else { return }
        block.replace(at: 0, with: blob.task)
        block.replace(at: 4, with: blob.spill)
        block.replace(at: 8, with: sequence | (isLast ? BlobFormat.lastFlag : 0))
        block.replace(at: 12, with: RunWriter.width(valueWidth))
        sequence += 1
        if isText {
            var frame = ByteBuffer(capacity: Compressor.bound(block.count))
            _ = try unsafe compressor.appendFrame(block.rawBuffer, to: &frame)
            BlobLine.append(partition: partition, [UInt8](frame.view), to: &output)
        } else {
            let start = output.count
            output.append(integer: UInt32(partition))
            output.append(integer: UInt32(0))
            let size = try unsafe compressor.appendFrame(block.rawBuffer, to: &output)
            output.replace(at: start + 4, with: UInt32(size))
        }
        block.removeAll()
        if output.count >= Tuning.partBufferBytes { try flush() }
    }

    /// Writes what is left and the index. Returns how many bytes there are.
    consuming func finish() throws(ThreshError) -> UInt64 {
        try endBlock()
        if blob != nil {
            try flush()
            return written
        }
        let indexOffset = written + UInt64(output.count)
        let start = output.count
        for extent in index {
            output.append(integer: extent.offset)
            output.append(integer: extent.byteCount)
            output.append(integer: extent.records)
        }
        let checksum = unsafe XXH3_64bits(output.base + start, output.count - start)
        output.append(integer: checksum)
        output.append(integer: indexOffset)
        output.append(integer: UInt32(index.count))
        output.append(integer: RunWriter.width(valueWidth))
        output.append(integer: RunFormat.magic)
        try flush()
        return written
    }

    private mutating func begin(_ partition: Int) throws(ThreshError) {
        try endBlock()
        self.partition = partition
        sequence = 0
    }

    private mutating func endBlock() throws(ThreshError) {
        if block.count == 0 { return }
        if blob != nil { return try endBlob(isLast: true) }
        let start = output.count
        output.append(integer: UInt64(0))
        let size = try unsafe compressor.appendFrame(block.rawBuffer, to: &output)
        let header = unsafe UnsafeMutableRawPointer(output.base + start)
        unsafe header.storeBytes(of: UInt32(size).littleEndian, as: UInt32.self)
        unsafe header.storeBytes(of: UInt32(block.count).littleEndian, toByteOffset: 4, as: UInt32.self)
        if index[partition].byteCount == 0 { index[partition].offset = written + UInt64(start) }
        index[partition].byteCount += UInt64(output.count - start)
        block.removeAll()
        if output.count >= blockBytes { try flush() }
        // A long record takes its memory with it.
        if block.capacity > 4 * blockBytes {
            block = RunWriter.makeBlock(blockBytes)
            try flush()
            output = RunWriter.makeOutput(blockBytes)
        }
    }

    private mutating func flush() throws(ThreshError) {
        CurrentTask.beat()
        try attempt { () throws(SystemError) in try unsafe file.write(output.rawBuffer) }
        written += UInt64(output.count)
        output.removeAll()
    }
}
