/// A computation over the records of input files. A job is a value: what it holds is there in every process, through
/// fork, with nothing encoded.
///
/// Adopt one of the protocols below this one, by what becomes of the pairs that `map` emits:
///
/// | protocol | values | for example |
/// |---|---|---|
/// | `CombiningJob` | folded into an aggregate of fixed size | counts, sums, means |
/// | `MergingJob` | folded into an aggregate of any size | lists, sets, sketches |
/// | `GroupingJob` | all kept and sorted | sorting, joins, sessions |
/// | `MapOnlyJob` | none: `map` writes rows | filters, conversions |
public protocol Job {
    /// What the output's rows consist of; nil when it writes lines that are not rows of cells.
    var columns: [Column]? { get }
    /// What divides the input files into records.
    var records: RecordFormat { get }

    /// What divides one of the input files into records, by its place among those that `prepare` received: for a job that
    /// looks at its files first. `records` unless the job implements it.
    func records(ofFile file: Int) -> RecordFormat

    /// How keys are spread over the part files.
    var order: KeyOrder { get }
    /// Keep only so many rows, those with the largest integer in their last column, in that order.
    var top: Int? { get }

    /// Called once in the driver, before any worker is forked, with the paths of the inputs: `Record.file` counts them.
    mutating func prepare(inputs: [String]) throws

    /// The same with the files themselves, for a job that looks at what is in them; calls the other `prepare` unless the
    /// job implements it.
    mutating func prepare(files: [JobInput]) throws

    /// Called at the beginning of each map task, in the worker.
    mutating func beginTask() throws

    /// Called before the first key of each part, also of a part without keys, in the worker that reduces it.
    mutating func beginPart() throws

    /// What the engine runs. Each kind of job has its own; do not implement it.
    func makeRuntime() -> JobRuntime
}

/// How keys are spread over the part files. Within a part keys are always in order.
public enum KeyOrder: Sendable {
    /// By hash: parts of about equal size.
    case withinParts
    /// By ranges that a sample of the input suggests: the parts one after another are in order.
    case total
    /// As the job's `partition(of:count:)` says.
    case custom
}

extension Job {
    public var columns: [Column]? { nil }
    public var records: RecordFormat { .lines }
    public func records(ofFile file: Int) -> RecordFormat { records }
    public var order: KeyOrder { .withinParts }
    public var top: Int? { nil }
    public mutating func prepare(inputs: [String]) {}
    public mutating func prepare(files: [JobInput]) throws { try prepare(inputs: files.map(\.name)) }
    @inlinable public mutating func beginTask() {}
    @inlinable public mutating func beginPart() {}
}
