import Multiprocessing
import Synchronization

/// One call of a pool that a task awaits, and that it may cancel before, while or after it is on its way.
final class PoolCall<Output: Sendable>: Sendable {
    private struct State {
        var continuation: CheckedContinuation<Result<Output, TaskError>, Never>?
        var id: UInt64?
        var isCancelled = false
    }

    // This runs in processes of the program alone, which never fork.
    private let state = Mutex(State())

    /// False when it was cancelled before.
    func begin(_ continuation: CheckedContinuation<Result<Output, TaskError>, Never>) -> Bool {
        let isCancelled = state.withLock { state in
            if !state.isCancelled { state.continuation = continuation }
            return state.isCancelled
        }
        if isCancelled { continuation.resume(returning: PoolCall.cancelled) }
        return !isCancelled
    }

    func resume(_ result: Result<Output, TaskError>) {
        state.withLock { $0.continuation.take() }?.resume(returning: result)
    }

    func setID(_ id: UInt64, cancel: (UInt64) -> Void) {
        let isCancelled = state.withLock { state in
            state.id = id
            return state.isCancelled
        }
        if isCancelled { cancel(id) }
    }

    func cancel(_ cancel: (UInt64) -> Void) {
        let (continuation, id) = state.withLock { state in
            state.isCancelled = true
            return (state.continuation.take(), state.id)
        }
        if let id { cancel(id) }
        continuation?.resume(returning: PoolCall.cancelled)
    }

    private static var cancelled: Result<Output, TaskError> {
        .failure(TaskError(index: 0, failure: .cancelled))
    }
}
