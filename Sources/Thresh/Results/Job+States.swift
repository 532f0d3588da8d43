extension Job {
    /// Runs the job, and calls `body` with each key and the bytes of its aggregate, in the order of the part files; of a job
    /// that folds nothing, with each key and value. An aggregate of many bytes comes in parts, which are to be merged. The bytes are those between map and reduce: of a `CombiningJob` those in
    /// memory, of a `MergingJob` what `encode(into:)` wrote. `options.output` and the job's `reduce` and `top` play no part.
    ///
    /// REQUIRES: a job that reduces.
    @usableFromInline
    package func forEachState(
        _ options: JobOptions, _ body: (_ key: ByteView, _ state: ByteView) throws -> Void
    ) throws -> JobResult {
        try readingPairs(options, body) { try runForStates($0) }
    }

    /// Runs the job; its rows are encoded keys and states.
    @usableFromInline
    func runForStates(_ options: JobOptions) throws -> JobResult {
        var job = self
        return try runJob(options) { files in
            try job.prepare(files: files)
            return job.makeRuntime().writingStates()
        }
    }
}

/// Runs a job whose rows are encoded pairs.
@usableFromInline
func runForPairs(
    _ job: some Job, _ options: JobOptions, _ body: (ByteView, ByteView) throws -> Void
) throws -> JobResult {
    try readingPairs(options, body) { try job.run($0) }
}

/// Calls `run` with options by which the pairs that it writes come to `body`.
private func readingPairs(
    _ options: JobOptions, _ body: (ByteView, ByteView) throws -> Void, _ run: (JobOptions) throws -> JobResult
) throws -> JobResult {
    // The closure ends with the options that hold it, within the call that gave it.
    try withoutActuallyEscaping(body) { body in
        var options = options
        let rows = Box(EncodedRows())
        options.output = unsafe .stream { try unsafe rows.value.add($0, body) }
        return try run(options)
    }
}
