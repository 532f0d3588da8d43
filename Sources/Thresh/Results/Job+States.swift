extension Job {
    /// Runs the job, and calls `body` with each key and the bytes of its aggregate, in the order of the part files; of a job
    /// that folds nothing, with each key and value. `options.output` and the job's `reduce` and `top` play no part.
    ///
    /// REQUIRES: a job that reduces.
    @usableFromInline
    package func forEachState(
        _ options: JobOptions, _ body: (_ key: ByteView, _ state: ByteView) throws -> Void
    ) throws -> JobResult {
        // The closure ends with the options that hold it, within the call that gave it.
        try withoutActuallyEscaping(body) { body in
            var options = options
            let rows = Box(EncodedRows())
            options.output = unsafe .stream { try unsafe rows.value.add($0, body) }
            return try runForStates(options)
        }
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
