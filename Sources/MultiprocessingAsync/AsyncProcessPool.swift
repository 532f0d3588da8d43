public import Multiprocessing

/// Worker processes for a program that lives in Swift concurrency: nothing here blocks a thread of the cooperative pool.
///
///     let square = EntryPoint<Int, Int>("square") { $0 * $0 }
///     try ForkServer.start(square)                                // first of all
///     let pool = try AsyncProcessPool(square)
///     let squares = try await pool.map(1...1000)
///     await pool.close()
///
/// The workers are children of the fork server's; they run the entry point, and never Swift concurrency. Deaths, time
/// limits and retries are as in `ProcessPool`. One thread of this process waits for the results. Any task may use it.
/// Without a `close`, the workers are killed when the last reference goes away.
public final class AsyncProcessPool<Input: Codable & Sendable, Output: Codable & Sendable>: Sendable {
    private let driver: PoolDriver<Input, Output>
    /// Calls that a map has under way at once.
    let width: Int

    /// - `initializer`: run once in each worker before its first task.
    /// - `onEvent`: called, on the pool's thread, with a line for each worker that died.
    public init(
        _ entryPoint: EntryPoint<Input, Output>, _ options: PoolOptions = PoolOptions(),
        initializer: EntryCall? = nil, on server: ForkServer = .shared, onEvent: (@Sendable (String) -> Void)? = nil
    ) throws(PoolError) {
        driver = try PoolDriver(entryPoint, options, initializer: initializer, server: server, onEvent: onEvent)
        width = options.window.count ?? 64 * (options.workers ?? CurrentProcess.availableProcessors)
    }

    deinit { driver.stop(gracefully: false) {} }

    public var progress: PoolProgress { driver.progress }

    /// Calls the entry point in a worker.
    ///
    /// - Throws: `TaskError`; `CancellationError` as soon as this task is cancelled, though a worker that is at it
    ///   goes on.
    public func apply(_ input: Input) async throws -> Output {
        let call = PoolCall<Output>()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if call.begin(continuation) {
                    call.setID(driver.submit(input) { call.resume($0) }, cancel: driver.cancel)
                }
            }
        } onCancel: {
            call.cancel(driver.cancel)
        }
        if case .failure(let error) = result, error.failure == .cancelled { try Task.checkCancellation() }
        return try result.get()
    }

    /// Takes nothing more; returns when all that was asked for is done and the workers have ended.
    public func close() async { await stop(gracefully: true) }

    /// Kills the workers. What was not done fails with `.cancelled`.
    public func terminate() async { await stop(gracefully: false) }

    private func stop(gracefully: Bool) async {
        await withCheckedContinuation { continuation in driver.stop(gracefully: gracefully) { continuation.resume() } }
    }
}
