internal import Thresh

/// Reads lines of formats whose time is in two fields, a date and a clock, as if it were one.
@safe final class JoinedTimes {
    private let plain: FieldExtractor
    private let wantedCount: Int
    /// Which wanted fields are the time, and the others in the order of `plain`.
    private let timeSlots: [Int]
    private let otherSlots: [Int]
    private let hasZone: Bool
    /// nil where nothing says yet how the date is written: then the time is a text.
    private let parser: TimeParser?
    /// The line, what its other fields are in, and the time, one behind the other: slots count from one place.
    private var text = ByteBuffer(capacity: 4096)

    /// nil where the time is not wanted.
    init?(
        _ format: LogFormat, fields names: [String], context: TimeContext, isWholeLine: Bool
    ) throws(ThreshError) {
        guard let time = format.joinedTime else { return nil }
        let index = FieldIndex(format)
        let isTime = names.map { index.definitions(of: $0).first?.source == .joined }
        if !isTime.contains(true) { return nil }
        wantedCount = names.count
        timeSlots = names.indices.filter { isTime[$0] }
        otherSlots = names.indices.filter { !isTime[$0] }
        hasZone = time.zone != nil
        if case .time(let layout)? = format.type(of: "time") {
            parser = TimeParser(layout, context)
        } else {
            parser = nil
        }
        var apart = format
        apart.joinedTime = nil
        apart.fields.removeAll { $0.source == .joined }
        // The parts as they are written.
        let parts = [time.date, time.clock] + (time.zone.map { [$0] } ?? [])
        plain = try FieldExtractor(
            apart, fields: otherSlots.map { names[$0] } + parts, context: context, isWholeLine: isWholeLine)
    }

    var readsMessages: Bool { plain.readsMessages }

    func checkPatterns() throws(ThreshError) { try plain.checkPatterns() }

    /// - Parameter base: set to where the slots count from.
    /// - Returns: `.malformed` too where what is joined is no time.
    func extract(
        _ line: LineBytes, _ slots: UnsafeMutablePointer<FieldSlot>, _ base: inout UnsafePointer<UInt8>
    ) -> LineOutcome {
        let view = unsafe ByteView(unsafeStart: line.base, count: line.count)
        let outcome = plain.extract(view)
        if outcome != .fields { return outcome }
        text.removeAll()
        unsafe text.append(UnsafeRawBufferPointer(start: line.base, count: line.count))
        let offset = unsafe plain.appendFields(to: &text)
        for (index, slot) in otherSlots.enumerated() {
            unsafe slots[slot] = plain.slots[index]
            unsafe slots[slot].start += UInt32(offset)
            unsafe slots[slot].end += UInt32(offset)
        }
        var time = FieldSlot()
        let start = text.count
        if unsafe appendTime(plain.fields(of: view)) {
            time.start = UInt32(start)
            time.end = UInt32(text.count)
            time.form = .plain
            if let parser {
                // SAFETY: what was appended last.
                let joined = unsafe LineBytes(
                    text.rawBuffer.bindMemory(to: UInt8.self).baseAddress! + start, text.count - start)
                guard let value = parser.parse(joined) else { return .malformed }
                time.form = .time
                time.value = value
            }
        }
        for slot in timeSlots { unsafe slots[slot] = time }
        unsafe base = text.rawBuffer.bindMemory(to: UInt8.self).baseAddress!
        return .fields
    }

    /// `2024-05-01 12:30:00 +0200`; false, and nothing is appended, where a part is missing.
    private func appendTime(_ fields: borrowing LineFields) -> Bool {
        let first = otherSlots.count
        if fields[first].isNull || fields[first + 1].isNull { return false }
        append(fields[first])
        text.append(UInt8(ascii: " "))
        append(fields[first + 1])
        if hasZone, !fields[first + 2].isNull {
            text.append(UInt8(ascii: " "))
            append(fields[first + 2])
        }
        return true
    }

    /// The text of a part, also where it was read as a day, and has escapes of JSON.
    private func append(_ part: borrowing FieldValue) {
        if part.bytes.firstIndex(of: UInt8(ascii: "\\"), from: 0) != nil {
            Escapes.appendJSON(part.bytes, to: &text)
        } else {
            part.appendText(to: &text)
        }
    }

    /// Why `extract` calls a line malformed; nil when it does not.
    func fault(in line: LineBytes) -> LineFault? {
        let view = unsafe ByteView(unsafeStart: line.base, count: line.count)
        if let fault = plain.fault(in: view) { return fault }
        guard let parser, plain.extract(view) == .fields else { return nil }
        text.removeAll()
        guard unsafe appendTime(plain.fields(of: view)) else { return nil }
        // SAFETY: the buffer is not touched any more.
        let joined = unsafe LineBytes(text.rawBuffer.bindMemory(to: UInt8.self).baseAddress!, text.count)
        if parser.parse(joined) != nil { return nil }
        return LineFault(column: 1, reason: "time is \(QuotedText.of(joined)), which is no time")
    }
}

extension FieldExtractor {
    /// Appends what the fields of the line are in that was extracted last, where that is not the line itself.
    ///
    /// REQUIRES: the buffer has the line alone.
    /// - Returns: where the slots count from.
    @unsafe func appendFields(to text: inout ByteBuffer) -> Int {
        guard let fields = unsafe slotBase else { return 0 }
        var end = 0
        for index in 0..<slotCount where unsafe slots[index].form != .constant {
            unsafe end = max(end, Int(slots[index].end))
        }
        let offset = text.count
        // SAFETY: the slots are within what they count from.
        unsafe text.append(UnsafeRawBufferPointer(start: fields, count: end))
        return offset
    }
}
