internal import Multiprocessing
internal import Platform

/// Reads the records of map tasks, and publishes where it is.
struct TaskReader: ~Copyable {
    private let plan: JobPlan
    private let seat: WorkerSeat
    private var buffer: PageBuffer?
    /// For a stretch of a gzip file that others wait to go on with: so large that the whole of it fits, usually.
    private var stretchBuffer: PageBuffer?

    init(plan: JobPlan, seat: WorkerSeat) {
        self.plan = plan
        self.seat = seat
    }

    /// Calls `body` with each block of the task's records; returns what it counted.
    mutating func forEachBlock(of task: Int, _ body: (RecordBlock) throws -> Void) throws -> JobCounters {
        var counters = JobCounters()
        let position = unsafe seat.ledger.offsetWord(seat: seat.index)
        let tasks = plan.chunks.tasks[task]
        for index in tasks {
            let segment = plan.chunks.segments[index]
            let file = plan.files[segment.file]
            seat.ledger.publish(part: index - tasks.lowerBound, seat: seat.index)
            unsafe position.pointee = segment.offset
            let gzip = plan.gzip[segment.file]
            let isStretch = if case .relay = gzip { true } else { false }
            var reader = try ChunkReader(
                file, segment, largestRecord: plan.maxRecordSize, buffer: try takeBuffer(isStretch), gzip: gzip)
            unsafe position.pointee = reader.base
            var reported: UInt64 = 0
            try reader.forEachBlock { block in
                do {
                    try unsafe body(
                        RecordBlock(
                            bytes: ByteView(block.bytes), ranges: block.ranges, format: file.records,
                            offset: block.offset, file: segment.file, input: file.argument, position: position))
                } catch let error as JSONError {
                    // It knows its place within a record, but not the record's.
                    throw unsafe ThreshError(.badData, "\(file.name) at byte \(position.pointee): \(error)")
                }
                counters.inputBytes += unsafe UInt64(block.bytes.count)
                unsafe position.pointee = block.offset + UInt64(block.bytes.count)
                let done = min(segment.end - segment.start, block.consumed)
                seat.ledger.addProgress(done - reported, seat: seat.index)
                reported = done
            }
            seat.ledger.addProgress(segment.end - segment.start - reported, seat: seat.index)
            counters.inputRecords += reader.records
            if isStretch { stretchBuffer = reader.takeBuffer() } else { buffer = reader.takeBuffer() }
        }
        return counters
    }

    private mutating func takeBuffer(_ isStretch: Bool) throws(ThreshError) -> PageBuffer {
        let kept = isStretch ? stretchBuffer.take() : buffer.take()
        if let kept { return kept }
        let bytes = isStretch ? plan.memory.stretchBytes : Tuning.readBytes
        return try attempt { () throws(SystemError) in try PageBuffer(byteCount: bytes + Tuning.readPadding) }
    }
}
