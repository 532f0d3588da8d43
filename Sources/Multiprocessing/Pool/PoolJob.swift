/// One call of a pool's user: where its items come from, and where their outcomes go.
final class PoolJob {
    /// What became of an item.
    enum Outcome {
        case returned([UInt8])
        case failed(TaskError.Failure)
    }

    /// Items of one task; nil: as many as take about `chunkNanoseconds`.
    private let chunkSize: Int?
    /// Limits of what is taken and not yet `release`d.
    let window: PoolWindow
    private let nextItem: () throws -> Result<[UInt8], MessageCodingError>?
    private let onOutcome: (PoolJob, Int, Outcome) -> Void

    private(set) var taken = 0
    private(set) var delivered = 0
    private(set) var failed = 0
    private(set) var isExhausted = false
    /// Given up: nobody waits for what is still with the workers.
    private(set) var isCancelled = false
    private var heldItems = 0
    private var heldBytes = 0

    /// - Parameters:
    ///   - nextItem: the bytes of the next item, or why there are none; nil at the end.
    ///   - onOutcome: called once for each item, with this job and the item's index.
    init(
        chunkSize: Int?, window: PoolWindow, nextItem: @escaping () throws -> Result<[UInt8], MessageCodingError>?,
        onOutcome: @escaping (PoolJob, Int, Outcome) -> Void
    ) {
        self.chunkSize = chunkSize.map { max(1, $0) }
        self.window = window
        self.nextItem = nextItem
        self.onOutcome = onOutcome
    }

    /// Every item has its outcome, and there will be no more; or nobody wants them.
    var isDone: Bool { isCancelled || isExhausted && delivered == taken }

    /// Long enough for what a task costs beside its work to be little, and far from being noticed.
    private static let chunkNanoseconds = 200_000.0
    private static let mostItems = 256.0

    /// Items of the next task.
    ///
    /// - Parameters:
    ///   - itemNanoseconds: what an item has taken so far on average; 0 while that is not known.
    func chunkSize(itemNanoseconds: Double, _ options: PoolOptions, workers: Int) -> Int {
        if let chunkSize { return chunkSize }
        if itemNanoseconds <= 0 { return 1 }
        let items = min(
            Int(min(PoolJob.mostItems, max(1, PoolJob.chunkNanoseconds / itemNanoseconds))),
            options.tasksPerWorker ?? .max)
        // Of a narrow window, every worker gets its part, and a few in reserve.
        return window.count.map { max(1, min(items, $0 / (4 * workers))) } ?? items
    }

    /// Whether the window has room for another item.
    func hasRoom(ignoringWindow: Bool) -> Bool {
        if isExhausted || isCancelled { return false }
        guard !ignoringWindow, heldItems > 0 else { return true }
        return heldItems < window.count ?? .max && heldBytes < window.bytes
    }

    /// Takes the next item; nil when there is none, or when its outcome is known already.
    func take() -> (index: Int, bytes: [UInt8])? {
        let index = taken
        do {
            guard let item = try nextItem() else {
                isExhausted = true
                return nil
            }
            taken += 1
            heldItems += 1
            let bytes = try item.get()
            heldBytes += bytes.count
            return (index, bytes)
        } catch let error as MessageCodingError where taken > index {
            deliver(index, .failed(.coding(error)), argumentBytes: 0)
        } catch {
            // The sequence itself threw: there is nothing behind that.
            isExhausted = true
            taken += 1
            heldItems += 1
            deliver(index, .failed(.input(RemoteError(error))), argumentBytes: 0)
        }
        return nil
    }

    func deliver(_ index: Int, _ outcome: Outcome, argumentBytes: Int) {
        delivered += 1
        heldBytes -= argumentBytes
        switch outcome {
        case .returned(let bytes): heldBytes += bytes.count
        case .failed: failed += 1
        }
        if !isCancelled { onOutcome(self, index, outcome) }
    }

    /// An outcome has been taken: what it held of the window is free.
    func release(_ outcome: Outcome) {
        heldItems -= 1
        if case .returned(let bytes) = outcome { heldBytes -= bytes.count }
    }

    /// Nothing more is taken.
    func cancel() { isCancelled = true }

    /// Nothing more is taken, and whoever waits for what would have been next learns why.
    func cancel(because failure: TaskError.Failure) {
        if isDone { return }
        taken += 1
        heldItems += 1
        deliver(taken - 1, .failed(failure), argumentBytes: 0)
        isCancelled = true
    }
}
