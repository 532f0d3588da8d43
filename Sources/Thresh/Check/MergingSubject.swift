/// A `MergingJob` as a check sees it.
struct MergingSubject<Checked: MergingJob>: CheckSubject {
    let job: Checked
    let place: CheckPlace

    var empty: Checked.Combine { job.empty }

    func totals(of records: [CheckedRecord]) throws -> [[UInt8]: Checked.Combine] {
        var job = job
        var output = try Merged<Checked.Key, Checked.Combine>(place.configuration, empty: job.empty)
        try job.beginTask()
        for record in records {
            try record.withBlock(job.records(ofFile: record.file)) { try job.map($0, into: &output) }
        }
        try job.endTask(into: &output)
        let totals = output.takeTotals()
        try place.checkIsComplete()
        return totals
    }

    func merged(_ a: Checked.Combine, _ b: Checked.Combine) -> Checked.Combine {
        var total = a
        total.merge(b)
        return total
    }

    func recoded(_ total: Checked.Combine) -> Checked.Combine? {
        unsafe encoded(total).withUnsafeBytes { unsafe Checked.Combine(decoding: ByteView($0)) }
    }

    func rows(_ key: [UInt8], _ total: Checked.Combine) throws -> [UInt8] {
        var job = job
        return try place.rows { part in
            try job.beginPart()
            try unsafe key.withUnsafeBytes { try unsafe job.reduce(ByteView($0), total, into: &part) }
            try job.endPart(into: &part)
        }
    }

    /// Its bytes in order of size: a set or a heap may hold the same in another order.
    func state(_ total: Checked.Combine) -> [UInt8] { encoded(total).sorted() }

    func describe(_ key: [UInt8]) -> String {
        unsafe key.withUnsafeBytes { "\(unsafe Checked.Key(decoding: ByteView($0)))" }
    }

    private func encoded(_ total: Checked.Combine) -> [UInt8] {
        var bytes = ByteBuffer()
        total.encode(into: &bytes)
        return unsafe [UInt8](bytes.rawBuffer)
    }
}

extension Merged {
    /// What was emitted, by key; nothing is left.
    mutating func takeTotals() -> [[UInt8]: Combine] {
        settle?(&self, true)
        let offset = MemoryLayout<KeySlot<Int>>.offset(of: \.payload)!
        var taken: [[UInt8]: Combine] = [:]
        table.forEachSlot { index in
            // SAFETY: a slot in use holds a place.
            let place = unsafe (table.base + index * table.stride + offset).loadUnaligned(as: Int.self)
            taken[unsafe [UInt8](table.key(at: index))] = totals[place]
        }
        _ = takeKeys()
        return taken
    }
}
