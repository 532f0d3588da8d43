public import Thresh

/// Records of several lines.
extension FieldExtractor {
    /// Whether a line begins a record; each does where all records are lines.
    public func isFirstLine(_ line: ByteView) -> Bool { format.firstLine?.isFirst(line) ?? true }

    /// Whether a line that begins no record is what a program writes before all records.
    public func isBeforeRecords(_ line: ByteView) -> Bool {
        format.preamble.contains { unsafe LineBytes(line).starts(with: Array($0.utf8)) }
    }

    /// Extracts from a record of several lines: its fields are those of the first line, and the text that this ends with
    /// goes on to the record's end.
    ///
    /// - Parameters:
    ///   - record: its lines, without the end of the last one.
    ///   - length: of the first line, without its end.
    public func extract(_ record: ByteView, firstLine length: Int) -> LineOutcome {
        if kind == .rewritten {
            unsafe currentStart = 0
            return unsafe extractRewritten(LineBytes(record), firstLine: length)
        }
        let hasReturns = kind == .steps && length < record.count && record.firstIndex(of: 13, from: 0) != nil
        return hasReturns
            ? extractWithoutReturns(record, firstLine: length) : extractLines(record, firstLine: length)
    }

    private func extractLines(_ record: ByteView, firstLine length: Int) -> LineOutcome {
        // A format whose records are always several lines describes all of them.
        if format.recordStart != nil { return extract(record) }
        let outcome = extract(record.slice(0, length))
        if outcome != .fields { return outcome }
        for slot in tailSlots {
            let isTail = unsafe slots[slot].form == .plain && Int(slots[slot].end) == length
            if isTail, record.count < Int(UInt32.max) { unsafe slots[slot].end = UInt32(record.count) }
        }
        return .fields
    }

    /// Of a record whose lines end with CR LF, as if they ended with LF.
    private func extractWithoutReturns(_ record: ByteView, firstLine length: Int) -> LineOutcome {
        if record.count >= Int(UInt32.max) / 2 { return .malformed }
        // The record as it is, and behind it what its fields are in: slots count from one place.
        recordText.removeAll()
        recordText.append(record)
        for index in 0..<record.count
        where record[index] != 13 || index + 1 < record.count && record[index + 1] != 10 {
            recordText.append(record[index])
        }
        // SAFETY: the buffer is not changed until the next such record.
        let bytes = unsafe recordText.rawBuffer
        let lines = unsafe ByteView(UnsafeRawBufferPointer(rebasing: bytes[record.count...]))
        let outcome = extractLines(lines, firstLine: length)
        if outcome != .fields { return outcome }
        unsafe slotBase = bytes.bindMemory(to: UInt8.self).baseAddress
        for index in 0..<slotCount {
            unsafe slots[index].start += UInt32(record.count)
            unsafe slots[index].end += UInt32(record.count)
        }
        return .fields
    }

    /// Throws the error of a format's pattern that gave up on a line since this was called last: that line was called
    /// malformed, which is no answer. Whoever counts lines calls this after some of them.
    public func checkPatterns() throws(ThreshError) {
        try rewritten?.checkPatterns()
        try joined?.checkPatterns()
        try wrapped?.checkPatterns()
        guard let failure = scanner?.failure else { return }
        scanner?.failure = nil
        throw failure
    }

    /// Whether fields of messages are wanted, or messages themselves, of lines that carry such.
    public var readsMessages: Bool {
        rewritten?.readsMessages == true || joined?.readsMessages == true || wrapped?.readsMessages == true
            || names.contains { name in
                format.definitions(of: name).contains { $0.source == .outer("message") || $0.isCalled("message") }
            }
    }

    /// What divides a file into records for these fields: parts of lines are put together where messages are wanted.
    public var records: RecordFormat {
        if let carried = format.carriedRecords { return carried.records(hasParts: format.hasParts) }
        guard format.hasParts, readsMessages, let outer = format.outerFormat else { return format.records }
        return .custom(ContainerRecords(isCRI: outer.name == "cri"))
    }
}
