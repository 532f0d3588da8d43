internal import Platform
internal import Synchronization

/// An end of an object in shared memory: what a process has that puts, gets, sets or waits. Those who wait on the other side
/// are told when every process with this end is gone.
///
///     let producer = try queue.producer
///     let child = try ChildProcess.start(.named("writer")) { try producer.put(12) }
///     producer.close()
///     while let number = try queue.next() { print(number) }       // ends when the child has
///
/// A child has every end that is open when it is forked, or those of `ChildOptions.ends`; each process closes what it does
/// not use, as with pipes. An end is closed as well when its owner goes away, and when a process ends in order: its closure
/// returned, or its exit code is 0. A process that is killed, throws or ends with another code has not closed it, and whoever
/// waits learns of its death.
///
/// For any thread. In a child it is the child's own.
public class SharedEnd: @unchecked Sendable {
    let roster: Roster
    /// Tells those who wait that something may have changed; keeps the object.
    private let announce: () -> Void
    /// In which process it is listed; 0 once it is closed.
    private let process = Atomic<Int32>(Identity.processID)

    /// - Throws: ENOSPC when the roster is full.
    init(_ roster: Roster, announce: @escaping () -> Void) throws(SystemError) {
        self.roster = roster
        self.announce = announce
        try join(Family.own)
        OpenEnds.shared.add(self)
    }

    deinit { close() }

    /// This process has it no more. A second time does nothing.
    public func close() {
        OpenEnds.shared.remove(self)
        leave { roster.leave($0) }
    }

    /// Whether this process has it: false once it has closed it, and where it was not given it.
    public var isOpen: Bool { process.load(ordering: .relaxed) != 0 }

    /// Before each use: false when it is closed. A process that was forked without this library's help is listed now.
    func isUsable() throws(SystemError) -> Bool {
        let listed = process.load(ordering: .relaxed)
        if listed == Identity.processID { return true }
        if listed == 0 { return false }
        try join(Family.own)
        process.store(Identity.processID, ordering: .relaxed)
        return true
    }

    private func join(_ birth: UInt64) throws(SystemError) {
        if !roster.join(birth) { throw .noRoom("for more than \(Roster.capacity) ends of a kind") }
    }

    private func leave(_ body: (UInt64) -> Void) {
        guard process.exchange(0, ordering: .relaxed) == Identity.processID else { return }
        body(Family.own)
        announce()
    }

    /// For a process that only serves others: it keeps none.
    package static func closeAll() { OpenEnds.shared.endAll(inOrder: true) }

    // MARK: for OpenEnds

    func lend(to child: UInt64) throws(SystemError) { try join(child) }

    func withdraw(from child: UInt64) { roster.leave(child) }

    /// In a child that was just forked.
    func adopt(isKept: Bool) { if isOpen { process.store(isKept ? Identity.processID : 0, ordering: .relaxed) } }

    func endWithProcess(inOrder: Bool) { leave { inOrder ? roster.leave($0) : roster.fail($0) } }
}

extension SharedEnd: CustomStringConvertible {
    /// "QueueProducer<Int>(open)", or "closed" in a process that has not got it.
    public var description: String { "\(type(of: self))(\(isOpen ? "open" : "closed"))" }
}

/// The ends that this process has open.
final class OpenEnds: @unchecked Sendable {
    static let shared = OpenEnds()

    private let ends = WeakSet<SharedEnd>()

    func add(_ end: SharedEnd) {
        ends.insert(end)
        ChildRegistry.shared.hookExit()
    }

    func remove(_ end: SharedEnd) { ends.remove(end) }

    /// Before a fork: what the child will have. Returns it.
    func lend(to child: UInt64, _ kept: ChildOptions.InheritedEnds) throws(SystemError) -> [SharedEnd] {
        let lent = ends.all.filter { end in
            if case .only(let kept) = kept { kept.contains { $0 === end } } else { true }
        }
        for (index, end) in lent.enumerated() {
            do throws(SystemError) {
                try end.lend(to: child)
            } catch {
                for end in lent.prefix(index) { end.withdraw(from: child) }
                throw error
            }
        }
        return lent
    }

    /// In the child.
    func adopt(_ lent: [SharedEnd]) {
        for end in ends.all {
            let isKept = lent.contains { $0 === end }
            end.adopt(isKept: isKept)
            if !isKept { remove(end) }
        }
    }

    /// When this process ends by itself.
    func endAll(inOrder: Bool) { for end in ends.all { end.endWithProcess(inOrder: inOrder) } }
}
