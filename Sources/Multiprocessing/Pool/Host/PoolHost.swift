internal import Platform

/// The process that has the workers of a pool behind a fork server: it has one thread, so that it can fork replacements
/// at any time, whatever the program does. It ends when the program closes its end of the socket.
final class PoolHost {
    struct Request: Codable {
        let options: PoolOptions
        let body: String
        let initializer: EntryCall?
    }

    /// The socket is the first of the process's descriptors.
    static let entryPoint = EntryPoint<Request, Bool>("Multiprocessing.PoolHost") { request in
        guard let socket = CurrentProcess.descriptors.first else { return false }
        try PoolHost(socket).run(request)
        return true
    }

    private let socket: MessageSocket
    private var outbox: [HostMessage] = []
    private var sent = 0
    private var isFinishing = false
    private var isOver = false
    /// By the requests' ids.
    private var jobs: [UInt64: PoolJob] = [:]
    private var supervisor: PoolSupervisor?

    private init(_ socket: Int32) { self.socket = MessageSocket(owning: socket) }

    private func run(_ request: Request) throws {
        // Ctrl-C reaches every process of the terminal; the program decides what it means.
        Signals.ignore(Signals.interrupt)
        do {
            let body = try EntryPointRegistry.shared.body(request.body)
            let initializer = try request.initializer.map { call in
                let run = try EntryPointRegistry.shared.body(call.name)
                return { () throws -> Void in _ = try run(call.argument) }
            }
            let supervisor = try PoolSupervisor(
                request.options, PoolWork(initializer: initializer, body: body), packs: false)
            supervisor.onEvent = { [unowned self] in post(HostMessage(.event, payload: Array($0.utf8))) }
            self.supervisor = supervisor
            while !isOver { try step(supervisor) }
        } catch let error as PoolError {
            try report(error)
        } catch {
            try report(.host("\(error)"))
        }
    }

    private func step(_ supervisor: PoolSupervisor) throws {
        try flush()
        if isFinishing, jobs.isEmpty, outbox.isEmpty {
            _ = try supervisor.finish(until: nil)
            isOver = true
            return
        }
        // Room in the socket is looked for again soon; there is no hurry while the reader is behind.
        let deadline = outbox.isEmpty ? nil : Instant.now.advanced(by: .milliseconds(2))
        let ready = try supervisor.pump(until: deadline, beside: [socket.rawValue])
        if ready.contains(socket.rawValue) { try receive(supervisor) }
    }

    private func receive(_ supervisor: PoolSupervisor) throws {
        while true {
            switch try socket.receive(waits: false) {
            case .nothing: return
            case .end:
                supervisor.terminate()
                isOver = true
                return
            case .message(let bytes, let descriptors):
                if let message = try HostMessage(bytes, descriptors) { serve(message, supervisor) }
            }
        }
    }

    private func serve(_ message: HostMessage, _ supervisor: PoolSupervisor) {
        switch message.kind {
        case .task: begin(message, supervisor)
        case .cancel: jobs.removeValue(forKey: message.id)?.cancel()
        case .insight: post(HostMessage(.insight, payload: (try? MessageEncoder().encode(supervisor.insight)) ?? []))
        case .finish: isFinishing = true
        default: break
        }
    }

    private func begin(_ message: HostMessage, _ supervisor: PoolSupervisor) {
        let items = PoolMessage.items(message.payload.dropFirst(PoolMessage.taskHeaderBytes))
        var next = items.makeIterator()
        var outcomes = [PoolJob.Outcome](repeating: .failed(.cancelled), count: items.count)
        var missing = items.count
        let id = message.id
        let job = PoolJob(chunkSize: items.count, window: PoolWindow(count: .max, bytes: .max)) {
            chunk, count, _ in
            while chunk.count < count, let item = next.next() { chunk.append(item) }
            return chunk.count < count ? .end : .full
        } onOutcome: { [unowned self] job, index, outcome in
            if index < outcomes.count {
                outcomes[index] = outcome
                missing -= 1
            }
            if missing == 0 {
                post(HostMessage(.outcomes, id: id, payload: HostMessage.payload(outcomes)))
                jobs[id] = nil
            }
        }
        jobs[id] = job
        supervisor.add(job)
    }

    // MARK: out

    private func post(_ message: HostMessage) {
        var message = message
        if let supervisor {
            let progress = supervisor.progress
            (message.deaths, message.retired, message.workers) = (progress.deaths, progress.retired, progress.workers)
            message.itemNanoseconds = Int(supervisor.itemNanoseconds)
        }
        outbox.append(message)
    }

    private func flush() throws(SystemError) {
        while sent < outbox.count, try outbox[sent].send(to: socket) { sent += 1 }
        if sent == outbox.count {
            outbox.removeAll(keepingCapacity: true)
            sent = 0
        } else if sent > 256 {
            outbox.removeFirst(sent)
            sent = 0
        }
    }

    /// The pool cannot go on.
    private func report(_ error: PoolError) throws {
        post(HostMessage(.broken, payload: try MessageEncoder().encode(PoolFailure(error))))
        while !outbox.isEmpty {
            try flush()
            if !outbox.isEmpty { _ = try Poller.isReady(socket.rawValue, forWriting: true, until: nil) }
        }
    }
}
