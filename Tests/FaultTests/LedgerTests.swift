import Foundation
import Testing

@testable import Multiprocessing

/// What a task can go through. Races between processes are in `ProcessTests`.
@Suite struct LedgerTests {
    private func ticket(_ task: UInt32, _ attempt: UInt32) -> TaskTicket { TaskTicket(task: task, attempt: attempt) }

    @Test func aTaskGoesFromWaitingToCommitted() throws {
        let ledger = try TaskLedger(tasks: 2, seats: 3)
        #expect(ledger.entry(0).state == .waiting)
        #expect(ledger.claim(ticket(0, 1), seat: 2))
        #expect(ledger.entry(0) == .init(state: .running, attempt: 1, seat: 2))
        ledger.finish(ticket(0, 1), seat: 2)
        #expect(ledger.entry(0) == .init(state: .finished, attempt: 1, seat: 2))
        #expect(ledger.commit(0))
        #expect(!ledger.commit(0))
        #expect(ledger.entry(0).state == .committed)
        #expect(ledger.entry(1).state == .waiting)
    }

    /// The report of a task can be taken in before its worker has noted that it is finished.
    @Test func aCommitHoldsWhileTheWorkerFinishes() throws {
        let count = 300_000
        let ledger = try TaskLedger(tasks: count, seats: 1)
        for task in 0..<count { #expect(ledger.claim(ticket(UInt32(task), 1), seat: 0)) }
        let worker = Thread {
            for task in 0..<count { ledger.finish(TaskTicket(task: UInt32(task), attempt: 1), seat: 0) }
        }
        worker.start()
        for task in 0..<count { ledger.commit(task) }
        while !worker.isFinished { usleep(1000) }
        #expect((0..<count).allSatisfy { ledger.entry($0).state == .committed })
    }

    @Test func aTaskIsClaimedOnce() throws {
        let ledger = try TaskLedger(tasks: 1, seats: 2)
        #expect(ledger.claim(ticket(0, 1), seat: 0))
        #expect(!ledger.claim(ticket(0, 1), seat: 1))
        #expect(!ledger.claim(ticket(0, 1), seat: 0))
        ledger.finish(ticket(0, 1), seat: 0)
        #expect(!ledger.claim(ticket(0, 1), seat: 1))
        ledger.commit(0)
        #expect(!ledger.claim(ticket(0, 1), seat: 1))
    }

    @Test(arguments: [false, true]) func theDeadGiveBackWhatTheyHeld(finished: Bool) throws {
        let ledger = try TaskLedger(tasks: 3, seats: 2)
        #expect(ledger.claim(ticket(0, 1), seat: 0))
        #expect(ledger.claim(ticket(1, 1), seat: 1))
        if finished { ledger.finish(ticket(0, 1), seat: 0) }
        #expect(ledger.releaseAll(seat: 0) == [ticket(0, 2)])
        #expect(ledger.entry(0) == .init(state: .waiting, attempt: 2, seat: 0))
        // The ticket of the first attempt is worth nothing any more.
        #expect(!ledger.claim(ticket(0, 1), seat: 1))
        #expect(ledger.claim(ticket(0, 2), seat: 1))
        #expect(ledger.entry(1) == .init(state: .running, attempt: 1, seat: 1))
        #expect(ledger.releaseAll(seat: 0).isEmpty)
        #expect(Set(ledger.releaseAll(seat: 1)) == [ticket(0, 3), ticket(1, 2)])
    }

    @Test func anAttemptThatWasGivenBackIsNotFinished() throws {
        let ledger = try TaskLedger(tasks: 1, seats: 2)
        #expect(ledger.claim(ticket(0, 1), seat: 0))
        #expect(!ledger.isFinished(ticket(0, 1)))
        ledger.finish(ticket(0, 1), seat: 0)
        #expect(ledger.isFinished(ticket(0, 1)))
        #expect(ledger.releaseAll(seat: 0) == [ticket(0, 2)])
        #expect(!ledger.isFinished(ticket(0, 1)))
        #expect(ledger.claim(ticket(0, 2), seat: 1))
        ledger.finish(ticket(0, 2), seat: 1)
        #expect(!ledger.isFinished(ticket(0, 1)) && ledger.isFinished(ticket(0, 2)))
        ledger.commit(0)
        #expect(!ledger.isFinished(ticket(0, 2)))
    }

    @Test func whatIsCommittedStays() throws {
        let ledger = try TaskLedger(tasks: 1, seats: 1)
        #expect(ledger.claim(ticket(0, 1), seat: 0))
        ledger.finish(ticket(0, 1), seat: 0)
        ledger.commit(0)
        #expect(ledger.releaseAll(seat: 0).isEmpty)
        #expect(ledger.entry(0).state == .committed)
    }

    @Test func theFinishOfAnEarlierAttemptChangesNothing() throws {
        let ledger = try TaskLedger(tasks: 1, seats: 2)
        #expect(ledger.claim(ticket(0, 1), seat: 0))
        #expect(ledger.releaseAll(seat: 0) == [ticket(0, 2)])
        ledger.finish(ticket(0, 1), seat: 0)
        #expect(ledger.entry(0).state == .waiting)
        #expect(ledger.claim(ticket(0, 2), seat: 1))
        ledger.finish(ticket(0, 1), seat: 0)
        #expect(ledger.entry(0) == .init(state: .running, attempt: 2, seat: 1))
    }

    /// Killed between taking a ticket out of the queue and claiming its task.
    @Test func aTicketThatDiedOnItsWayComesBack() throws {
        let ledger = try TaskLedger(tasks: 2, seats: 2)
        ledger.announce(ticket(1, 1), seat: 0)
        #expect(ledger.releaseAll(seat: 0) == [ticket(1, 1)])
        // Said once.
        #expect(ledger.releaseAll(seat: 0).isEmpty)
        // Not when someone else has claimed it since.
        ledger.announce(ticket(1, 1), seat: 0)
        #expect(ledger.claim(ticket(1, 1), seat: 1))
        #expect(ledger.releaseAll(seat: 0).isEmpty)
    }

    @Test func positionsAndProgressAreOfTheirSeat() throws {
        let ledger = try TaskLedger(tasks: 9, seats: 2)
        #expect(ledger.position(seat: 0) == nil)
        #expect(ledger.claim(ticket(7, 1), seat: 0))
        ledger.publish(part: 3, seat: 0)
        ledger.offsetWord(seat: 0).pointee = 4096
        ledger.addProgress(100, seat: 0)
        ledger.addProgress(11, seat: 1)
        #expect(ledger.position(seat: 0) == .init(task: 7, part: 3, offset: 4096))
        #expect(ledger.position(seat: 1) == nil)
        #expect(ledger.progress == 111)
        ledger.finish(ticket(7, 1), seat: 0)
        #expect(ledger.position(seat: 0) == nil)
    }

    @Test func aNewTaskDoesNotInheritThePositionOfTheLast() throws {
        let ledger = try TaskLedger(tasks: 2, seats: 1)
        #expect(ledger.claim(ticket(0, 1), seat: 0))
        ledger.publish(part: 5, seat: 0)
        ledger.offsetWord(seat: 0).pointee = 123
        _ = ledger.releaseAll(seat: 0)
        #expect(ledger.claim(ticket(1, 1), seat: 0))
        #expect(ledger.position(seat: 0) == .init(task: 1, part: 0, offset: 0))
    }

    @Test func aTicketTravelsAsEightBytes() {
        for ticket in [ticket(0, 1), ticket(.max, .max), ticket(0x0102_0304, 7)] {
            #expect(ticket.message.count == 8)
            #expect(TaskTicket(message: ticket.message) == ticket)
        }
        #expect(TaskTicket(message: []) == nil)
        #expect(TaskTicket(message: [1, 2, 3, 4, 5, 6, 7]) == nil)
    }
}
