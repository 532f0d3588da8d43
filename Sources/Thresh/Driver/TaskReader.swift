internal import Multiprocessing
internal import Platform

/// Reads the records of map tasks, and publishes where it is.
struct TaskReader: ~Copyable {
    private let plan: JobPlan
    private let seat: WorkerSeat
    private var buffer: PageBuffer?

    init(plan: JobPlan, seat: WorkerSeat) throws(ThreshError) {
        self.plan = plan
        self.seat = seat
        buffer = try attempt { () throws(SystemError) in
            try PageBuffer(byteCount: Tuning.readBytes + Tuning.readPadding)
        }
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
            var reader = try ChunkReader(
                file, segment, format: plan.records, largestRecord: plan.maxRecordSize, buffer: buffer.take()!)
            var reported: UInt64 = 0
            try reader.forEachBlock { block in
                do {
                    try unsafe body(
                        RecordBlock(
                            bytes: ByteView(block.bytes), ranges: block.ranges, format: plan.records,
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
            buffer = reader.takeBuffer()
        }
        return counters
    }
}
