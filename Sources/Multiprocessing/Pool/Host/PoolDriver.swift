internal import Platform

/// A pool behind a fork server that any thread may use: a thread of its own does what elsewhere the caller does.
package final class PoolDriver<Input: Codable & Sendable, Output: Codable & Sendable>: @unchecked Sendable {
    package typealias Completion = @Sendable (Result<Output, TaskError>) -> Void

    private let link: PoolLink
    private let doorbell: Doorbell
    private let codecs = (input: PayloadCodec<Input>.codable, output: PayloadCodec<Output>.codable)
    private let lock = ThreadLock()
    /// What the thread is to do next.
    private var inbox: [() -> Void] = []
    private var nextID: UInt64 = 0
    private var lastProgress = PoolProgress()
    /// The thread is gone, and nothing runs.
    private var hasEnded = false
    private let owner = Fork.currentPid
    private let name: String

    // MARK: the thread's own

    private var running: [UInt64: (job: PoolJob, completion: Completion)] = [:]
    private var isOver = false
    private var isClosing = false
    private var closers: [@Sendable () -> Void] = []

    package init(
        _ entryPoint: EntryPoint<Input, Output>, _ options: PoolOptions, initializer: EntryCall?, server: ForkServer,
        onEvent: (@Sendable (String) -> Void)?
    ) throws(PoolError) {
        name = options.name
        link = try PoolLink(options, body: entryPoint.name, initializer: initializer, onEvent: onEvent) {
            (host, request, options, descriptors) throws(ProcessError) in
            try server.start(host, request, options, descriptors: descriptors)
        }
        do {
            doorbell = try Doorbell()
            // It keeps the driver until `stop`.
            try DetachedThread.start { self.run() }
        } catch {
            throw .system(error)
        }
    }

    package var progress: PoolProgress { lock.withLock { lastProgress } }

    /// Has a task done; `completion` runs on the driver's thread, or at once here when the argument has no bytes.
    /// Returns a number to cancel it by.
    @discardableResult
    package func submit(_ input: Input, _ completion: @escaping Completion) -> UInt64 {
        if Fork.currentPid != owner {
            completion(.failure(TaskError(index: 0, failure: .broken(.notParent(name: name)))))
            return 0
        }
        let id = lock.withLock {
            nextID += 1
            return nextID
        }
        let bytes: [UInt8]
        do throws(MessageCodingError) {
            bytes = try codecs.input.encode(input)
        } catch {
            completion(.failure(TaskError(index: 0, failure: .coding(error))))
            return id
        }
        post { [self] in begin(id, bytes, completion) }
        return id
    }

    /// Its completion gets `.cancelled`, unless it has run. A worker that is at it goes on.
    package func cancel(_ id: UInt64) {
        if Fork.currentPid != owner { return }
        post { [self] in
            guard !isOver, let (job, completion) = running.removeValue(forKey: id) else { return }
            job.cancel()
            completion(.failure(TaskError(index: 0, failure: .cancelled)))
        }
    }

    /// Ends the workers and the thread: at once, or when everything submitted before is done.
    package func stop(gracefully: Bool, _ completion: @escaping @Sendable () -> Void) {
        // In a process that was forked from the pool's there is no thread, and nothing to end.
        if Fork.currentPid != owner { return completion() }
        post { [self] in
            if isOver { return completion() }
            isClosing = true
            closers.append(completion)
            if !gracefully { finish() }
        }
    }

    // MARK: inside

    private func post(_ command: @escaping () -> Void) {
        let (isFirst, isLate) = lock.withLock {
            if !hasEnded { inbox.append(command) }
            return (inbox.count == 1, hasEnded)
        }
        if isLate { command() } else if isFirst { doorbell.ring() }
    }

    private func begin(_ id: UInt64, _ bytes: [UInt8], _ completion: @escaping Completion) {
        if isOver || isClosing { return completion(.failure(TaskError(index: 0, failure: .broken(.closed)))) }
        var rest: [UInt8]? = bytes
        let job = PoolJob(chunkSize: 1, window: PoolWindow(count: .max, bytes: .max)) {
            chunk, _, _ in
            if let item = rest.take() { chunk.append(item) }
            return .end
        } onOutcome: { [self] _, _, outcome in
            guard let completion = running.removeValue(forKey: id)?.completion else { return }
            lock.withLock { lastProgress = link.progress }
            completion(result(outcome))
        }
        running[id] = (job, completion)
        link.add(job)
    }

    private func result(_ outcome: PoolJob.Outcome) -> Result<Output, TaskError> {
        switch outcome {
        case .failed(let failure): return .failure(TaskError(index: 0, failure: failure))
        case .returned(let bytes):
            do throws(MessageCodingError) {
                return .success(try codecs.output.decode(bytes))
            } catch {
                return .failure(TaskError(index: 0, failure: .coding(error)))
            }
        }
    }

    private func run() {
        while true {
            let commands = lock.withLock {
                defer { inbox = [] }
                return inbox
            }
            for command in commands { command() }
            if isClosing, !isOver, running.isEmpty {
                _ = try? link.finish(until: nil)
                finish()
            }
            // Who comes from here on learns that it is over, without a thread.
            if isOver, lock.withLock({ end() }) { return }
            do {
                try link.pump(until: nil, beside: doorbell.rawValue)
            } catch {
                // Its jobs know why; what comes later is told so by `add`.
                _ = try? Poller.wait(for: [doorbell.rawValue], until: nil)
            }
            doorbell.clear()
        }
    }

    private func finish() {
        // What is left hears that it is cancelled.
        link.terminate()
        isOver = true
        running = [:]
        lock.withLock { lastProgress = link.progress }
        for completion in closers { completion() }
        closers = []
    }

    /// With the lock: no more commands for the thread. False when there are some.
    private func end() -> Bool {
        hasEnded = inbox.isEmpty
        return hasEnded
    }
}
