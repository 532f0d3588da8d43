internal import Platform

/// The outcomes of a streaming map, each given out once. It can be left at any time: what has not begun is not done then.
///
/// For the thread that uses the pool.
public final class PoolStream<Output>: Sequence, IteratorProtocol {
    private let order: PoolStreamOrder
    private let engine: any PoolEngine
    private let pool: AnyObject
    private let decode: (Int, PoolJob.Outcome) -> Result<Output, TaskError>
    private let arrived: Arrivals
    private let job: PoolJob
    /// The next to give out where the order is that of the input.
    private var nextIndex = 0

    /// What is here and not given out.
    final class Arrivals {
        var byIndex: [Int: PoolJob.Outcome] = [:]
        var order: [Int] = []
        /// How many of `order` are given out.
        var taken = 0
    }

    init(
        pool: AnyObject, engine: any PoolEngine, order: PoolStreamOrder, job: PoolJob, arrived: Arrivals,
        decode: @escaping (Int, PoolJob.Outcome) -> Result<Output, TaskError>
    ) {
        self.pool = pool
        self.engine = engine
        self.order = order
        self.job = job
        self.arrived = arrived
        self.decode = decode
    }

    deinit { job.cancel() }

    /// Blocks until there is one; nil at the end.
    ///
    /// - Complexity: O(bytes of the outcome), beside the wait.
    public func next() -> TaskOutcome<Output>? {
        while true {
            if let (index, outcome) = take() {
                job.release(outcome)
                return TaskOutcome(index: index, result: decode(index, outcome))
            }
            if job.isDone { return nil }
            do {
                try engine.pump(until: nil)
            } catch {
                if let (index, outcome) = take() {
                    return TaskOutcome(index: index, result: decode(index, outcome))
                }
                if job.isDone { return nil }
                job.cancel()
                return TaskOutcome(
                    index: nextIndex, result: .failure(TaskError(index: nextIndex, failure: .broken(error))))
            }
        }
    }

    private func take() -> (Int, PoolJob.Outcome)? {
        let index: Int
        switch order {
        case .input: index = nextIndex
        case .completion:
            if arrived.taken == arrived.order.count { return nil }
            index = arrived.order[arrived.taken]
        }
        guard let outcome = arrived.byIndex.removeValue(forKey: index) else { return nil }
        if order == .completion {
            arrived.taken += 1
            if arrived.taken == arrived.order.count {
                arrived.order.removeAll(keepingCapacity: true)
                arrived.taken = 0
            }
        }
        nextIndex += 1
        return (index, outcome)
    }
}
