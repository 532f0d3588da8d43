/// Thrown by a job's code when something beside the job failed that may go well the next time, as a program that was
/// killed: the task is tried again, as when its worker dies, up to `JobOptions.maxAttempts` times. Any other error ends
/// the job.
public struct RetryableError: Error, CustomStringConvertible {
    /// What failed, without a full stop.
    public let description: String

    public init(_ description: String) { self.description = description }
}
