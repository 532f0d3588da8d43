internal import Platform

/// One call of a pool's user: where its items come from, and where their outcomes go.
@usableFromInline final class PoolJob {
    /// What became of an item.
    enum Outcome {
        case returned([UInt8])
        case failed(TaskError.Failure)
    }

    /// Items of one task; nil: as many as take about `chunkNanoseconds`.
    private let chunkSize: Int?
    /// Limits of what is taken and not yet `release`d.
    let window: PoolWindow
    private let width: Int?
    private let source: PoolSource
    private let onOutcome: (PoolJob, Int, Outcome) -> Void
    private let onValues: ((PoolJob, Int, RingMessage) -> Void)?

    private(set) var taken = 0
    private(set) var delivered = 0
    private(set) var failed = 0
    private(set) var isExhausted = false
    /// Given up: nobody waits for what is still with the workers.
    private(set) var isCancelled = false
    private var heldItems = 0
    /// The first failures, while somebody may yet ask; and the pool's name, once nobody can.
    private var failures: [TaskError] = []
    private var unheardName: String?
    private static let mostFailures = 100
    private var heldBytes = 0
    private var callbacks: [() -> Void] = []

    /// - Parameters:
    ///   - width: of the items that `source` appends: see `PoolChunk.width`.
    ///   - onOutcome: called once for each item, with this job and the item's index.
    ///   - onValues: called instead where the results of a chunk came as values without anything between them, with the
    ///     index of the first; valid until it returns.
    init(
        chunkSize: Int?, window: PoolWindow, width: Int? = nil, source: @escaping PoolSource,
        onValues: ((PoolJob, Int, RingMessage) -> Void)? = nil,
        onOutcome: @escaping (PoolJob, Int, Outcome) -> Void
    ) {
        self.chunkSize = chunkSize.map { max(1, $0) }
        self.window = window
        self.width = width
        self.source = source
        self.onOutcome = onOutcome
        self.onValues = onValues
    }

    /// Every item has its outcome, and there will be no more; or nobody wants them.
    var isDone: Bool { isCancelled || isExhausted && delivered == taken }

    /// Long enough for what a task costs beside its work to be little, and far from being noticed.
    private static let chunkNanoseconds = 200_000.0
    private static let mostItems = 2048.0

    /// Limits of the next task.
    ///
    /// - Parameters:
    ///   - itemNanoseconds: what an item has taken so far on average; 0 while that is not known.
    func chunkSize(
        itemNanoseconds: Double, _ options: PoolOptions, workers: Int
    ) -> (items: Int, bytes: Int) {
        if let chunkSize { return (chunkSize, .max) }
        if itemNanoseconds <= 0 { return (1, .max) }
        var items = min(
            Int(min(PoolJob.mostItems, max(1, PoolJob.chunkNanoseconds / itemNanoseconds))),
            options.tasksPerWorker ?? .max)
        // Of a narrow window, every worker gets its part, and a few in reserve.
        if let width = window.count { items = max(1, min(items, width / (4 * workers))) }
        return (items, PoolMessage.largestInline)
    }

    /// Whether the window has room for another item.
    func hasRoom(ignoringWindow: Bool) -> Bool {
        if isExhausted || isCancelled { return false }
        guard !ignoringWindow, heldItems > 0 else { return true }
        return heldItems < window.count ?? .max && heldBytes < window.bytes
    }

    /// Takes the next items, as far as the window has room; nil when there are none, or when the next one's outcome is
    /// known already.
    ///
    /// REQUIRES: `hasRoom`.
    func take(_ limits: (items: Int, bytes: Int), ignoringWindow: Bool) -> PoolChunk? {
        var (most, mostBytes) = limits
        if !ignoringWindow {
            most = min(most, max(1, (window.count ?? .max) - heldItems))
            mostBytes = min(mostBytes, max(1, window.bytes - heldBytes))
        }
        var chunk = PoolChunk(first: taken, width: width)
        let end = source(&chunk, most, mostBytes)
        taken += chunk.count
        heldItems += chunk.count
        heldBytes += chunk.payloadBytes
        switch end {
        case .full: break
        case .end: isExhausted = true
        case .failed(let error): fail(.coding(error))
        case .threw(let error):
            isExhausted = true
            fail(.input(error))
        }
        return chunk.isEmpty ? nil : chunk
    }

    /// The next item has an outcome before it was one.
    private func fail(_ failure: TaskError.Failure) {
        taken += 1
        heldItems += 1
        deliver(taken - 1, .failed(failure), argumentBytes: 0)
    }

    func deliver(_ index: Int, _ outcome: Outcome, argumentBytes: Int) {
        delivered += 1
        heldBytes -= argumentBytes
        switch outcome {
        case .returned(let bytes): heldBytes += bytes.count
        case .failed(let failure):
            failed += 1
            note(TaskError(index: index, failure: failure))
        }
        if !isCancelled { onOutcome(self, index, outcome) }
    }

    /// Nobody can ask for its failures any more: those that there are and will be are printed, as far as they are no wish of
    /// the pool's user.
    func printFailures(of name: String) {
        unheardName = name
        for error in failures { note(error) }
        failures = []
    }

    private func note(_ error: TaskError) {
        guard let name = unheardName else {
            if failures.count < PoolJob.mostFailures { failures.append(error) }
            return
        }
        if case .cancelled = error.failure { return }
        let text = "\(name): \(error)".split(whereSeparator: \.isNewline).joined(separator: " ")
        Terminal.writeError((text.count > 2000 ? text.prefix(2000) + "…" : text[...]) + "\n")
    }

    /// The results of a whole chunk, all of them as wide.
    func deliver(_ chunk: PoolChunk, values: RingMessage) {
        delivered += chunk.count
        heldBytes += values.byteCount - chunk.payloadBytes
        if isCancelled || chunk.isEmpty { return }
        if let onValues, let range = chunk.range { return onValues(self, range.lowerBound, values) }
        let bytes = values.bytes
        let width = bytes.count / chunk.count
        for place in 0..<chunk.count {
            onOutcome(self, chunk.index(at: place), .returned(Array(bytes[place * width..<(place + 1) * width])))
        }
    }

    /// An outcome has been taken: what it held of the window is free.
    func release(_ outcome: Outcome) {
        if case .returned(let bytes) = outcome {
            release(items: 1, bytes: bytes.count)
        } else {
            release(items: 1, bytes: 0)
        }
    }

    func release(items: Int, bytes: Int) {
        heldItems -= items
        heldBytes -= bytes
    }

    /// Nothing more is taken.
    func cancel() { isCancelled = true }

    /// Runs `body` once it is done: inside a call of the pool, or here when it is already.
    func whenDone(_ body: @escaping () -> Void) {
        callbacks.append(body)
        if isDone { callBack() }
    }

    /// Tells those who want to know that it is done.
    func callBack() {
        let callbacks = callbacks
        self.callbacks = []
        for body in callbacks { body() }
    }

    /// Nothing more is taken, and whoever waits for what would have been next learns why.
    func cancel(because failure: TaskError.Failure) {
        if isDone { return }
        fail(failure)
        isCancelled = true
    }
}
