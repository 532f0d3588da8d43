internal import Multiprocessing
internal import Platform

/// Reads the records of map tasks, and publishes where it is.
struct TaskReader: ~Copyable {
    private let plan: JobPlan
    private let seat: WorkerSeat
    private var buffer: PageBuffer?
    /// For a stretch of a gzip file that others wait to go on with: so large that the whole of it fits, usually.
    private var stretchBuffer: PageBuffer?
    private var changed: Set<Int> = []

    init(plan: JobPlan, seat: WorkerSeat) {
        self.plan = plan
        self.seat = seat
    }

    /// The files since the last call that may have changed while they were read, a few of them where there are many.
    mutating func takeChanged() -> Set<Int> {
        defer { changed = [] }
        return changed.count <= TaskReport.mostChanged ? changed : Set(changed.prefix(TaskReport.mostChanged))
    }

    /// Calls `map` with blocks of the task's records, and `check` behind each; returns what it counted. In a task that was
    /// lost before, a block has one record, and `settle` is called with what it emitted.
    mutating func forEachBlock(
        of ticket: TaskTicket, settle: () -> Void = {}, check: () throws -> Void = {},
        _ map: (RecordBlock) throws -> Void
    ) throws -> JobCounters {
        var counters = JobCounters()
        let position = unsafe seat.ledger.offsetWord(seat: seat.index)
        let careful = ticket.attempt > 1 && !seat.isInline ? CarefulTask(ticket, plan: plan, seat: seat) : nil
        let tasks = plan.chunks.tasks[Int(ticket.task)]
        for index in tasks {
            let part = index - tasks.lowerBound
            let segment = plan.chunks.segments[index]
            let file = plan.files[segment.file]
            seat.ledger.publish(part: part, seat: seat.index)
            unsafe position.pointee = segment.offset
            let gzip = plan.gzip[segment.file]
            let isStretch = if case .relay = gzip { true } else { false }
            var reader = try ChunkReader(
                file, segment, largestRecord: plan.maxRecordSize, buffer: try takeBuffer(isStretch), gzip: gzip)
            unsafe position.pointee = reader.base
            var reported: UInt64 = 0
            try reader.forEachBlock { block in
                if let careful {
                    try unsafe careful.map(block, part: part, file: segment.file, position: position) {
                        try map($0)
                        settle()
                    }
                } else {
                    do {
                        try unsafe map(
                            RecordBlock(
                                bytes: ByteView(block.bytes), ranges: block.ranges, format: file.records,
                                offset: block.offset, file: segment.file, input: file.argument,
                                endsFile: block.endsFile,
                                position: position))
                    } catch {
                        throw unsafe failure(error, block, ticket, part: part, offset: position.pointee)
                    }
                }
                try check()
                counters.inputBytes += unsafe UInt64(block.bytes.count)
                unsafe position.pointee = block.offset + UInt64(block.bytes.count)
                let done = min(segment.end - segment.start, block.consumed)
                seat.ledger.addProgress(done - reported, seat: seat.index)
                reported = done
            }
            seat.ledger.addProgress(segment.end - segment.start - reported, seat: seat.index)
            counters.inputRecords += reader.records
            if reader.mayHaveChanged { changed.insert(segment.file) }
            if isStretch { stretchBuffer = reader.takeBuffer() } else { buffer = reader.takeBuffer() }
        }
        try careful?.finish()
        counters.mappedRecords = careful?.mapped ?? counters.inputRecords
        counters.rejectedRecords = careful?.rejected ?? 0
        return counters
    }

    /// What to throw after the job's code threw in a block of many records.
    private func failure(
        _ error: any Error, _ block: ChunkReader.Block, _ ticket: TaskTicket, part: Int, offset: UInt64
    ) -> any Error {
        guard BadRecord.isReason(error), (error as? ThreshError)?.isPlaced != true || plan.maxBad != nil else {
            return error
        }
        let task = Int(ticket.task)
        let file = plan.file(task: task, part: part)
        if seat.isInline {
            // It knows its place within a record, but not the record's.
            if error is JSONError {
                return ThreshError(.badData, "\(plan.files[file].name) at byte \(offset): \(error)")
            }
            return error
        }
        var item: TaskTrace.Item?
        block.forEachSingle(plan.files[file].records) { record in
            if record.offset == offset {
                item = unsafe TaskTrace.Item(
                    offset: offset, byteCount: record.content.count,
                    tail: Array(record.content.suffix(TaskTrace.longestTail)))
            }
            return record.offset < offset
        }
        // A mapper of blocks says nothing of the record it is at, which is then said to be the first.
        let isExact = offset > block.offset
        if plan.maxAttempts > 1 && (plan.maxBad != nil || !isExact) {
            return RetryableError(
                "the job failed in map task \(task) at or behind \(plan.place(task: task, part: part, offset: offset)): \(error)"
            )
        }
        guard let item, isExact || plan.maxAttempts > 1 else {
            let place = plan.place(task: task, part: part, offset: offset)
            return ThreshError(placed: "\(place), or behind it: \(JobPlan.what(error))")
        }
        return plan.failure(error, item, ticket, part: part)
    }

    private mutating func takeBuffer(_ isStretch: Bool) throws(ThreshError) -> PageBuffer {
        let kept = isStretch ? stretchBuffer.take() : buffer.take()
        if let kept { return kept }
        let bytes = isStretch ? plan.memory.stretchBytes : Tuning.readBytes
        return try attempt { () throws(SystemError) in try PageBuffer(byteCount: bytes + Tuning.readPadding) }
    }
}
