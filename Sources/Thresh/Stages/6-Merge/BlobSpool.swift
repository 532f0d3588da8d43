internal import Platform

/// Blobs of one partition as they arrive, in any order: kept in a file, and put together to the runs that they are of.
///
/// Nothing that arrives is trusted: a blob that is no frame, a run of which one is missing or there twice, is an error.
struct BlobSpool: ~Copyable {
    private let file: FileDescriptor
    private let path: String
    private let decompressor: Decompressor
    private var written: UInt64 = 0
    private var buffer = ByteBuffer(capacity: Tuning.partBufferBytes)
    private var arrived: [Arrived] = []
    private var width: UInt32?

    /// A record, with its key, is no longer.
    private static let mostContentBytes = 8 << 30

    private struct Arrived {
        let task: UInt32
        let spill: UInt32
        let sequence: UInt32
        let blob: BlobRun.Blob

        var isLast: Bool { sequence & BlobFormat.lastFlag != 0 }
        /// In the order of tasks, their spills, and blobs of these.
        var place: (UInt32, UInt32, UInt32) { (task, spill, sequence & ~BlobFormat.lastFlag) }
    }

    init(path: String) throws(ThreshError) {
        let decompressor = try Decompressor()
        file = try attempt { () throws(SystemError) in try FileDescriptor.open(path, .createNew) }
        self.path = path
        self.decompressor = decompressor
    }

    var count: Int { arrived.count }

    mutating func add(_ frame: UnsafeRawBufferPointer) throws(ThreshError) {
        guard let contentBytes = unsafe Decompressor.contentBytes(of: frame),
            (BlobFormat.headerBytes...BlobSpool.mostContentBytes).contains(contentBytes),
            let header = unsafe decompressor.front(of: frame, BlobFormat.headerBytes)
        else { throw damaged("blob \(arrived.count + 1) is none: it is no zstd frame with its size") }
        func number(_ place: Int) -> UInt32 {
            (0..<4).reduce(0) { $0 | UInt32(header[place + $1]) << UInt32(8 * $1) }
        }
        let width = number(12)
        if let known = self.width, known != width {
            throw damaged("blob \(arrived.count + 1) has values of another width than those before it")
        }
        self.width = width
        arrived.append(
            Arrived(
                task: number(0), spill: number(4), sequence: number(8),
                blob: BlobRun.Blob(
                    offset: written + UInt64(buffer.count), byteCount: frame.count, contentBytes: contentBytes)))
        unsafe buffer.append(frame)
        if buffer.count >= Tuning.partBufferBytes { try flush() }
    }

    /// The runs that they are of.
    mutating func finish() throws(ThreshError) -> [RunInput] {
        try flush()
        arrived.sort { $0.place < $1.place }
        let valueWidth = width == RunFormat.variableWidth ? nil : width.map { Int($0) }
        var runs: [RunInput] = []
        var start = 0
        while start < arrived.count {
            let first = arrived[start]
            var end = start
            while end < arrived.count, arrived[end].task == first.task, arrived[end].spill == first.spill { end += 1 }
            try check(arrived[start..<end])
            runs.append(
                .blobs(
                    BlobRun(spool: path, valueWidth: valueWidth, blobs: arrived[start..<end].map { $0.blob })))
            start = end
        }
        return runs
    }

    private func check(_ blobs: ArraySlice<Arrived>) throws(ThreshError) {
        var expected: UInt32 = 0
        for blob in blobs {
            let sequence = blob.place.2
            if sequence < expected { throw damaged("\(name(blob)), blob \(sequence): it came twice") }
            if sequence > expected { throw damaged("\(name(blob)), blob \(expected): it is missing") }
            expected += 1
        }
        if blobs.dropLast().contains(where: \.isLast) || blobs.last?.isLast == false {
            throw damaged("\(name(blobs[blobs.startIndex])): its last blob is missing")
        }
    }

    private func name(_ blob: Arrived) -> String { "run \(blob.spill) of map task \(blob.task)" }

    private func damaged(_ what: String) -> ThreshError {
        ThreshError(.badData, "standard input: \(what); whoever places the workers lost or changed what a mapper wrote")
    }

    private mutating func flush() throws(ThreshError) {
        try attempt { () throws(SystemError) in try unsafe file.write(buffer.rawBuffer) }
        written += UInt64(buffer.count)
        buffer.removeAll()
    }
}
