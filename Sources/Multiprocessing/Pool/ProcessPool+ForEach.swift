extension ProcessPool where Input: Codable, Output == Void {
    /// A pool for a closure that returns nothing: see `forEach`.
    @inlinable public convenience init(
        _ options: PoolOptions = PoolOptions(), initializer: (() throws -> Void)? = nil,
        onEvent: ((String) -> Void)? = nil, _ body: @escaping (Input) throws -> Void
    ) throws(PoolError) {
        try self.init(
            options, inputs: .codable, outputs: .nothing, initializer: initializer, onEvent: onEvent, body)
    }

    /// Calls the closure with each item in the workers. Blocks until all are done.
    ///
    /// - Throws: as `map`: `.task` with the first item that failed, once the others are done.
    public func forEach<S: Sequence>(_ items: S, chunkSize: Int? = nil) throws(PoolError) where S.Element == Input {
        _ = try map(items, chunkSize: chunkSize)
    }

    /// The same with a pool of its own: one worker for each processor unless `options` says otherwise.
    ///
    ///     try ProcessPool.forEach(paths) { path in try compress(path) }
    ///
    /// - Throws: also what making the pool throws.
    public static func forEach<S: Sequence>(
        _ items: S, _ options: PoolOptions = PoolOptions(), _ body: @escaping (Input) throws -> Void
    ) throws(PoolError) where S.Element == Input {
        let pool = try ProcessPool(options, body)
        try pool.forEach(items)
        try pool.close()
    }
}

extension PayloadCodec where Value == Void {
    /// No bytes.
    @usableFromInline static var nothing: PayloadCodec {
        PayloadCodec { _ throws(MessageCodingError) in
            []
        } decode: { _ throws(MessageCodingError) in
            ()
        }
    }
}

extension ProcessPool {
    @available(
        *, unavailable,
        message:
            "arguments and results are Codable: write a struct instead of a tuple, and an enum or a concrete type instead of any …; or pass inputs: and outputs:"
    )
    public convenience init(
        _ options: PoolOptions = PoolOptions(), initializer: (() throws -> Void)? = nil,
        onEvent: ((String) -> Void)? = nil, _ body: @escaping (Input) throws -> Output
    ) throws(PoolError) { fatalError() }
}

extension ProcessPool: CustomStringConvertible {
    /// "ProcessPool(4 workers, 3 of 10 tasks done)", with "closed" where it is.
    public var description: String {
        let progress = progress
        let state = "\(progress.workers) workers, \(progress.done) of \(progress.taken) tasks done"
        return "ProcessPool(\(state)\(isClosed ? ", closed" : ""))"
    }
}

extension PoolHandle: CustomStringConvertible {
    /// "PoolHandle(done)", "PoolHandle(2 done)" while it goes on. Never blocks.
    public var description: String { "PoolHandle(\(state))" }
}
