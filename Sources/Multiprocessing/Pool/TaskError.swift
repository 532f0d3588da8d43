/// Why a task has no result, and which task it was.
public struct TaskError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Its place in the input.
    public let index: Int
    public let failure: Failure

    public init(index: Int, failure: Failure) {
        self.index = index
        self.failure = failure
    }

    public indirect enum Failure: Sendable, Equatable {
        /// The closure threw, or its argument or result cannot be turned into bytes in the worker.
        case threw(RemoteError)
        /// Its worker died, this many times.
        case died(DeathCertificate, times: Int)
        /// It took longer than `taskTimeLimit`, and was ended.
        case timedOut(after: Duration, DeathCertificate)
        /// The input sequence threw here, and has ended.
        case input(RemoteError)
        /// Its argument cannot be turned into bytes, or its result back into a value.
        case coding(MessageCodingError)
        /// The pool was terminated, or the rest of the map given up, before it was done.
        case cancelled
        /// The pool cannot go on.
        case broken(PoolError)
    }

    public var description: String {
        switch failure {
        case .threw(let error): "task \(index) threw \(error)"
        case .died(let certificate, let times):
            "task \(index) failed: \(TaskError.withoutTask(certificate))"
                + (times > 1 ? "; it was tried \(times) times" : "")
        case .timedOut(let limit, let certificate):
            "task \(index) took longer than \(limit): \(TaskError.withoutTask(certificate))"
        case .input(let error): "the input threw at item \(index): \(error)"
        case .coding(let error): "task \(index): \(error)"
        case .cancelled: "task \(index) was cancelled"
        case .broken(let error): "task \(index) was not done: \(error)"
        }
    }

    private static func withoutTask(_ certificate: DeathCertificate) -> DeathCertificate {
        var certificate = certificate
        certificate.task = nil
        return certificate
    }
}
