private import CThresh

/// The processes that come from one another by fork, this one among them: who lives, how others ended, and what they wait
/// for. They share a table, in which every fork through the C library is noticed.
public enum Family {
    /// What the table says of a process at one moment.
    public struct Member: Sendable {
        let place: Int32
        /// Of two processes, the one born later has the larger number. Objects have numbers of the same count.
        public let birth: UInt64
        /// Who forked it; 0 for the first of a family.
        public let parent: UInt64
        /// 0 for one that is about to be born.
        public let pid: Int32
        private let since: Int64
        /// What it waits for without end, in the words of whoever asks; 0: nothing that anybody knows.
        public let waits: UInt64
        /// How often it has stopped waiting.
        public let looks: UInt64
        private let locks: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64)
        /// The process for which alone it does anything; 0 for none.
        public let serves: UInt64
        /// Whether those who serve it may find something to do.
        public let hasGivenWork: Bool
        /// Whether it serves another, and does so at this moment.
        public let isAtWork: Bool
        /// How it ended, once its parent has asked.
        public let ending: Fork.Ending?
        public let outOfMemory: Bool?

        init?(place: Int32) {
            var kin = thresh_kin()
            guard unsafe thresh_kin_read(place, &kin) != 0 else { return nil }
            self.place = place
            birth = kin.birth
            parent = kin.parent
            pid = kin.pid
            since = kin.since
            waits = kin.waits
            looks = kin.looks
            locks = kin.locks
            serves = kin.serves
            hasGivenWork = kin.has_given_work != 0
            isAtWork = kin.is_at_work != 0
            let end = kin.end
            ending =
                end.is_known == 0
                ? nil : Fork.Ending(signal: end.signal, code: end.code, peakResidentBytes: end.peak_bytes)
            outOfMemory = end.is_known == 0 || end.out_of_memory < 0 ? nil : end.out_of_memory > 0
        }

        /// Asks the kernel. True where that cannot be told.
        public var isAlive: Bool {
            if ending != nil { return false }
            if pid == 0 { return thresh_kin_is_coming(place, birth) != 0 }
            return ProcessLife.isAlive(ProcessLife(pid: pid, since: since))
        }

        /// The same process as the table has it by now; nil when its place is another's.
        public var now: Member? { Member(place: place).flatMap { $0.birth == birth ? $0 : nil } }

        /// Whether it holds the lock of this number for as long as it waits; false for some of those that hold many.
        public func holds(_ lock: UInt64) -> Bool {
            let (a, b, c, d, e, f, g, h) = locks
            return waits != 0
                && (a == lock || b == lock || c == lock || d == lock || e == lock || f == lock || g == lock
                    || h == lock)
        }

        /// Whether it has waited for the same since this was read, and so held the same locks.
        public var stillWaits: Bool { waits != 0 && now.map { $0.waits == waits && $0.looks == looks } == true }

        /// As its parent named it; empty for one that was forked by other means.
        public var name: String {
            var kin = thresh_kin()
            guard unsafe thresh_kin_read(place, &kin) != 0, kin.birth == birth else { return "" }
            return unsafe withUnsafeBytes(of: &kin.name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
        }
    }

    /// A new number, larger than all before; 0 where there is no table.
    public static func newNumber() -> UInt64 { thresh_family_number() }

    /// This process's number; 0 when it has none.
    public static var own: UInt64 { thresh_kin_self() }

    /// Whether there may be processes that are not in the table.
    public static var hasOverflowed: Bool { thresh_family_overflowed() != 0 }

    /// Those in the table, ended ones too until their places are needed.
    public static var members: [Member] { (0..<thresh_kin_count()).compactMap { Member(place: $0) } }

    /// A process that is about to be forked.
    public struct Expected: Sendable {
        let place: Int32
        /// 0 when it has no place.
        public let birth: UInt64
    }

    /// REQUIRES: this thread forks next, and calls `born` after that.
    public static func expect(_ name: String) -> Expected {
        var birth: UInt64 = 0
        let place = unsafe thresh_kin_expect(name, &birth)
        return Expected(place: place, birth: place < 0 ? 0 : birth)
    }

    /// One that another process of the family has forked; nil where it has ended, or no place.
    public static func member(pid: Int32) -> Expected? {
        members.first { $0.pid == pid && $0.isAlive }.map { Expected(place: $0.place, birth: $0.birth) }
    }

    /// Nil where the fork failed.
    public static func born(_ child: Expected, pid: Int32?) { thresh_kin_born(child.place, child.birth, pid ?? 0) }

    /// For its parent, once the kernel has said how it ended; nil where somebody else took that.
    public static func ended(_ child: Expected, _ ending: Fork.Ending?, outOfMemory: Bool?) {
        var end = thresh_kin_end()
        end.is_known = 1
        end.signal = ending?.signal ?? Family.unknownSignal
        end.code = ending?.code ?? 0
        end.peak_bytes = ending?.peakResidentBytes ?? 0
        end.out_of_memory = outOfMemory.map { $0 ? 1 : 0 } ?? -1
        unsafe thresh_kin_ended(child.place, child.birth, &end)
    }

    /// The signal of an ending that nobody knows.
    public static let unknownSignal: Int32 = -1

    /// This process is one of the family no more: nobody waits for what it might do.
    public static func leave() { thresh_kin_leave() }

    /// Says what this process waits for, and can do nothing else before it comes; 0 that it does not.
    public static func wait(for what: UInt64) { thresh_kin_wait(what) }

    /// The same where it has said that it waits for `considered`, and no child has taken that back (`disturbParent`).
    public static func confirmWait(_ considered: UInt64, as what: UInt64) -> Bool {
        thresh_kin_confirm(considered, what) != 0
    }

    /// Takes back what the process that forked this one says it waits for, if that has any of these bits.
    public static func disturbParent(_ bits: UInt64) { thresh_kin_disturb_parent(bits) }

    /// Says that this process does nothing by itself from here on, but what another gives it to do.
    public static func serve(_ birth: UInt64) { thresh_kin_serve(birth) }

    /// Says that some of those who serve this process are given work, before that is done; or that they have none any more, once all
    /// that it led to was seen, or once those who have it say so.
    public static func giveWork(_ isGiven: Bool) { thresh_kin_give_work(isGiven ? 1 : -1) }

    /// Says that this process, which serves another, has found something to do, or is through with it.
    public static func work(_ isAtWork: Bool) { thresh_kin_work(isAtWork ? 1 : 0) }

    /// Whether this process has one thread, and whether it has a handler for a signal that is no fault.
    public static var threads: (isOne: Bool, handlesSignals: Bool) {
        var handlers: Int32 = 0
        let count = unsafe thresh_thread_count(&handlers)
        return (count == 1, handlers != 0)
    }
}
