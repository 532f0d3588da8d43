internal import Multiprocessing

/// What a worker tells the driver through the completion queue. A message is in the queue or it is not: so it is also
/// the record that commits what it names.
enum WorkerMessage {
    /// These tasks are done, and what they emitted is in the run files of these numbers that this worker wrote.
    case mapped(tickets: [TaskTicket], worker: Int, runs: Range<Int>, report: TaskReport, spilledBytes: UInt64)
    /// This task's output file is written: of a partition, or of a map-only task.
    case wrote(ticket: TaskTicket, worker: Int, summary: PartSummary, named: [NamedPart], report: TaskReport)
    /// The worker at this seat ends; its tasks may go well in another.
    case gaveUp(seat: Int, String)
    /// The job fails at these records of the task.
    case bad(ticket: TaskTicket, [BadRecord])
    /// Trying again would not help.
    case failed(ThreshError)

    /// Tickets that a message has room for. The longest message has fewer than a million bytes, which the queue holds: with
    /// these come 256 counters of two names, or 4096 named outputs, and 96 kinds of ten notes; each text has 200 bytes.
    static let mostTickets = 4096
    private static let longestText = 4096

    /// The tasks that are done.
    var tickets: [TaskTicket] {
        switch self {
        case .mapped(let tickets, _, _, _, _): tickets
        case .wrote(let ticket, _, _, _, _): [ticket]
        case .bad, .gaveUp, .failed: []
        }
    }

    var bytes: [UInt8] {
        var buffer = ByteBuffer(capacity: 256)
        switch self {
        case .mapped(let tickets, let worker, let runs, let report, let spilledBytes):
            buffer.append(1)
            buffer.append(integer: UInt32(tickets.count))
            for ticket in tickets { buffer.append(ticket) }
            buffer.append(integer: UInt64(worker))
            buffer.append(integer: UInt64(runs.lowerBound))
            buffer.append(integer: UInt64(runs.upperBound))
            buffer.append(report)
            buffer.append(integer: spilledBytes)
        case .wrote(let ticket, let worker, let summary, let named, let report):
            buffer.append(2)
            buffer.append(ticket)
            buffer.append(integer: UInt64(worker))
            buffer.append(summary)
            buffer.append(integer: UInt32(named.count))
            for part in named {
                buffer.append(text: part.output)
                buffer.append(part.summary)
            }
            buffer.append(report)
        case .gaveUp(let seat, let reason):
            buffer.append(4)
            buffer.append(integer: UInt32(seat))
            buffer.append(text: String(reason.prefix(WorkerMessage.longestText)))
        case .bad(let ticket, let records):
            buffer.append(5)
            buffer.append(ticket)
            buffer.append(integer: UInt32(records.count))
            for record in records { buffer.append(record) }
        case .failed(let error):
            buffer.append(3)
            buffer.append(integer: UInt32(error.kind.rawValue))
            buffer.append(text: String(error.message.prefix(WorkerMessage.longestText)))
        }
        return unsafe [UInt8](buffer.rawBuffer)
    }

    init?(bytes: [UInt8]) {
        var reader = MessageReader(bytes: bytes)
        switch reader.integer(UInt8.self) {
        case 1:
            let tickets = reader.list { $0.ticket() }
            let worker = reader.number()
            let (firstRun, endOfRuns) = (reader.number(), reader.number())
            guard firstRun <= endOfRuns else { return nil }
            self = .mapped(
                tickets: tickets, worker: worker, runs: firstRun..<endOfRuns,
                report: reader.report(), spilledBytes: reader.integer(UInt64.self))
        case 2:
            let ticket = reader.ticket()
            let worker = reader.number()
            let summary = reader.summary()
            let named = reader.list { NamedPart(output: $0.text(), summary: $0.summary()) }
            self = .wrote(ticket: ticket, worker: worker, summary: summary, named: named, report: reader.report())
        case 3:
            let kind = ThreshError.Kind(rawValue: Int32(bitPattern: reader.integer(UInt32.self))) ?? .software
            self = .failed(ThreshError(kind, reader.text()))
        case 4:
            let seat = Int(reader.integer(UInt32.self))
            self = .gaveUp(seat: seat, reader.text())
        case 5:
            let ticket = reader.ticket()
            self = .bad(ticket: ticket, reader.list { $0.badRecord() })
        default: return nil
        }
        if !reader.isWhole { return nil }
    }
}

/// Takes a message apart. The queue delivers messages whole; of bytes that are none, `isWhole` says so at the end.
private struct MessageReader {
    let bytes: [UInt8]
    var position = 0
    private var isCutOff = false

    init(bytes: [UInt8]) { self.bytes = bytes }

    /// Whether all that was taken was there, and all that is there was taken.
    var isWhole: Bool { !isCutOff && position == bytes.count }

    mutating func list<T>(_ element: (inout MessageReader) -> T) -> [T] {
        var list: [T] = []
        forEach { list.append(element(&$0)) }
        return list
    }

    private mutating func forEach(_ body: (inout MessageReader) -> Void) {
        var left = integer(UInt32.self)
        while left > 0 && !isCutOff {
            body(&self)
            left -= 1
        }
    }

    /// An integer of eight bytes that counts something.
    mutating func number() -> Int {
        let number = Int(truncatingIfNeeded: integer(UInt64.self))
        if number < 0 { isCutOff = true }
        return max(0, number)
    }

    private mutating func take(_ count: Int) -> ArraySlice<UInt8> {
        guard count <= bytes.count - position else {
            isCutOff = true
            position = bytes.count
            return []
        }
        defer { position += count }
        return bytes[position..<position + count]
    }

    mutating func integer<T: FixedWidthInteger>(_: T.Type) -> T {
        let size = MemoryLayout<T>.size
        return take(size).reversed().reduce(0) { $0 << (size == 1 ? 0 : 8) | T(truncatingIfNeeded: $1) }
    }

    mutating func ticket() -> TaskTicket {
        TaskTicket(task: integer(UInt32.self), attempt: integer(UInt32.self))
    }

    mutating func text() -> String {
        String(decoding: take(Int(integer(UInt32.self))), as: UTF8.self)
    }

    mutating func badRecord() -> BadRecord {
        let place = BadRecord.Place(part: Int(integer(UInt32.self)), offset: integer(UInt64.self))
        let count = number()
        let tail = Array(take(Int(integer(UInt32.self))))
        return BadRecord(place: place, byteCount: count, tail: tail, reason: text())
    }

    mutating func report() -> TaskReport {
        var report = TaskReport(counters: counters())
        forEach { reader in
            let kind = NoteKind(reader.text())
            report.notes.add(kind, reader.number())
            reader.forEach { report.notes.add($0.note(), to: kind) }
        }
        forEach { report.changedInputs.insert(Int($0.integer(UInt32.self))) }
        return report
    }

    private mutating func note() -> RecordNote {
        RecordNote(
            file: Int(integer(UInt32.self)), offset: integer(UInt64.self), column: Int(integer(UInt32.self)),
            text: text())
    }

    private mutating func counters() -> JobCounters {
        var counters = JobCounters()
        counters.inputRecords = integer(UInt64.self)
        counters.mappedRecords = integer(UInt64.self)
        counters.rejectedRecords = integer(UInt64.self)
        counters.inputBytes = integer(UInt64.self)
        counters.outputRecords = integer(UInt64.self)
        counters.outputBytes = integer(UInt64.self)
        forEach { reader in
            let name = CounterName(group: reader.text(), name: reader.text())
            counters.custom[name] = Int(truncatingIfNeeded: reader.integer(UInt64.self))
        }
        return counters
    }

    mutating func summary() -> PartSummary {
        PartSummary(
            rows: integer(UInt64.self), byteCount: integer(UInt64.self), checksum: integer(UInt64.self))
    }
}

extension ByteBuffer {
    fileprivate mutating func append(_ ticket: TaskTicket) {
        append(integer: ticket.task)
        append(integer: ticket.attempt)
    }

    fileprivate mutating func append(text: String) {
        var text = text
        append(integer: UInt32(text.utf8.count))
        text.withUTF8 { unsafe append(UnsafeRawBufferPointer($0)) }
    }

    fileprivate mutating func append(_ record: BadRecord) {
        append(integer: UInt32(record.place.part))
        append(integer: record.place.offset)
        append(integer: UInt64(record.byteCount))
        append(integer: UInt32(record.tail.count))
        unsafe record.tail.withUnsafeBytes { unsafe append($0) }
        append(text: record.reason)
    }

    fileprivate mutating func append(_ report: TaskReport) {
        append(report.counters)
        append(integer: UInt32(report.notes.kinds.count))
        for kind in report.notes.kinds {
            append(text: kind.name.name)
            append(integer: Int64(kind.count))
            append(integer: UInt32(kind.examples.count))
            for note in kind.examples {
                append(integer: UInt32(clamping: note.file))
                append(integer: note.offset)
                append(integer: UInt32(clamping: note.column))
                append(text: note.text)
            }
        }
        append(integer: UInt32(report.changedInputs.count))
        for file in report.changedInputs.sorted() { append(integer: UInt32(file)) }
    }

    private mutating func append(_ counters: JobCounters) {
        append(integer: counters.inputRecords)
        append(integer: counters.mappedRecords)
        append(integer: counters.rejectedRecords)
        append(integer: counters.inputBytes)
        append(integer: counters.outputRecords)
        append(integer: counters.outputBytes)
        append(integer: UInt32(counters.custom.count))
        for (name, count) in counters.custom {
            append(text: name.group)
            append(text: name.name)
            append(integer: Int64(count))
        }
    }

    fileprivate mutating func append(_ summary: PartSummary) {
        append(integer: summary.rows)
        append(integer: summary.byteCount)
        append(integer: summary.checksum)
    }
}
