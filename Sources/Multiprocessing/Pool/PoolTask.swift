internal import Platform

/// The task that a pool's worker is at.
public enum PoolTask {
    struct Place {
        let board: WorkerBoard
        let seat: Int
        let ticket: TaskTicket
    }

    // SAFETY: written by a worker's only thread between tasks, and read by that or by threads that its tasks started and wait for.
    nonisolated(unsafe) static var place: Place?

    /// Whether nobody waits for this task any more: `PoolHandle.cancel` was called, a stream was left, a task of an
    /// `AsyncProcessPool` cancelled, or another task of a map ended it (`DeathPolicy.failJob`). A long task looks now and
    /// then, and returns what it likes. False outside a pool's worker.
    public static var isCancelled: Bool {
        unsafe place.map { $0.board.isCancelled($0.ticket, seat: $0.seat) } ?? false
    }
}
