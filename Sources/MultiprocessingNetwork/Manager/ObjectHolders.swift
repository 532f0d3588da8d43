internal import Platform

/// Who has handles of the objects in a manager's server: processes, by the numbers they take, and messages on their way.
struct ObjectHolders {
    /// By object and process, how often the process was given the object and has not given it up.
    private var counts: [UInt64: [UInt64: Int]] = [:]
    /// By object: handles that were encoded, and that nobody has decoded.
    private var loans: [UInt64: [UInt64: Loan]] = [:]
    private let unreadLife: Duration

    private struct Loan {
        let lender: UInt64
        /// When it ends; nil as long as its lender is there.
        var deadline: Instant?
    }

    init(unreadLife: Duration) { self.unreadLife = unreadLife }

    /// Objects that a registered type was given: nobody knows whether it keeps them.
    private var kept: Set<UInt64> = []

    func hasHolder(_ object: UInt64) -> Bool {
        counts[object] != nil || loans[object] != nil || kept.contains(object)
    }

    mutating func add(_ object: UInt64, to process: UInt64) { counts[object, default: [:]][process, default: 0] += 1 }

    mutating func remove(_ object: UInt64, from process: UInt64, count: Int) {
        guard let present = counts[object]?[process] else { return }
        counts[object]?[process] = present > count ? present - count : nil
        if counts[object]?.isEmpty == true { counts[object] = nil }
    }

    /// The objects that the process had, which is gone.
    mutating func end(_ process: UInt64) -> [UInt64] {
        let objects = counts.filter { $0.value[process] != nil }.map(\.key)
        for object in objects { remove(object, from: process, count: .max) }
        let deadline = Instant.now.advanced(by: unreadLife)
        for (object, all) in loans {
            for (loan, terms) in all where terms.lender == process && terms.deadline == nil {
                loans[object]?[loan]?.deadline = deadline
            }
        }
        return objects
    }

    mutating func lend(_ object: UInt64, by lender: UInt64) -> UInt64 {
        let loan = Machine.randomBits() | 1
        loans[object, default: [:]][loan] = Loan(lender: lender)
        return loan
    }

    mutating func redeem(_ loan: UInt64, of object: UInt64) {
        loans[object]?[loan] = nil
        if loans[object]?.isEmpty == true { loans[object] = nil }
    }

    /// When the next loan ends.
    var nextDeadline: Instant? { loans.values.lazy.flatMap(\.values).compactMap(\.deadline).min() }

    /// The objects of loans that have ended: their messages went down with their readers.
    mutating func endLoans(before now: Instant) -> [UInt64] {
        var ended: [UInt64] = []
        for (object, all) in loans {
            for (loan, terms) in all where terms.deadline.map({ $0 <= now }) ?? false {
                redeem(loan, of: object)
                ended.append(object)
            }
        }
        return ended
    }

    mutating func keep(_ object: UInt64) { kept.insert(object) }

    mutating func forget(_ object: UInt64) {
        counts[object] = nil
        loans[object] = nil
        kept.remove(object)
    }
}
