import Glibc
import Multiprocessing
import Platform
import ProbeSupport

/// Every process tries to claim every task: each task must go to one, and be the one's that the ledger names.
func ledgerClaims(processes: Int, tasks: Int) throws {
    let ledger = try TaskLedger(tasks: tasks, seats: processes)
    let won = try SharedWords(processes * tasks)
    let start = try SharedWords(1)
    let children = try (0..<processes).map { seat in
        try child("claimer \(seat)") {
            start.awaitChange(of: 0, from: 0)
            // All go over the tasks in the same order, so that they meet.
            for task in 0..<tasks {
                let ticket = TaskTicket(task: UInt32(task), attempt: 1)
                ledger.announce(ticket, seat: seat)
                if ledger.claim(ticket, seat: seat) {
                    won[seat * tasks + task] += 1
                    if task % 2 == 0 { ledger.finish(ticket, seat: seat) }
                }
            }
            return 0
        }
    }
    start[0] = 1
    for child in children { check(try child.join()?.isSuccess == true, "\(child.certificate!)") }
    for task in 0..<tasks {
        let winners = (0..<processes).filter { won[$0 * tasks + task] > 0 }
        check(winners.count == 1, "task \(task) was claimed by \(winners)")
        let entry = ledger.entry(task)
        check(entry.seat == winners.first, "task \(task): \(entry), but \(winners) has it")
        check(entry.state == (task % 2 == 0 ? .finished : .running) && entry.attempt == 1, "task \(task): \(entry)")
    }
    // Each seat gives back what it had, and nothing else.
    var returned = Set<UInt32>()
    for seat in 0..<processes {
        for ticket in ledger.releaseAll(seat: seat) {
            check(ticket.attempt == 2, "\(ticket)")
            check(returned.insert(ticket.task).inserted, "task \(ticket.task) was given back twice")
        }
    }
    check(returned.count == tasks, "\(returned.count) of \(tasks) were given back")
    let shares = (0..<processes).map { seat in (0..<tasks).reduce(0) { $0 + won[seat * tasks + $1] } }
    print("shares: \(shares)")
}
