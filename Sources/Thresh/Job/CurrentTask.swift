internal import Multiprocessing

/// The task that this process works on: for names that it gives to what it makes outside. In the driver there is none.
public enum CurrentTask {
    // SAFETY: workers have one thread.
    nonisolated(unsafe) private static var ticket = TaskTicket(task: 0, attempt: 1)

    /// Counted from 0 in each stage. In the reduce stage it is that of the part file.
    public static var number: Int { Int(unsafe ticket.task) }

    /// 1, and one more for each time that it was lost with a worker.
    public static var attempt: Int { Int(unsafe ticket.attempt) }

    static func begin(_ new: TaskTicket) { unsafe ticket = new }
}

/// Thrown by a job's code when something beside the job failed that may go well the next time, as a program that was
/// killed: the task is tried again, as when its worker dies, up to `JobOptions.maxAttempts` times. Any other error ends
/// the job.
public struct RetryableError: Error, CustomStringConvertible {
    /// What failed, without a full stop.
    public let description: String

    public init(_ description: String) { self.description = description }
}
