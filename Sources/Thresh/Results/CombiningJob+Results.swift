extension CombiningJob {
    /// Runs the job, and calls `body` with each key and what its values amount to, in the order of the part files.
    /// `options.output` and the job's `reduce` and `top` play no part. Blocks; for the main thread of a process without
    /// other threads, or inline.
    @discardableResult @inlinable
    public func forEachResult(
        _ options: JobOptions, _ body: (_ key: Key, _ total: Combine) throws -> Void
    ) throws -> JobResult {
        try forEachState(options) { key, value in
            // SAFETY: a worker wrote the bytes of one there.
            try unsafe body(Key(decoding: key), value.rawBuffer.loadUnaligned(as: Combine.self))
        }
    }

    /// Runs the job, and returns each key with its aggregate's result. As `forEachResult`.
    ///
    /// - Complexity: O(keys) in memory of this process.
    @inlinable
    public func collect(_ options: JobOptions) throws -> [(key: Key, value: Combine.Result)] {
        var results: [(key: Key, value: Combine.Result)] = []
        try forEachResult(options) { results.append(($0, $1.result)) }
        return results
    }
}

extension MergingJob {
    /// Runs the job, and calls `body` with each key and what its values amount to, in the order of the part files.
    /// `options.output` and the job's `reduce` and `top` play no part. Blocks; for the main thread of a process without
    /// other threads, or inline.
    @discardableResult @inlinable
    public func forEachResult(
        _ options: JobOptions, _ body: (_ key: Key, _ total: Combine) throws -> Void
    ) throws -> JobResult {
        try forEachState(options) { key, value in
            try unsafe body(Key(decoding: key), ValueFold<Combine>.decode(value.rawBuffer))
        }
    }

    /// Runs the job, and returns each key with its aggregate's result. As `forEachResult`.
    ///
    /// - Complexity: O(keys) in memory of this process.
    @inlinable
    public func collect(_ options: JobOptions) throws -> [(key: Key, value: Combine.Result)] {
        var results: [(key: Key, value: Combine.Result)] = []
        try forEachResult(options) { results.append(($0, $1.result)) }
        return results
    }
}
