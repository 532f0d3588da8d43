internal import Platform

/// Worker processes that call one closure for many arguments.
///
///     let pool = try ProcessPool { (number: Int) in isPrime(number) }
///     let answers = try pool.map(1...1000)
///     try pool.close()
///
/// The workers are forked when the pool is made: what the closure captured is simply there, and only arguments and
/// results travel. A worker that is killed costs the task that it was at, or an attempt of it, as `DeathPolicy` says; it
/// is replaced and the pool goes on.
///
/// There is no thread behind it: tasks are handed out and results taken in while this process is inside one of the
/// pool's calls, and the workers go on by themselves for as long as they have tasks (see `PoolOptions.window`). For the
/// process that made it, and one thread at a time: in a child that is forked later every call throws `.notParent`, and
/// `terminate` does nothing. For a program that has threads, or lives in Swift concurrency, make it
/// behind a `ForkServer`.
///
/// When the last reference to it goes away the workers are killed; they also die with this process.
public final class ProcessPool<Input, Output> {
    let engine: any PoolEngine
    @usableFromInline let inputs: PayloadCodec<Input>
    @usableFromInline let outputs: PayloadCodec<Output>
    let options: PoolOptions
    private(set) var isClosed = false

    init(engine: any PoolEngine, options: PoolOptions, inputs: PayloadCodec<Input>, outputs: PayloadCodec<Output>) {
        self.engine = engine
        self.options = options
        self.inputs = inputs
        self.outputs = outputs
    }

    deinit { if !isClosed { engine.terminate() } }

    /// Forks the workers.
    ///
    /// - `initializer`: run once in each worker before its first task. When it throws, the pool fails with
    ///     `.initializerFailed`.
    /// - `onEvent`: called, inside the pool's calls, with a line for each worker that died.
    @inlinable public convenience init(
        _ options: PoolOptions = PoolOptions(), initializer: (() throws -> Void)? = nil,
        onEvent: ((String) -> Void)? = nil, _ body: @escaping (Input) throws -> Output
    ) throws(PoolError) where Input: Codable, Output: Codable {
        try self.init(
            options, inputs: .codable, outputs: .codable, initializer: initializer, onEvent: onEvent, body)
    }

    /// The same for any types, with what turns them into bytes: for example `.bitwise`.
    @inlinable public convenience init(
        _ options: PoolOptions = PoolOptions(), inputs: PayloadCodec<Input>, outputs: PayloadCodec<Output>,
        initializer: (() throws -> Void)? = nil, onEvent: ((String) -> Void)? = nil,
        _ body: @escaping (Input) throws -> Output
    ) throws(PoolError) {
        let work = ProcessPool.work(inputs, outputs, initializer: initializer, body)
        try self.init(options, work, inputs, outputs, onEvent: onEvent)
    }

    @usableFromInline convenience init(
        _ options: PoolOptions, _ work: PoolWork, _ inputs: PayloadCodec<Input>, _ outputs: PayloadCodec<Output>,
        onEvent: ((String) -> Void)?
    ) throws(PoolError) {
        let supervisor = try PoolSupervisor(options, work, packs: true)
        supervisor.onEvent = onEvent
        self.init(engine: supervisor, options: options, inputs: inputs, outputs: outputs)
    }

    /// - Complexity: O(workers).
    public var progress: PoolProgress { engine.progress }

    /// Of the workers there are now.
    ///
    /// - Complexity: O(workers).
    public var insight: [WorkerInsight] { engine.insight }

    // MARK: the end

    /// Takes no more tasks; waits for those that it has, at most `timeout`, and ends the workers. False when tasks were
    /// left at that moment: the pool goes on with them in the next `close`, or `terminate` gives them up.
    @discardableResult
    public func close(timeout: Duration? = nil) throws(PoolError) -> Bool {
        try engine.checkOwner()
        isClosed = true
        return try engine.finish(until: timeout.map { Instant.now.advanced(by: $0) })
    }

    /// Kills the workers and waits until they are gone. Whatever was not done fails with `.cancelled`.
    public func terminate() {
        isClosed = true
        engine.terminate()
    }

    // MARK: inside

    func add(_ job: PoolJob) throws(PoolError) {
        try engine.checkOwner()
        if isClosed { throw .closed }
        engine.add(job)
        try engine.pump(until: .now)
    }

    /// Whether arguments that are their bytes go without anything between them.
    @usableFromInline var packsInputs: Bool { engine.packs && inputs.isBitwise }

    /// Of the items of its jobs.
    var itemWidth: Int? { packsInputs ? MemoryLayout<Input>.stride : nil }

    var decoder: (Int, PoolJob.Outcome) -> Result<Output, TaskError> {
        { [outputs] index, outcome in
            switch outcome {
            case .failed(let failure): return .failure(TaskError(index: index, failure: failure))
            case .returned(let bytes):
                do throws(MessageCodingError) {
                    return .success(try outputs.decode(bytes))
                } catch {
                    return .failure(TaskError(index: index, failure: .coding(error)))
                }
            }
        }
    }
}
