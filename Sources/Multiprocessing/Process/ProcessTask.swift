internal import Platform

/// A child process that computes a value.
///
///     let task = try ProcessTask.start { try primes(below: 1_000_000) }
///     let found = try task.value()
///
/// The value comes through a file in memory, of whatever size. An error is thrown by `value()`; when nobody asks for it, it
/// is written to standard error once the task is released and the child has ended, or when this process ends in order.
public final class ProcessTask<Value: Codable>: Sendable {
    public let process: ChildProcess

    init(process: ChildProcess) {
        self.process = process
        process.expectQuestion()
    }

    // What it threw is printed unless somebody asked, now or when the child ends.
    deinit { process.giveUpQuestion() }

    /// Forks this process; the child runs `body`.
    ///
    /// - Throws: as `ChildProcess.start`.
    public static func start(
        _ options: ChildOptions = ChildOptions(), _ body: () throws -> Value
    ) throws(ProcessError) -> ProcessTask {
        ProcessTask(
            process: try ChildProcess.begin(options, prints: false) {
                try PayloadCodec<Value>.codable.encode(body())
            })
    }

    /// Waits for the child's end and returns what it computed.
    ///
    /// - Throws: `.failed` with what the child threw, `.noResult` when it ended in another way, `.coding`.
    public func value() throws(ProcessError) -> Value {
        while true { if let value = try value(waiting: nil) { return value } }
    }

    /// The same, waiting at most `timeout`; nil when the child is still running then.
    public func value(timeout: Duration) throws(ProcessError) -> Value? { try value(waiting: timeout) }

    private func value(waiting timeout: Duration?) throws(ProcessError) -> Value? {
        guard try process.join(timeout: timeout) != nil, let certificate = process.certificate else { return nil }
        switch try process.outcome() {
        case .returned(let bytes):
            do { return try PayloadCodec<Value>.codable.decode(bytes) } catch { throw .coding(error) }
        case .threw(let error): throw .failed(error, certificate)
        case nil: throw .noResult(certificate)
        }
    }
}
