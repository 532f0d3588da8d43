import Multiprocessing
import Testing

@testable import Thresh

@Suite("Messages of workers", .timeLimit(.minutes(1)))
struct WorkerMessageTests {
    private let report: TaskReport = {
        var counters = JobCounters()
        (counters.inputRecords, counters.inputBytes) = (1, 1 << 40)
        (counters.mappedRecords, counters.rejectedRecords) = (.max - 1, 77)
        (counters.outputRecords, counters.outputBytes) = (.max, 0x0102_0304_0506_0708)
        counters.custom = [CounterName(group: "g", name: "caf\u{E9}"): -3, CounterName(group: "", name: "n"): .max]
        var notes = JobNotes()
        notes.add(.rejected, .max)
        notes.add(RecordNote(file: 3, offset: .max, column: 1 << 20, text: "caf\u{E9}"), to: .rejected)
        notes.add(RecordNote(file: 2, offset: 1 << 40, column: 1, text: ""), to: .rejected)
        notes.add("continued lines", 12)
        return TaskReport(counters: counters, notes: notes, changedInputs: [0, 1 << 20])
    }()

    @Test("mapped tasks", arguments: [0, 1, 2, WorkerMessage.mostTickets])
    func mapped(count: Int) throws {
        let tickets = (0..<count).map { TaskTicket(task: UInt32($0), attempt: UInt32(1 + $0 % 3)) }
        let runs = 7..<7 + count
        let message = WorkerMessage.mapped(
            tickets: tickets, worker: 9, runs: runs, report: report, spilledBytes: .max)
        guard case .mapped(tickets, 9, runs, report, .max)? = WorkerMessage(bytes: message.bytes) else {
            Issue.record("another message came back")
            return
        }
    }

    @Test("a written file")
    func wrote() {
        let ticket = TaskTicket(task: .max, attempt: 7)
        let summary = PartSummary(rows: 1, byteCount: 2, checksum: .max)
        let named = [NamedPart(output: "errors", summary: summary), NamedPart(output: "b", summary: summary)]
        let message = WorkerMessage.wrote(
            ticket: ticket, worker: 12, summary: summary, named: named, report: report)
        guard case .wrote(ticket, 12, summary, named, report)? = WorkerMessage(bytes: message.bytes) else {
            Issue.record("another message came back")
            return
        }
    }

    @Test("bad records", arguments: [0, 1, 256])
    func bad(count: Int) {
        let ticket = TaskTicket(task: 5, attempt: 2)
        let records = (0..<count).map { index in
            BadRecord(
                place: BadRecord.Place(part: index, offset: .max - UInt64(index)), byteCount: 1 << 40,
                tail: [UInt8](repeating: UInt8(index), count: TaskTrace.longestTail),
                reason: String(repeating: "\u{E9}", count: 1000))
        }
        let message = WorkerMessage.bad(ticket: ticket, records)
        guard case .bad(ticket, records)? = WorkerMessage(bytes: message.bytes) else {
            Issue.record("another message came back")
            return
        }
        #expect(message.bytes.count < 1 << 19)
    }

    @Test("the longest message fits into its queue")
    func longest() {
        let long = String(repeating: "x", count: 300)
        var report = TaskReport()
        for index in 0..<JobCounters.mostNames {
            report.counters.custom[CounterName(group: "\(index)" + long, name: long)] = .max
        }
        for kind in 0..<JobNotes.mostKinds {
            for offset in (0..<20 as Range<UInt64>) {
                report.notes.add(
                    RecordNote(file: 0, offset: offset, column: 1, text: long), to: NoteKind("\(kind)" + long))
            }
        }
        let tickets = [TaskTicket](repeating: TaskTicket(task: 1, attempt: 1), count: WorkerMessage.mostTickets)
        let mapped = WorkerMessage.mapped(tickets: tickets, worker: 0, runs: 0..<1, report: report, spilledBytes: 0)
        #expect(mapped.bytes.count < 1_000_000)
        let part = NamedPart(
            output: String(repeating: "n", count: 100), summary: PartSummary(rows: 0, byteCount: 0, checksum: 0))
        let wrote = WorkerMessage.wrote(
            ticket: tickets[0], worker: 0, summary: part.summary, named: Array(repeating: part, count: 4096),
            report: report)
        #expect(wrote.bytes.count < 1_000_000)
    }

    @Test("a failure", arguments: [ThreshError.Kind.badData, .usage, .inputOutput, .software, .interrupted])
    func failed(kind: ThreshError.Kind) {
        let error = ThreshError(kind, "caf\u{E9}: broken")
        guard case .failed(error)? = WorkerMessage(bytes: WorkerMessage.failed(error).bytes) else {
            Issue.record("another message came back")
            return
        }
        let long = WorkerMessage.failed(ThreshError(kind, String(repeating: "\u{1F980}", count: 100_000)))
        #expect(long.bytes.count < 20_000)
    }

    @Test("a worker that gives up")
    func gaveUp() {
        let message = WorkerMessage.gaveUp(seat: 3, "the command was killed")
        guard case .gaveUp(3, "the command was killed")? = WorkerMessage(bytes: message.bytes) else {
            Issue.record("another message came back")
            return
        }
    }

    @Test("other bytes are no message")
    func foreign() {
        if WorkerMessage(bytes: [9, 1, 2]) != nil { Issue.record("a message came back") }
        // All that is cut off, and what is longer than it says.
        let part = NamedPart(output: "n", summary: PartSummary(rows: 1, byteCount: 2, checksum: 3))
        var report = TaskReport()
        report.notes.add(RecordNote(file: 0, offset: 1, column: 1, text: "x"), to: NoteKind("kind"))
        report.counters.custom[CounterName(group: "g", name: "n")] = 1
        let ticket = TaskTicket(task: 1, attempt: 1)
        let messages: [WorkerMessage] = [
            .mapped(tickets: [ticket], worker: 0, runs: 0..<1, report: report, spilledBytes: 0),
            .wrote(ticket: ticket, worker: 0, summary: part.summary, named: [part], report: report),
            .gaveUp(seat: 3, "killed"), .failed(ThreshError(.badData, "broken")),
        ]
        for bytes in messages.map(\.bytes) {
            for count in bytes.indices where WorkerMessage(bytes: Array(bytes[..<count])) != nil {
                Issue.record("\(count) of \(bytes.count) bytes are a message")
            }
            if WorkerMessage(bytes: bytes + [0]) != nil { Issue.record("a message has bytes behind it") }
        }
    }

    @Test("tickets travel as eight bytes")
    func tickets() {
        for (task, attempt) in [(0, 1), (.max, .max), (258, 3)] as [(UInt32, UInt32)] {
            let ticket = TaskTicket(task: task, attempt: attempt)
            #expect(TaskTicket(message: ticket.message) == ticket)
        }
        #expect(TaskTicket(message: [1, 2, 3]) == nil)
    }
}
