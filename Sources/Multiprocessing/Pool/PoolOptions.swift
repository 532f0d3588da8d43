/// How a pool works.
public struct PoolOptions: Sendable, Codable {
    /// nil: as many as this process has processors. At least 1.
    public var workers: Int?
    /// Names the workers, in messages about their deaths.
    public var name = "pool"
    /// What becomes of a task whose worker dies.
    public var onDeath = DeathPolicy.failTask
    /// How long one item may take; nil: for ever. Past it the worker gets SIGTERM, and SIGKILL when `grace` has passed
    /// as well; the task fails with `.timedOut`, and is not tried again.
    public var taskTimeLimit: Duration?
    /// The same for the start of a worker with its initializer; too slow a start counts as a death.
    public var startTimeLimit: Duration?
    public var grace = Duration.seconds(1)
    /// A worker is replaced after this many items, and those that came in one chunk with them; nil: never. At least 1.
    public var tasksPerWorker: Int?
    /// A worker whose resident memory is above this many bytes after a task is replaced; nil: never.
    public var workerMemoryLimit: UInt64?
    /// What a worker may use and do, all its tasks together, for input that nobody trusts. One that is ended by a limit has
    /// died, and the certificate says of which.
    public var limits: ProcessLimits?
    /// How much of the input of all maps together is with the workers at once.
    public var window = PoolWindow()

    /// The rest as it is, to be set.
    public init(workers: Int? = nil, taskTimeLimit: Duration? = nil, limits: ProcessLimits? = nil) {
        self.workers = workers
        self.taskTimeLimit = taskTimeLimit
        self.limits = limits
    }

    /// Whether a worker may be ended for the time it takes.
    var hasTimeLimits: Bool { taskTimeLimit != nil || startTimeLimit != nil }

    /// - Throws: `.workerCount`, `.invalidOption` for what no pool can do.
    func check() throws(PoolError) {
        if let workers, workers < 1 { throw .workerCount(workers) }
        if let tasksPerWorker, tasksPerWorker < 1 {
            throw .invalidOption("tasksPerWorker", "\(tasksPerWorker)", least: "1")
        }
        if case .retry(let times) = onDeath, times < 0 {
            throw .invalidOption("onDeath", ".retry(\(times))", least: ".retry(0)")
        }
        if let count = window.count, count < 1 { throw .invalidOption("window.count", "\(count)", least: "1") }
        if window.bytes < 1 { throw .invalidOption("window.bytes", "\(window.bytes)", least: "1") }
        for (name, limit) in [("taskTimeLimit", taskTimeLimit), ("startTimeLimit", startTimeLimit), ("grace", grace)] {
            if let limit, limit < .zero { throw .invalidOption(name, "\(limit)", least: "no time") }
        }
    }
}

/// How far a pool runs ahead. Both limits hold, except that one item is always let through.
public struct PoolWindow: Sendable, Codable {
    /// Items taken from the input whose results nobody has taken. nil: 64 for each worker.
    public var count: Int?
    /// Their bytes, as arguments or as results: whatever they are at the moment.
    public var bytes: Int

    public init(count: Int? = nil, bytes: Int = 64 << 20) {
        self.count = count
        self.bytes = bytes
    }
}

/// What a pool does with a task whose worker died: was killed, crashed, or called `exit`. The worker is replaced and the
/// pool goes on in any case.
public enum DeathPolicy: Sendable, Equatable, Codable {
    /// It fails with `.died`.
    case failTask
    /// It is given to another worker, up to `n` times more. What it did before it died is done again.
    case retry(Int)
    /// It fails, and with it what is left of the map that it is part of.
    case failJob
}
