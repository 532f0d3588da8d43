internal import Platform

/// Why a task or a pool failed, in a form that travels.
enum PoolFailure: Codable {
    case threw(RemoteError)
    case died(DeathCertificate, times: Int)
    case timedOut(nanoseconds: Int64, DeathCertificate)
    case cancelled
    case initializerFailed(RemoteError)
    case workersKeepDying(DeathCertificate)
    case workerCount(Int)
    case other(String)

    init(_ failure: TaskError.Failure) {
        switch failure {
        case .threw(let error), .input(let error): self = .threw(error)
        case .died(let certificate, let times): self = .died(certificate, times: times)
        case .timedOut(let limit, let certificate): self = .timedOut(nanoseconds: limit.nanoseconds, certificate)
        case .coding(let error): self = .other("\(error)")
        case .cancelled: self = .cancelled
        case .broken(let error): self.init(error)
        }
    }

    init(_ error: PoolError) {
        switch error {
        case .initializerFailed(let error): self = .initializerFailed(error)
        case .workersKeepDying(let certificate): self = .workersKeepDying(certificate)
        case .workerCount(let count): self = .workerCount(count)
        default: self = .other("\(error)")
        }
    }

    var ofTask: TaskError.Failure {
        switch self {
        case .threw(let error): .threw(error)
        case .died(let certificate, let times): .died(certificate, times: times)
        case .timedOut(let nanoseconds, let certificate): .timedOut(after: .nanoseconds(nanoseconds), certificate)
        case .cancelled: .cancelled
        default: .broken(ofPool)
        }
    }

    var ofPool: PoolError {
        switch self {
        case .initializerFailed(let error): .initializerFailed(error)
        case .workersKeepDying(let certificate): .workersKeepDying(certificate)
        case .workerCount(let count): .workerCount(count)
        case .other(let message): .host(message)
        case .threw(let error): .host("\(error)")
        case .died(let certificate, _), .timedOut(_, let certificate): .hostLost(certificate)
        case .cancelled: .closed
        }
    }
}
