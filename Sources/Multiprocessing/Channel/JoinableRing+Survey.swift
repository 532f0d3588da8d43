internal import Platform
internal import Synchronization

/// What is done for consumers that ended, and after anyone ended with the mutex. Each store makes one item right, so
/// that whoever is killed here leaves the rest to the next.
extension JoinableRing {
    /// Whether a consumer has ended whose items nobody has looked at.
    var hasNewDead: Bool {
        consumers.indices.contains { consumers.state($0) == JoinableRing.consuming && consumers.isDead($0) }
    }

    /// Goes over all items: those of the dead wait again, or are lost when they were delivered often enough; all are
    /// counted.
    func survey() {
        // Who dies from here on is the next survey's: its slot must not be freed before its items were looked at.
        let dead = consumers.dead
        let drops = unsafe state.pointee.closing.load(ordering: .relaxed) == QueueClosing.immediate.rawValue
        let tail = unsafe state.pointee.tail.load(ordering: .relaxed)
        var position = unsafe state.pointee.head.load(ordering: .relaxed)
        unsafe state.pointee.next.store(position, ordering: .releasing)
        var (waiting, taken, lost) = (0, 0, 0)
        var mourned: Set<Int> = []
        while position < tail {
            let mark = mark(at: position)
            switch fate(of: mark, dead, drops) {
            case .waiting:
                waiting += 1
                if mark.phase == .taken {
                    setMark(TakenMark(phase: .waiting, slot: mark.slot, failures: mark.failures + 1), at: position)
                }
            case .taken: taken += 1
            case .done: if mark.phase != .done { setMark(TakenMark(phase: .done, slot: 0, failures: 0), at: position) }
            case nil:
                lost += 1
                mourned.insert(mark.slot)
            }
            position = following(position)
        }
        unsafe state.pointee.waiting.store(waiting, ordering: .relaxed)
        unsafe state.pointee.taken.store(taken, ordering: .relaxed)
        unsafe state.pointee.lost.store(lost, ordering: .relaxed)
        // Last: what its items say of a slot must not come to mean another thread.
        for slot in mourned { consumers.setState(slot, JoinableRing.mourned) }
        consumers.free(dead.filter { !mourned.contains($0) })
        advance()
        announceAll()
    }

    /// What an item should be; nil when it is lost.
    private func fate(of mark: TakenMark, _ dead: [Int], _ drops: Bool) -> TakenMark.Phase? {
        switch mark.phase {
        case .done: .done
        case .waiting: drops ? .done : .waiting
        case .taken:
            if !dead.contains(mark.slot) {
                .taken
            } else if drops {
                .done
            } else {
                mark.failures < redeliveries ? .waiting : nil
            }
        }
    }

    /// This thread consumes no more.
    func giveBack(_ slot: Int) {
        let tail = unsafe state.pointee.tail.load(ordering: .relaxed)
        var position = unsafe state.pointee.head.load(ordering: .relaxed)
        while position < tail {
            var mark = mark(at: position)
            if mark.phase == .taken && mark.slot == slot {
                mark.phase = .waiting
                setMark(mark, at: position)
            }
            position = following(position)
        }
        survey()
        consumers.leave(slot)
    }

    /// Those that were lost, which count as done from here on.
    func reportLost() -> QueueError {
        let dead = consumers.indices.filter { consumers.state($0) == JoinableRing.mourned }
        let error = QueueError.itemsLost(
            count: unsafe state.pointee.lost.load(ordering: .relaxed), pids: dead.map { consumers.process($0) })
        let tail = unsafe state.pointee.tail.load(ordering: .relaxed)
        var position = unsafe state.pointee.head.load(ordering: .relaxed)
        while position < tail {
            if mark(at: position).phase == .taken {
                setMark(TakenMark(phase: .done, slot: 0, failures: 0), at: position)
            }
            position = following(position)
        }
        survey()
        return error
    }
}
