extension ProcessPool {
    /// Calls the closure with each item in the workers; returns the results in the order of the items. Blocks until all
    /// are done.
    ///
    /// The sequence is read as the workers need it, never far ahead of them.
    /// - Complexity: O(*n*) in the items and their bytes.
    /// - `chunkSize`: items that travel together; nil: as many as take about 0.2 ms, 1 where they take longer. When
    ///   a worker dies, the items of its chunk that it was through with are done again: where that must not be, say 1.
    /// - Throws: `.task` with the first item in that order that failed, once the others are done; under
    ///   `DeathPolicy.failJob` a death ends the map at once.
    @inlinable public func map<S: Sequence>(_ items: S, chunkSize: Int? = nil) throws(PoolError) -> [Output]
    where S.Element == Input {
        try submitMap(items, chunkSize: chunkSize).get()
    }

    /// The same, with what became of each item.
    ///
    /// - Complexity: O(*n*) in the items and their bytes.
    @inlinable public func outcomes<S: Sequence>(
        of items: S, chunkSize: Int? = nil
    ) throws(PoolError) -> [Result<Output, TaskError>] where S.Element == Input {
        let source = ProcessPool.source(inputs, packs: packsInputs, SequenceItems(items.makeIterator()))
        let (job, results) = try start(chunkSize, expected: items.underestimatedCount, source)
        try handle(job, results).wait()
        return outcomes(results)
    }

    /// The same as `map`, without waiting: the result is in the handle. The work goes on inside this pool's and its
    /// handles' calls; the workers are given their first tasks here. Arguments of more than 32 KiB they get inside those calls
    /// alone, and so what has no room in the window: do not wait elsewhere for what such a task puts into a queue.
    ///
    /// - Complexity: O(1) and what is handed out at once: a window of items.
    @inlinable public func submitMap<S: Sequence>(
        _ items: S, chunkSize: Int? = nil
    ) throws(PoolError) -> PoolHandle<[Output]> where S.Element == Input {
        let source = ProcessPool.source(inputs, packs: packsInputs, SequenceItems(items.makeIterator()))
        let (job, results) = try start(chunkSize, expected: items.underestimatedCount, source)
        return handle(job, results)
    }

    /// Calls the closure once, in a worker, and waits for its result.
    ///
    /// - Complexity: O(bytes of the argument and the result).
    public func apply(_ input: Input) throws(PoolError) -> Output { try submit(input).get() }

    /// The same, without waiting.
    ///
    /// - Complexity: O(bytes of the argument).
    public func submit(_ input: Input) throws(PoolError) -> PoolHandle<Output> {
        let (job, results) = try start(
            1, expected: 1,
            ProcessPool.source(inputs, packs: packsInputs, SequenceItems(CollectionOfOne(input).makeIterator())))
        return PoolHandle(pool: self, name: options.name, engine: engine, job: job) { () throws(PoolError) in
            guard let value = try results.all().first else {
                throw .task(TaskError(index: 0, failure: .cancelled))
            }
            return value
        }
    }

    @usableFromInline func handle(_ job: PoolJob, _ results: PoolResults<Output>) -> PoolHandle<[Output]> {
        PoolHandle(pool: self, name: options.name, engine: engine, job: job, value: results.all)
    }

    @usableFromInline func outcomes(_ results: PoolResults<Output>) -> [Result<Output, TaskError>] { results.outcomes }

    @inlinable func start(
        _ chunkSize: Int?, expected: Int, _ source: @escaping PoolSource
    ) throws(PoolError) -> (PoolJob, PoolResults<Output>) {
        let results = PoolResults<Output>(expected: outputs.isBitwise ? expected : 0)
        let job = try start(chunkSize, results, source) { first, values in results.set(first, values) }
        return (job, results)
    }

    /// - Parameter setValues: as `results.set`, which the compiler makes anew for the type of the results.
    @usableFromInline func start(
        _ chunkSize: Int?, _ results: PoolResults<Output>, _ source: @escaping PoolSource,
        setValues: @escaping (Int, RingMessage) -> Void
    ) throws(PoolError) -> PoolJob {
        // The engine keeps the job, and the pool the engine: neither closure may keep the pool.
        let decode = decoder
        let width = MemoryLayout<Output>.stride
        let job = PoolJob(chunkSize: chunkSize, window: options.window, width: itemWidth, source: source) {
            job, first, values in
            job.release(items: values.byteCount / width, bytes: values.byteCount)
            setValues(first, values)
        } onOutcome: { job, index, outcome in
            job.release(outcome)
            results.set(index, decode(index, outcome))
        }
        try add(job)
        return job
    }
}
