internal import Platform

/// A pool whose workers another process has: hands tasks to it, and takes their outcomes. Whoever waits for results does
/// the work, as with `PoolSupervisor`; in between the host and its workers go on by themselves.
final class PoolLink: PoolEngine {
    let packs = false
    private let socket: MessageSocket
    private let host: ChildProcess
    private let onEvent: ((String) -> Void)?
    private let owner = Fork.currentPid
    /// Items that may be with the host at once.
    private let most: Int
    private let options: PoolOptions
    private let workers: Int
    private var itemNanoseconds = 0.0
    /// Whether the death of a worker ends the job that its task is of.
    private let endsJobs: Bool
    private var jobs: [PoolJob] = []
    private var pending: [UInt64: (job: PoolJob, chunk: PoolChunk)] = [:]
    private var pendingItems = 0
    private var outbox: [HostMessage] = []
    private var nextID: UInt64 = 1
    private var counts = PoolProgress()
    private var failure: PoolError?
    private var isFilling = false
    private var isOver = false
    private var ignoresWindows = false
    private var lastInsight: [WorkerInsight]?

    init(
        _ options: PoolOptions, body: String, initializer: EntryCall?, onEvent: ((String) -> Void)?,
        start: (EntryPoint<PoolHost.Request, Bool>, PoolHost.Request, ChildOptions, [Int32]) throws(ProcessError) ->
            ProcessTask<Bool>
    ) throws(PoolError) {
        self.options = options
        try options.check()
        workers = options.workers ?? Machine.availableProcessors
        most = max(options.window.count ?? 64 * workers, workers)
        counts.workers = workers
        endsJobs = options.onDeath == .failJob
        self.onEvent = onEvent
        do {
            let (ours, theirs) = try MessageSocket.pair()
            socket = MessageSocket(owning: ours)
            defer { Fork.closeDescriptor(theirs) }
            let request = PoolHost.Request(options: options, body: body, initializer: initializer)
            host = try start(
                PoolHost.entryPoint, request, ChildOptions(name: "\(options.name) host", atExit: .left), [theirs]
            ).process
        } catch let error as ProcessError {
            throw .process(error)
        } catch let error as SystemError {
            throw .system(error)
        } catch {
            throw .host("\(error)")
        }
    }

    var progress: PoolProgress { counts }

    var insight: [WorkerInsight] {
        if Fork.currentPid != owner { return [] }
        lastInsight = nil
        post(HostMessage(.insight))
        let deadline = Instant.now.advanced(by: .seconds(1))
        while lastInsight == nil, failure == nil, !isOver, Instant.now < deadline {
            if (try? wait(until: deadline, beside: -1)) == nil { break }
        }
        return lastInsight ?? []
    }

    func checkOwner() throws(PoolError) { if Fork.currentPid != owner { throw .notParent(name: options.name) } }

    func add(_ job: PoolJob) {
        jobs.append(job)
        if let failure { cancelAll(.broken(failure)) } else if isOver { cancelAll(.cancelled) }
    }

    func pump(until deadline: Instant?) throws(PoolError) { try pump(until: deadline, beside: -1) }

    /// The same; returns early when the descriptor is readable.
    func pump(until deadline: Instant?, beside other: Int32) throws(PoolError) {
        try checkOwner()
        if let failure { throw failure }
        let done = counts.done
        try receive()
        try fill()
        if let failure { throw failure }
        if counts.done == done, other >= 0 || !jobs.allSatisfy(\.isDone) {
            try wait(until: deadline, beside: other)
        }
        for (id, entry) in pending where entry.job.isCancelled {
            post(HostMessage(.cancel, id: id))
            forget(id)
        }
        let ended = jobs.filter(\.isDone)
        jobs.removeAll(where: \.isDone)
        try fill()
        // Last, since they may use the pool.
        for job in ended { job.callBack() }
        if let failure { throw failure }
    }

    func finish(until deadline: Instant?) throws(PoolError) -> Bool {
        try checkOwner()
        ignoresWindows = true
        while !jobs.allSatisfy(\.isDone) {
            if let deadline, deadline <= .now { return false }
            try pump(until: deadline)
        }
        jobs = []
        post(HostMessage(.finish))
        while !outbox.isEmpty, failure == nil, !isOver { try wait(until: deadline, beside: -1) }
        isOver = true
        do { try host.join() } catch { throw .process(error) }
        counts.workers = 0
        return true
    }

    func terminate() {
        if Fork.currentPid != owner { return }
        isOver = true
        host.kill()
        _ = try? host.join()
        counts.workers = 0
        cancelAll(.cancelled)
    }

    deinit { host.kill() }

    // MARK: out

    private func fill() throws(PoolError) {
        // An input sequence may itself wait for this pool.
        if isFilling || isOver { return }
        isFilling = true
        defer { isFilling = false }
        try flush()
        for job in jobs {
            while outbox.isEmpty, pendingItems < most, job.hasRoom(ignoringWindow: ignoresWindows) {
                let (taken, failed) = (job.taken, job.failed)
                let limits = job.chunkSize(itemNanoseconds: itemNanoseconds, options, workers: workers)
                let chunk = job.take(limits, ignoringWindow: ignoresWindows)
                counts.taken += job.taken - taken
                counts.failed += job.failed - failed
                counts.done += job.failed - failed
                guard let chunk else { continue }
                pending[nextID] = (job, chunk)
                pendingItems += chunk.count
                post(HostMessage(.task, id: nextID, payload: chunk.message))
                nextID += 1
                try flush()
            }
        }
    }

    private func post(_ message: HostMessage) { outbox.append(message) }

    private func flush() throws(PoolError) {
        do throws(SystemError) {
            while let message = outbox.first, try message.send(to: socket) { outbox.removeFirst() }
        } catch {
            if !error.isBrokenPipe && !error.isConnectionReset { throw .system(error) }
            // What the host said before it went away is still there to be read.
            outbox = []
            try receive()
        }
    }

    // MARK: in

    private func wait(until deadline: Instant?, beside other: Int32) throws(PoolError) {
        try flush()
        if failure != nil { return }
        do {
            _ = try Poller.wait(
                reading: other >= 0 ? [socket.rawValue, other] : [socket.rawValue],
                writing: outbox.isEmpty ? [] : [socket.rawValue], until: deadline)
        } catch {
            throw .system(error)
        }
        try receive()
    }

    private func receive() throws(PoolError) {
        do throws(SystemError) {
            while !isOver, failure == nil {
                switch try socket.receive(waits: false) {
                case .nothing: return
                case .end: return lose()
                case .message(let bytes, let descriptors):
                    if let message = try HostMessage(bytes, descriptors) { take(message) }
                }
            }
        } catch {
            throw .system(error)
        }
    }

    private func take(_ message: HostMessage) {
        if message.itemNanoseconds > 0 { itemNanoseconds = Double(message.itemNanoseconds) }
        (counts.deaths, counts.retired, counts.workers) = (message.deaths, message.retired, message.workers)
        switch message.kind {
        case .outcomes:
            guard let (job, chunk) = pending[message.id] else { return }
            let outcomes = message.outcomes
            forget(message.id)
            deliver(job, chunk) { place in
                let outcome = place < outcomes.count ? outcomes[place] : .failed(.cancelled)
                // The host counts from the first item of its request.
                return PoolLink.renumbered(outcome, chunk.index(at: place))
            }
            if endsJobs, outcomes.contains(where: PoolLink.isDeath) { job.cancel() }
        case .insight: lastInsight = try? MessageDecoder().decode([WorkerInsight].self, from: message.payload)
        case .event: onEvent?(String(decoding: message.payload, as: UTF8.self))
        case .broken: breakDown(HostMessage.failure(message.payload).ofPool)
        default: break
        }
    }

    private func lose() {
        _ = try? host.join(timeout: .seconds(1))
        breakDown(.hostLost(host.certificate))
    }

    private func breakDown(_ error: PoolError) {
        failure = error
        host.kill()
        cancelAll(.broken(error))
    }

    private func forget(_ id: UInt64) {
        if let entry = pending.removeValue(forKey: id) { pendingItems -= entry.chunk.count }
    }

    private func deliver(_ job: PoolJob, _ chunk: PoolChunk, _ outcome: (Int) -> PoolJob.Outcome) {
        for place in 0..<chunk.count {
            let outcome = outcome(place)
            counts.done += 1
            if case .failed = outcome { counts.failed += 1 }
            // What they held of the window, the first gives back for all.
            job.deliver(chunk.index(at: place), outcome, argumentBytes: place == 0 ? chunk.payloadBytes : 0)
        }
    }

    private func cancelAll(_ failure: TaskError.Failure) {
        for (_, entry) in pending.sorted(by: { $0.key < $1.key }) {
            deliver(entry.job, entry.chunk) { _ in .failed(failure) }
        }
        pending = [:]
        pendingItems = 0
        outbox = []
        let ended = jobs
        jobs = []
        for job in ended { job.cancel(because: failure) }
        for job in ended { job.callBack() }
    }

    private static func isDeath(_ outcome: PoolJob.Outcome) -> Bool {
        if case .failed(.died) = outcome { true } else { false }
    }

    private static func renumbered(_ outcome: PoolJob.Outcome, _ index: Int) -> PoolJob.Outcome {
        switch outcome {
        case .failed(.died(var certificate, let times)):
            certificate.task = "task \(index)"
            return .failed(.died(certificate, times: times))
        case .failed(.timedOut(let limit, var certificate)):
            certificate.task = "task \(index)"
            return .failed(.timedOut(after: limit, certificate))
        default: return outcome
        }
    }
}
