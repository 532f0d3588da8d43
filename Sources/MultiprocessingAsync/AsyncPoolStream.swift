public import Multiprocessing

/// The outcomes of a streaming map, in the order of the items. Leaving it early cancels what is under way.
///
/// It throws only `CancellationError`, when the task that reads it is cancelled.
public struct AsyncPoolStream<
    Input: Codable & Sendable, Output: Codable & Sendable, Items: IteratorProtocol
>: AsyncSequence where Items.Element == Input {
    let pool: AsyncProcessPool<Input, Output>
    let items: Items

    public func makeAsyncIterator() -> Iterator { Iterator(pool: pool, items: items) }

    /// Not to be copied between tasks.
    public struct Iterator: AsyncIteratorProtocol {
        private let pool: AsyncProcessPool<Input, Output>
        private var items: Items?
        private var index = 0
        private let calls = Calls()

        /// The calls under way, the oldest first; cancelled when nobody reads the stream any more.
        private final class Calls {
            var waiting: [Task<Output, any Error>] = []
            var first = 0

            deinit { for call in waiting[first...] { call.cancel() } }
        }

        init(pool: AsyncProcessPool<Input, Output>, items: Items) {
            self.pool = pool
            self.items = items
        }

        public mutating func next() async throws -> TaskOutcome<Output>? {
            try Task.checkCancellation()
            while calls.waiting.count - calls.first < pool.width, let item = items?.next() {
                let pool = pool
                calls.waiting.append(Task { try await pool.apply(item) })
            }
            if calls.first == calls.waiting.count { return nil }
            let call = calls.waiting[calls.first]
            calls.first += 1
            if calls.first > 1024 {
                calls.waiting.removeFirst(calls.first)
                calls.first = 0
            }
            let result = await withTaskCancellationHandler {
                await call.result
            } onCancel: {
                call.cancel()
            }
            defer { index += 1 }
            switch result {
            case .success(let output): return TaskOutcome(index: index, result: .success(output))
            case .failure(let error as TaskError):
                return TaskOutcome(index: index, result: .failure(TaskError(index: index, failure: error.failure)))
            case .failure(let error): throw error
            }
        }
    }
}
