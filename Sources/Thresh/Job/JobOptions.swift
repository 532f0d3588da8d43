/// How a job is run: nothing here changes what its output says.
///
/// What is nil is decided from the machine or the input.
public struct JobOptions {
    /// What the job is called in messages and in the manifest.
    public var name = "job"
    /// Files, directories, shell patterns; "-" is standard input.
    public var inputs: [String] = []
    public var output: Output = .directory("out", overwrite: false)
    /// Flush the output to disk before it is committed.
    public var durable = false
    /// Mappers, and later reducers, at a time. Default: the processors this process may use.
    public var workers: Int?
    /// Bytes of private memory for all processes of the job together. Default: 60 % of what this process may use.
    public var memory: UInt64?
    /// Bytes of input per map task.
    public var chunkSize: UInt64?
    /// Part files. The default depends on the size of the input alone.
    public var partitions: Int?
    /// zstd's level for the files between map and reduce; negative levels are faster.
    public var compressionLevel: Int?
    /// Where those files go. Default: $TMPDIR, or /tmp.
    public var temporaryDirectory: String?
    /// How often a task may be tried whose worker dies.
    public var maxAttempts = 4
    /// How long a task may make no progress before its worker is killed and the task tried again; nil for ever. It must be
    /// longer than the job's code may take for one record or one group, and than sorting what a worker has in memory.
    public var taskTimeout: Duration?
    /// Leave records out that the job's code fails at, instead of failing with them: so many at most. They are listed in
    /// `rejects/` of an output directory.
    public var maxBad: BadRecordLimit?
    /// Bytes of the longest record. One beyond the memory budget is read all the same, up to this.
    public var maxRecordSize = 64 << 20
    /// Keep beside each large gzip file where decoding can begin in it, so that the next job over it reads it in parallel.
    /// What lies there already is used in any case, if the file is still the same.
    public var writesGzipIndexes = false
    /// Run everything in this process, one task after another: for a debugger and for tests. It may have threads then,
    /// and what the job's code throws reaches the caller as it is.
    public var runsInline = false
    /// Called some times a second while the job runs.
    public var onProgress: ((JobProgress) -> Void)?
    /// Called with what a person who debugs may want to know: a worker that died, a task tried again.
    public var onEvent: ((String) -> Void)?

    /// Which of the inputs hold rows that a stage of a flow wrote: they are no compressed files, whatever they begin with.
    var plainInputs: Set<Int> = []
    /// Gets the part files of a job with a reduce, once all are complete, with all that was counted and noted, and puts
    /// them where they belong: instead of `output`. They are removed when it returns.
    package var readParts: ((PartFiles, JobResult) throws -> Void)?
    /// What paths among the inputs are called in messages, where that is something else.
    package var inputNames: [String: String] = [:]
    /// Which of the files and directories that are found are read; the second value says whether it is a directory.
    package var takesPath: ((String, Bool) -> Bool)?
    /// Files that are made of the output, beside those of the job.
    package var ownFiles: [String] = []
    /// The order to read the inputs' files in, as their places among those it is given; nil for the order they are in.
    package var arrangeFiles: (([JobInput]) -> [Int])?
    /// Beginning a map task takes long, as starting a program does: there should not be many.
    package var hasCostlyTasks = false
    /// One half of the job, or both with what can be resumed between them; nil: both, and nothing is kept.
    package var partial: PartialOptions?
    /// Each map task makes a run of its own, so that there is more to merge.
    var handsOverEachTask = false

    public init() {}

    @safe public enum Output {
        /// Part files in a new directory. With `overwrite` an older output stays until the new one is complete.
        case directory(String, overwrite: Bool)
        /// What the part files would hold, piece by piece, in their order. An error it throws ends the job.
        case stream((UnsafeRawBufferPointer) throws -> Void)
    }
}

/// How far a job is.
public struct JobProgress: Sendable {
    public enum Stage: String, Sendable { case map, reduce }

    public let stage: Stage
    /// Bytes on disk: of the input in the map stage, of the run files in the reduce stage.
    public let done: UInt64
    public let total: UInt64
    public let workers: Int
    public let elapsed: Duration
}
