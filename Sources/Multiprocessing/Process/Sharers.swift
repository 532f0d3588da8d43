internal import Platform

/// Who could still do what a process waits for, on an object in shared memory.
///
/// Where ends were made (`Roster`), those who have one. Where not, every other process that may share the object: the one
/// that made it, and all that were born after it. A process counts when it lives and can do something: not when it is itself
/// waiting, without a time limit, for the same, or for the end of a process that is.
///
/// Asking costs some system calls for each process: for one who has slept already.
struct Sharers: Sendable {
    /// What is waited for on an object, where it has several.
    typealias Channel = UInt64

    private let number: UInt64
    private let creator: UInt64

    /// Of an object that this process makes.
    init() {
        number = Family.newNumber()
        creator = Family.own
    }

    /// Those who ended with what this process waits for undone, when nobody else is left; nil while somebody is, or where it
    /// cannot be told. None where all have closed their ends, or have them open only while they wait themselves.
    ///
    /// - Parameters:
    ///   - bySignals: what is waited for may be done by a signal handler.
    ///   - locks: the numbers of those that this process holds until that comes.
    func gone(
        _ channel: Channel = 0, of roster: Roster? = nil, bySignals: Bool = false, holding locks: [UInt64] = []
    ) -> [DeathCertificate]? {
        let own = Family.own
        if number == 0 || own == 0 || Family.hasOverflowed { return nil }
        let isDeclared = roster?.isDeclared == true
        let listed = isDeclared ? roster?.listed : nil
        if listed?.hasUnknown == true { return nil }
        let members = Family.members
        let family = Dictionary(members.map { ($0.birth, $0) }) { $1 }
        func counts(_ birth: UInt64) -> Bool {
            birth != own && (listed?.births.contains(birth) ?? mayShare(birth, family))
        }
        // Mostly the oldest, from which the others come, is there, and this is all that is looked at.
        if members.contains(where: { $0.waits == 0 && $0.serves == 0 && counts($0.birth) && $0.isAlive }) { return nil }
        let question = Question(own: own, wait: wait(channel), bySignals: bySignals, locks: locks, family: family)
        let isAlone: () -> Bool = {
            let (isOne, handlesSignals) = Family.threads
            return isOne && !(bySignals && handlesSignals)
        }
        let failed = listed?.failed ?? []
        var dead: [UInt64] = []
        for birth in listed?.births ?? Array(family.keys) where counts(birth) {
            if !question.isAlive(birth) { dead.append(birth) } else if !question.isStuck(birth) { return nil }
        }
        // Without ends nobody knows who meant to do it: that one died is the reason to ask at all.
        if !isDeclared && dead.isEmpty { return nil }
        if listed?.births.contains(own) != false && !isAlone() { return nil }
        return Sharers.certificates((dead + failed).sorted().map { ($0, family[$0]) })
    }

    /// Whether a process came by the object: it made it, or was forked later by one that had it. True where a place of an
    /// ancestor is another's by now.
    private func mayShare(_ birth: UInt64, _ family: [UInt64: Family.Member]) -> Bool {
        var birth = birth
        while birth > number {
            guard let member = family[birth] else { return true }
            birth = member.parent
        }
        return birth == creator
    }

    /// Whether somebody who is listed has ended without closing its end.
    func someoneDied(of roster: Roster) -> [DeathCertificate]? {
        if !roster.isDeclared || Family.hasOverflowed { return nil }
        let dead = deadBirths(of: roster)
        if dead.isEmpty { return nil }
        let family = Dictionary(Family.members.map { ($0.birth, $0) }) { $1 }
        return Sharers.certificates(dead.map { ($0, family[$0]) })
    }

    /// How often each other process that waits for the same has looked.
    func looksOfThoseWaiting(_ channel: Channel = 0) -> [UInt64: UInt64] {
        let waiting = Family.members.filter {
            $0.birth != Family.own && $0.waits & ~Sharers.handlesSignals == wait(channel) && $0.isAlive
        }
        return Dictionary(waiting.map { ($0.birth, $0.looks) }) { $1 }
    }

    func deadBirths(of roster: Roster) -> [UInt64] {
        let (births, failed, _) = roster.listed
        let family = Dictionary(Family.members.map { ($0.birth, $0) }) { $1 }
        return births.filter { family[$0]?.isAlive != true } + failed
    }

    /// Says, until `endWait`, that this process waits for this alone and without a time limit. It has one thread.
    func beginWait(_ channel: Channel = 0, handlesSignals: Bool) {
        Family.wait(for: wait(channel) | (handlesSignals ? Sharers.handlesSignals : 0))
    }

    static func endWait() { Family.wait(for: 0) }

    /// The same for the end of a process.
    static func wait(forEndOf birth: UInt64) {
        if birth != 0 { waitAlone(for: birth << 8 | Sharers.end) }
    }

    /// The same for the end of one of several children: any that this process has forked, for all that others know. So it takes in
    /// the end of each.
    static func waitForAnyChild() { waitAlone(for: anyChild) }

    /// The same for what children that work for this process bring; false when something is there. In two steps: it says so, looks
    /// whether something is there, and says that it is sure. A child that brings something after that look takes back either.
    static func waitForWorkers(unless isThere: () -> Bool) -> Bool {
        let (isOne, handlesSignals) = Family.threads
        guard isOne else { return false }
        Family.wait(for: considering)
        let sure = anyChild | considering | (handlesSignals ? Sharers.handlesSignals : 0)
        if !isThere(), Family.confirmWait(considering, as: sure) { return true }
        endWait()
        return false
    }

    /// For such a child, once what it brings can be found, and before it says that it is not at work.
    static func haveBrought() { Family.disturbParent(considering) }

    /// The same for a lock, of which others find who holds it.
    static func wait(forLock number: UInt64) {
        if number != 0 { waitAlone(for: number << 8 | lock) }
    }

    private static func waitAlone(for what: UInt64) {
        let (isOne, handlesSignals) = Family.threads
        if isOne { Family.wait(for: what | (handlesSignals ? Sharers.handlesSignals : 0)) }
    }

    // MARK: what a process waits for, in one word: whose number, and in the lowest byte for what of it

    private static let handlesSignals: UInt64 = 0x80
    /// Of a process; whereas an object has channels.
    private static let end: UInt64 = 0x40
    private static let anyChild: UInt64 = 0x20
    /// Alone: it is not sure yet.
    private static let considering: UInt64 = 0x08
    /// Of a lock, which has a number as objects have.
    private static let lock: UInt64 = 0x10

    private func wait(_ channel: Channel) -> UInt64 { number << 8 | channel }

    private struct Question {
        let own: UInt64
        let wait: UInt64
        let bySignals: Bool
        /// Of this process.
        let locks: [UInt64]
        let family: [UInt64: Family.Member]

        func isAlive(_ birth: UInt64) -> Bool { family[birth]?.isAlive == true }

        /// Whether it can do nothing before this process, or another that is stuck, does something.
        func isStuck(_ birth: UInt64) -> Bool {
            var seen: Set<UInt64> = []
            return isStuck(birth, &seen)
        }

        /// - Parameter seen: whose turn it was. Those who wait for each other are stuck if nobody else keeps one of them from it.
        private func isStuck(_ birth: UInt64, _ seen: inout Set<UInt64>) -> Bool {
            guard let member = family[birth] else { return false }
            if !seen.insert(birth).inserted { return true }
            let waits = member.waits
            if bySignals && waits & Sharers.handlesSignals != 0 { return false }
            if waits & ~Sharers.handlesSignals == wait { return true }
            if waits == Sharers.considering { return false }
            if waits & Sharers.end != 0 { return cannotAct(waits >> 8, &seen) }
            if waits & Sharers.lock != 0 { return isHolderStuck(of: waits >> 8, for: member, &seen) }
            if waits & Sharers.anyChild != 0 {
                // One that has ended makes it go on, until it has taken that in.
                for child in family.values where child.parent == birth {
                    if isAlive(child.birth) ? !cannotAct(child.birth, &seen) : child.ending == nil { return false }
                }
                // It may have done so, and gone on, after it was looked at here.
                return member.stillWaits
            }
            guard member.serves != 0, family[member.serves]?.hasGivenWork == false else { return false }
            // Inside its work it may do whatever it likes. Looked at last: it says so before others say that there is none.
            return member.now?.isAtWork == false && cannotAct(member.serves, &seen)
        }

        /// Whether who holds the lock that a process waits for can do nothing before this process does.
        private func isHolderStuck(of lock: UInt64, for waiting: Family.Member, _ seen: inout Set<UInt64>) -> Bool {
            if locks.contains(lock) { return true }
            guard
                let holder = family.values.first(where: { $0.holds(lock) && isAlive($0.birth) }),
                cannotAct(holder.birth, &seen)
            else { return false }
            // Both at one moment: either may have gone on after it was looked at, and the lock with it.
            return holder.stillWaits && waiting.stillWaits
        }

        private func cannotAct(_ birth: UInt64, _ seen: inout Set<UInt64>) -> Bool {
            birth == own || isAlive(birth) && isStuck(birth, &seen)
        }
    }

    private static func certificates(_ dead: [(UInt64, Family.Member?)]) -> [DeathCertificate] {
        // Of its own children, a process learns how they ended by asking.
        for child in ChildRegistry.shared.all { _ = try? child.poll() }
        return dead.prefix(64).map { birth, member in
            guard let member = Family.members.first(where: { $0.birth == birth }) ?? member else {
                return DeathCertificate(
                    name: "a process", pid: 0, status: .unknown, peakResidentBytes: 0, outOfMemory: nil)
            }
            let status: ExitStatus =
                switch member.ending {
                case nil: .unknown
                case let end? where end.signal == Family.unknownSignal: .unknown
                case let end?: end.signal == 0 ? .exited(code: end.code) : .killed(signal: end.signal)
                }
            let name = member.name
            return DeathCertificate(
                name: name.isEmpty ? "a process" : name, pid: member.pid, status: status,
                peakResidentBytes: member.ending?.peakResidentBytes ?? 0, outOfMemory: member.outOfMemory)
        }
    }
}
