internal import Platform

/// A value that a pool owes.
///
///     let handle = try pool.submitMap(urls)
///     ...
///     let pages = try handle.get()
///
/// For the thread that uses the pool, which works only while it is inside one of these calls or the pool's own. It keeps
/// the pool. Letting go of a handle does not stop the work; what fails in it is written to standard error, one line for each
/// item, when nobody has asked the handle for anything.
public final class PoolHandle<Value> {
    private let pool: AnyObject
    private let name: String
    let engine: any PoolEngine
    let job: PoolJob
    private let value: () throws(PoolError) -> Value
    private var wasCancelled = false
    /// Whether its user has looked what became of it.
    var isAsked = false

    init(
        pool: AnyObject, name: String, engine: any PoolEngine, job: PoolJob,
        value: @escaping () throws(PoolError) -> Value
    ) {
        self.pool = pool
        self.engine = engine
        self.job = job
        self.value = value
        self.name = name
    }

    // What failed is printed when nobody can ask any more.
    deinit { if !isAsked { job.printFailures(of: name) } }

    /// Whether `get` would return at once. Never blocks.
    ///
    /// - Complexity: O(1), and what has come meanwhile is taken in.
    public var isReady: Bool {
        isAsked = true
        if !job.isDone { try? engine.pump(until: .now) }
        return job.isDone
    }

    /// How far it is, without doing anything for it.
    var state: String { job.isDone ? "done" : "\(job.delivered) done" }

    /// Whether all of it was done without an error; nil while it is not done. Never blocks.
    public var isSuccessful: Bool? { isReady ? job.failed == 0 : nil }

    /// Waits until it is done, at most `timeout`; false when it is not done then.
    ///
    /// - Throws: `.notParent` in a process that was forked from the pool's.
    @discardableResult
    public func wait(timeout: Duration? = nil) throws(PoolError) -> Bool {
        isAsked = true
        let deadline = timeout.map { Instant.now.advanced(by: $0) }
        while !job.isDone {
            try engine.pump(until: deadline)
            if let deadline, deadline <= .now { return job.isDone }
        }
        return true
    }

    /// Waits until it is done.
    ///
    /// - Throws: `.task` with the first item that failed, or with `.cancelled`.
    public func get() throws(PoolError) -> Value {
        try wait()
        if wasCancelled { throw .task(TaskError(index: job.delivered, failure: .cancelled)) }
        return try value()
    }

    /// The same, waiting at most `timeout`; nil when it is not done then.
    public func get(timeout: Duration) throws(PoolError) -> Value? { try wait(timeout: timeout) ? try get() : nil }

    // MARK: giving up

    /// Whether `cancel` came before its end.
    public var isCancelled: Bool { wasCancelled }

    /// Gives it up: what no worker has begun is not done, and `get` throws `.cancelled`. A task that has begun goes on, and
    /// sees it in `PoolTask.isCancelled`; other handles of the pool are not touched. False when it was done already.
    ///
    /// - Complexity: O(tasks that are with the workers).
    @discardableResult
    public func cancel() throws(PoolError) -> Bool {
        try engine.checkOwner()
        isAsked = true
        if job.isDone { return false }
        wasCancelled = true
        job.cancel()
        try engine.pump(until: .now)
        return true
    }

    // MARK: being told

    /// Calls `body` with what became of it, once: inside the call of the pool or of one of its handles that finds it done, or
    /// here when it is done already. `body` may use the pool, which is kept until then.
    public func whenDone(_ body: @escaping (Result<Value, PoolError>) -> Void) {
        isAsked = true
        job.whenDone { [self] in
            do throws(PoolError) { body(.success(try get())) } catch { body(.failure(error)) }
        }
    }
}
