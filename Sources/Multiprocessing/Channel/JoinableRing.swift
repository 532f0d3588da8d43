internal import Platform
internal import Synchronization

/// The queue of bytes behind `JoinableQueue`: an item stays in the ring until it is done, so that it can be delivered
/// again when its consumer ends. README.md tells what each word means to a process that finds it after a kill.
@safe final class JoinableRing: @unchecked Sendable {
    struct State: ~Copyable {
        /// The oldest item that is not done begins here, or a later one.
        let head = Atomic<UInt64>(0)
        /// Storing it is what puts an item in.
        let tail = Atomic<UInt64>(0)
        /// No item before it waits for a consumer.
        let next = Atomic<UInt64>(0)
        /// A `QueueClosing`, or 0 while it is open.
        let closing = Atomic<UInt32>(0)
        /// As in `RingHeader`.
        let isWatched = Atomic<UInt32>(0)
        // Counted anew after a process ended in the middle.
        let waiting = Atomic<Int>(0)
        let taken = Atomic<Int>(0)
        let lost = Atomic<Int>(0)
    }

    // States of a consumer. One whose items are lost stays in the table until somebody was told.
    static let consuming: UInt32 = 1
    static let mourned: UInt32 = 2
    private static let markBytes = 8
    private static let referenceBytes = ByteRing.footprint(LargeItems.Reference.byteCount + 8)

    let monitor: Monitor<State>
    let ring: ByteRing
    let bell = QueueBell()
    let large: LargeItems
    private let limit: Int
    private var hasPromise: Bool { limit != .max }
    /// How often an item is delivered again.
    let redeliveries: Int

    private var arrivals: WaitWord { monitor.word(0) }
    private var departures: WaitWord { monitor.word(1) }
    private var completions: WaitWord { monitor.word(2) }
    var consumers: ParticipantTable { monitor.participants }

    /// Who has an end that puts and one that gets, and how those who wait are told of a change.
    var ends: (producers: Roster, consumers: Roster, announce: () -> Void) {
        (monitor.rosters[0], monitor.rosters[1], { [monitor] in for index in 0...2 { monitor.word(index).announce() } })
    }

    static let (getting, putting, joining): (Sharers.Channel, Sharers.Channel, Sharers.Channel) = (0, 1, 2)

    init(capacity: Int, limit: Int?, consumers: Int?, redeliveries: Int) throws(QueueError) {
        precondition(limit.map { $0 > 0 } ?? true, "a queue needs room for an item")
        precondition(redeliveries >= 0, "an item cannot be delivered again \(redeliveries) times")
        self.limit = limit ?? .max
        self.redeliveries = redeliveries
        let size: Int
        do {
            try LargeItems.check(limit)
            // As many again may be with consumers.
            size = ByteRing.size(for: max(capacity, 2 * (limit ?? 0) * Int(JoinableRing.referenceBytes)))
            large = try LargeItems(name: "JoinableQueue items")
            monitor = try Monitor(
                State(), words: 3, participants: consumers ?? ParticipantTable.most, rosters: 2, byteCount: size,
                name: "JoinableQueue")
        } catch {
            throw .system(error)
        }
        ring = unsafe ByteRing(monitor.bytes, capacity: size)
    }

    /// What this thread has not done is delivered again. A thread's slot is on the kernel's list of what to release at its
    /// end, which must not lead to memory that is gone.
    deinit {
        if let own = consumers.own { try? locked { giveBack(own) } }
        if consumers.isInUseByThisProcess { monitor.keepMapped() }
    }

    var count: Int { (try? locked { unsafe state.pointee.waiting.load(ordering: .relaxed) }) ?? 0 }
    var unfinishedCount: Int { (try? locked { unfinished }) ?? 0 }
    var isFull: Bool { (try? locked { !hasRoom(ByteRing.footprint(JoinableRing.markBytes)) }) ?? false }
    /// Whether there is something to get, also what a dead consumer left.
    var hasWaiting: Bool { (try? locked { firstWaiting != nil }) ?? false }
    var isClosed: Bool { unsafe state.pointee.closing.load(ordering: .acquiring) != 0 }

    func put(_ item: [UInt8], timeout: Duration?) throws(QueueError) {
        let needed = ByteRing.footprint(item.count + JoinableRing.markBytes)
        let largest = max(Int(ring.capacity - ByteRing.lengthBytes) - JoinableRing.markBytes, large.largest)
        if item.count > largest { throw .tooLarge(byteCount: item.count, limit: largest) }
        let deadline = Instant.after(timeout)
        let isIn: Void? = try departures.wait(until: deadline, for: monitor.sharers, JoinableRing.putting) {
            () throws(QueueError) in
            try locked(until: deadline) { () throws(QueueError) in
                if isClosed { throw .closed }
                if try insert(item, needed) { return () }
                if monitor.rosters[1].isFinished { throw .consumersGone([]) }
                return nil
            }
        } judge: { (look) throws(QueueError) in
            try judge(JoinableRing.putting, look) { isClosed || hasRoom(needed) || hasPlace(needed) }
        }
        if isIn == nil { throw .timedOut }
    }

    func get(timeout: Duration?) throws(QueueError) -> [UInt8] {
        let deadline = Instant.after(timeout)
        // Items of the dead come without an announcement; the time to look again is short enough for them.
        let item = try arrivals.wait(until: deadline, for: monitor.sharers, JoinableRing.getting) {
            () throws(QueueError) in
            try locked(until: deadline) { () throws(QueueError) -> [UInt8]? in
                if let position = firstWaiting { return try take(position) }
                if isClosed || monitor.rosters[0].isFinished { throw .closed }
                return nil
            }
        } judge: { (look) throws(QueueError) in
            try judge(JoinableRing.getting, look) { isClosed || firstWaiting != nil }
        }
        guard let item else { throw .timedOut }
        return item
    }

    /// The oldest item that this thread got is done.
    func taskDone() throws(QueueError) {
        try locked { () throws(QueueError) in
            guard let slot = consumers.own, let position = oldest(of: slot) else { throw .tooManyDone }
            // This one store is what is done.
            setMark(TakenMark(phase: .done, slot: slot, failures: 0), at: position)
            unsafe state.pointee.taken.wrappingSubtract(1, ordering: .relaxed)
            consumers.setValue(slot, position)
            advance()
            if unfinished == 0 { completions.announce() }
        }
    }

    /// Waits until nothing is waiting or taken.
    func join(timeout: Duration?) throws(QueueError) {
        let deadline = Instant.after(timeout)
        let isDone: Void? = try completions.wait(until: deadline, for: monitor.sharers, JoinableRing.joining) {
            () throws(QueueError) in
            try locked(until: deadline) { () throws(QueueError) in
                if unfinished > 0 { return nil }
                if unsafe state.pointee.lost.load(ordering: .relaxed) > 0 { throw reportLost() }
                return ()
            }
        } judge: { (look) throws(QueueError) in
            try judge(JoinableRing.joining, look) { unfinished == 0 || consumers.own.flatMap(oldest) != nil }
        }
        if isDone == nil { throw .timedOut }
    }

    /// Throws when nobody is left who could do what this process waits for, and it is not done yet.
    private func judge(
        _ channel: Sharers.Channel, _ look: Watcher.Look, _ isDone: () -> Bool
    ) throws(QueueError) {
        let roster = monitor.rosters[channel == JoinableRing.getting ? 0 : 1]
        // Where everybody may do everything, one who does not wait for ever can still do it itself.
        if look.isLast && !roster.isDeclared || monitor.sharers.gone(channel, of: roster, holding: look.locks) == nil {
            return
        }
        try locked { () throws(QueueError) in
            if isDone() { return }
            guard let gone = monitor.sharers.gone(channel, of: roster, holding: look.locks) else { return }
            if channel != JoinableRing.getting { throw .consumersGone(gone) }
            throw gone.isEmpty ? .closed : .producersGone(gone)
        }
    }

    func close(_ how: QueueClosing) throws(QueueError) {
        try locked {
            let before = unsafe state.pointee.closing.load(ordering: .relaxed)
            unsafe state.pointee.closing.store(max(before, how.rawValue), ordering: .releasing)
            survey()
        }
    }

    // MARK: with the mutex held

    var state: UnsafeMutablePointer<State> { unsafe monitor.state }

    private var unfinished: Int {
        unsafe state.pointee.waiting.load(ordering: .relaxed) + state.pointee.taken.load(ordering: .relaxed)
    }

    private func hasRoom(_ needed: UInt64) -> Bool {
        let used = unsafe state.pointee.tail.load(ordering: .relaxed) - state.pointee.head.load(ordering: .relaxed)
        let waiting = unsafe state.pointee.waiting.load(ordering: .relaxed)
        guard waiting < limit else { return false }
        let reserved = hasPromise ? UInt64(limit - waiting - 1) * JoinableRing.referenceBytes : 0
        return ring.capacity - used >= needed + reserved
    }

    /// As `SharedQueue.insert`.
    private func insert(_ item: [UInt8], _ needed: UInt64) throws(QueueError) -> Bool {
        if hasRoom(needed) {
            append(item, needed)
            return true
        }
        if !hasPlace(needed) { return false }
        let reference: LargeItems.Reference?
        do throws(SystemError) { reference = try unsafe large.insert(item.span.bytes) } catch { throw .system(error) }
        guard let reference else { return false }
        append(reference.bytes, JoinableRing.referenceBytes, isReference: true)
        large.commit(reference)
        return true
    }

    /// Whether an item that has no room in the ring may go beside it.
    private func hasPlace(_ needed: UInt64) -> Bool {
        (hasPromise || needed > ring.capacity && large.isEmpty) && hasRoom(JoinableRing.referenceBytes)
    }

    private func append(_ item: [UInt8], _ needed: UInt64, isReference: Bool = false) {
        let tail = unsafe state.pointee.tail.load(ordering: .relaxed)
        ring.setLength(item.count + JoinableRing.markBytes, isReference: isReference, at: tail)
        setMark(.new, at: tail)
        unsafe ring.copy(item.span.bytes, to: JoinableRing.markBytes, ofMessageAt: tail)
        // This one store is the put.
        unsafe state.pointee.tail.store(tail + needed, ordering: .releasing)
        unsafe state.pointee.waiting.wrappingAdd(1, ordering: .relaxed)
        arrivals.announce()
        unsafe bell.ring(state.pointee.isWatched)
    }

    private func reference(at position: UInt64) -> LargeItems.Reference? {
        guard ring.isReference(at: position) else { return nil }
        return LargeItems.Reference(ring.message(at: position), after: JoinableRing.markBytes)
    }

    /// After someone ended with the mutex.
    func repairLargeItems() {
        var found: (first: LargeItems.Reference, last: LargeItems.Reference)?
        var position = unsafe state.pointee.head.load(ordering: .relaxed)
        let tail = unsafe state.pointee.tail.load(ordering: .relaxed)
        while position < tail {
            if let reference = reference(at: position) { found = (found?.first ?? reference, reference) }
            position = following(position)
        }
        large.repair(found)
    }

    private var firstWaiting: UInt64? {
        var position = unsafe state.pointee.next.load(ordering: .relaxed)
        let tail = unsafe state.pointee.tail.load(ordering: .relaxed)
        while position < tail, mark(at: position).phase != .waiting { position = following(position) }
        unsafe state.pointee.next.store(position, ordering: .relaxed)
        return position < tail ? position : nil
    }

    private func take(_ position: UInt64) throws(QueueError) -> [UInt8] {
        let slot = try consumer(takingAt: position)
        let item =
            reference(at: position).map { large.message($0).bytes }
            ?? Array(ring.message(at: position).bytes.dropFirst(JoinableRing.markBytes))
        // This one store is the get.
        setMark(TakenMark(phase: .taken, slot: slot, failures: mark(at: position).failures), at: position)
        unsafe state.pointee.waiting.wrappingSubtract(1, ordering: .relaxed)
        unsafe state.pointee.taken.wrappingAdd(1, ordering: .relaxed)
        departures.announce()
        return item
    }

    /// This thread's slot, whose value is a position before which it has taken nothing that is not done.
    private func consumer(takingAt position: UInt64) throws(QueueError) -> Int {
        let slot: Int?
        do throws(SystemError) {
            if let own = consumers.own {
                // An item that is delivered again lies before those that it has.
                consumers.setValue(own, min(consumers.value(own), position))
                return own
            }
            slot = try consumers.enter(state: JoinableRing.consuming, value: position)
        } catch {
            throw .system(error)
        }
        if let slot { return slot }
        throw .tooManyConsumers(limit: consumers.capacity)
    }

    private func oldest(of slot: Int) -> UInt64? {
        var position = unsafe max(consumers.value(slot), state.pointee.head.load(ordering: .relaxed))
        let tail = unsafe state.pointee.tail.load(ordering: .relaxed)
        while position < tail {
            let mark = mark(at: position)
            if mark.phase == .taken && mark.slot == slot { return position }
            position = following(position)
        }
        return nil
    }

    /// Gives the room of items that are done to others.
    func advance() {
        var head = unsafe state.pointee.head.load(ordering: .relaxed)
        let (before, tail) = unsafe (head, state.pointee.tail.load(ordering: .relaxed))
        var freed: UInt64?
        while head < tail, mark(at: head).phase == .done {
            freed = reference(at: head)?.end ?? freed
            head = following(head)
        }
        if head == before { return }
        unsafe state.pointee.next.store(max(head, state.pointee.next.load(ordering: .relaxed)), ordering: .releasing)
        unsafe state.pointee.head.store(head, ordering: .releasing)
        if let freed { large.free(upTo: freed) }
        departures.announce()
    }

    func announceAll() {
        for word in [arrivals, departures, completions] { word.announce(isAfterDeath: true) }
        unsafe bell.ring(state.pointee.isWatched)
    }

    func following(_ position: UInt64) -> UInt64 { position + ByteRing.footprint(ring.length(at: position)) }

    func mark(at position: UInt64) -> TakenMark {
        TakenMark(packed: unsafe ring.word(ofMessageAt: position).pointee.load(ordering: .acquiring))
    }

    func setMark(_ mark: TakenMark, at position: UInt64) {
        unsafe ring.word(ofMessageAt: position).pointee.store(mark.packed, ordering: .releasing)
    }

    // MARK: the mutex

    /// Runs `body` with the mutex, once the dead have been noticed.
    private func locked<R>(
        until deadline: Instant? = nil, _ body: () throws(QueueError) -> R
    ) throws(QueueError) -> R {
        // Holders are never asleep, so even a get that must not wait takes the mutex with a little patience.
        let patience = deadline.map { max($0, Instant.now.advanced(by: WaitWord.recheck)) }
        let outcome: RobustMutex.Outcome
        do { outcome = try monitor.lock(until: patience) } catch { throw .system(error) }
        if outcome == .busy { throw .timedOut }
        defer { monitor.unlock() }
        if outcome == .ownerDied { repairLargeItems() }
        if outcome == .ownerDied || hasNewDead { survey() }
        return try body()
    }
}
