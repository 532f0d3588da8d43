internal import Platform

public enum PoolStreamOrder: Sendable {
    /// As the items come; one that takes long holds back those behind it, within the window.
    case input
    /// As the outcomes come.
    case completion
}

extension ProcessPool {
    /// The outcomes of a lazy sequence, one after another. What is taken from it and not yet from the stream stays
    /// within `window`.
    ///
    ///     for outcome in try pool.stream(paths.lazy.filter(isWanted)) { print(try outcome.get()) }
    ///
    /// - Complexity: O(1) and what is handed out at once: a window of items.
    /// - `order`: by item, or as they come.
    /// - `window`: nil: that of the pool's options.
    /// - `chunkSize`: as for `map`.
    public func stream<S: Sequence>(
        _ items: S, order: PoolStreamOrder = .input, window: PoolWindow? = nil, chunkSize: Int? = nil
    ) throws(PoolError) -> PoolStream<Output> where S.Element == Input {
        var iterator = items.makeIterator()
        return try stream(order: order, window: window, chunkSize: chunkSize) { iterator.next() }
    }

    /// The same for an input that may throw: the error is the outcome at its index, and ends the stream.
    public func stream(
        order: PoolStreamOrder = .input, window: PoolWindow? = nil, chunkSize: Int? = nil,
        from next: @escaping () throws -> Input?
    ) throws(PoolError) -> PoolStream<Output> {
        var window = window ?? options.window
        window.count = window.count ?? 64 * (options.workers ?? CurrentProcess.availableProcessors)
        let arrived = PoolStream<Output>.Arrivals()
        let source = ProcessPool.source(inputs, packs: packsInputs, ThrowingItems(next))
        let job = PoolJob(chunkSize: chunkSize, window: window, width: itemWidth, source: source) {
            _, index, outcome in
            arrived.byIndex[index] = outcome
            if order == .completion { arrived.order.append(index) }
        }
        let stream = PoolStream(
            pool: self, engine: engine, order: order, job: job, arrived: arrived, decode: decoder)
        try add(job)
        return stream
    }
}
