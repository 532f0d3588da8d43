extension Job {
    /// Runs the job on worker processes, and returns when its output is complete.
    ///
    /// For the main thread of a process without other threads: workers are forked. Blocks. On failure nothing is left
    /// behind: no process, no temporary file, no half-written output.
    @inlinable
    public func run(_ options: JobOptions) throws -> JobResult {
        var job = self
        return try runJob(options) { files in
            try job.prepare(files: files)
            return job.makeRuntime()
        }
    }
}
