/// A `CombiningJob` as a check sees it.
struct CombiningSubject<Checked: CombiningJob>: CheckSubject {
    let job: Checked
    let place: CheckPlace

    var empty: Checked.Combine { Checked.Combine() }

    func totals(of records: [CheckedRecord]) throws -> [[UInt8]: Checked.Combine] {
        var job = job
        var output = try Combined<Checked.Key, Checked.Combine>(place.configuration)
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
        var bytes = ByteBuffer()
        total.encode(into: &bytes)
        return unsafe Checked.Combine(decoding: ByteView(bytes.rawBuffer))
    }

    func rows(_ key: [UInt8], _ total: Checked.Combine) throws -> [UInt8] {
        var job = job
        return try place.rows { part in
            try job.beginPart()
            try unsafe key.withUnsafeBytes { try unsafe job.reduce(ByteView($0), total, into: &part) }
            try job.endPart(into: &part)
        }
    }

    /// Not its bytes: those of padding say nothing.
    func state(_ total: Checked.Combine) -> [UInt8] {
        var text = ""
        dump(total, to: &text)
        return Array(text.utf8)
    }

    func describe(_ key: [UInt8]) -> String {
        unsafe key.withUnsafeBytes { "\(unsafe Checked.Key(decoding: ByteView($0)))" }
    }
}

extension Combined {
    /// What was emitted, by key; nothing is left.
    mutating func takeTotals() -> [[UInt8]: Combine] {
        settle()
        let offset = MemoryLayout<KeySlot<Combine>>.offset(of: \.payload)!
        var totals: [[UInt8]: Combine] = [:]
        table.forEachSlot { index in
            // SAFETY: a slot in use holds a total.
            let total = unsafe (table.base + index * table.stride + offset).loadUnaligned(as: Combine.self)
            totals[unsafe [UInt8](table.key(at: index))] = total
        }
        table.removeAll()
        return totals
    }
}
