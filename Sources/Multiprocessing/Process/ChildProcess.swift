internal import Platform

/// A child process. Made by fork from a closure, what the closure captures is simply there, nothing is encoded:
///
///     let child = try ChildProcess.start(.named("worker")) { try work() }
///     let status = try child.join()
///     if let error = try child.failure { print("it threw \(error)") }
///
/// The child starts with default signal handlers and an empty signal mask, dies with its parent unless asked not to,
/// and ends with `_exit`: it never returns into the parent's stack. It flushes standard output and waits for its own
/// children first. An exit code of 0 says that the closure returned, and 1 that it threw; what was done is for the
/// child to say, for example through `ProcessTask`.
///
/// All methods are for the process that started the child, where any thread may call them; in another process, one that
/// was forked later, they throw `.notParent`, and `isAlive` alone has an answer.
public final class ChildProcess: @unchecked Sendable {
    public let name: String
    public let pid: Int32
    /// Readable once the child has ended and its status is known: for waiting beside other descriptors. Valid as long
    /// as this object is.
    public let descriptor: Int32
    let atExit: ChildOptions.AtExit

    /// Who learns how the child ended.
    enum Kind { case ownChild, childOfServer }

    private let kind: Kind
    private let pidfd: Int32
    /// What the child leaves behind; -1 when it was not asked to.
    private let outcomeFile: Int32
    /// A pipe whose closing tells a child that executed the program anew of its parent's end; -1 where there is none.
    private let lifeline: Int32
    private let starter = Fork.currentPid
    private let started = ProcessLife.now
    private let killsBefore: UInt64?
    private let limits: ProcessLimits?
    /// Of the family, where this process forked it.
    private let member: Family.Expected?
    private let lock = ThreadLock()
    /// Which of the children it is that have what this process had when they were forked, from 1; 0 for none.
    package var heirNumber = 0
    /// The end of a line to it that this process has, where it was started with one.
    private var line: (descriptor: Int32, identity: UInt64?)?
    private var known: DeathCertificate?
    private var isAbandoned = false
    /// Whether somebody is to ask what became of it, or would have had to.
    private var question = Question.none
    private enum Question { case none, expected, answered, givenUp }
    /// Nobody will tell how it ended.
    private var isServerLost = false

    private static let group = ControlGroup()

    /// Takes over the descriptors. For a child of a server, `descriptor` is the socket that tells its end.
    init(
        name: String, pid: Int32, pidfd: Int32, descriptor: Int32, outcomeFile: Int32, lifeline: Int32 = -1, kind: Kind,
        atExit: ChildOptions.AtExit, killsBefore: UInt64?, limits: ProcessLimits? = nil,
        member: Family.Expected? = nil
    ) {
        self.name = name
        self.pid = pid
        self.pidfd = pidfd
        self.descriptor = descriptor
        self.outcomeFile = outcomeFile
        self.lifeline = lifeline
        self.kind = kind
        self.atExit = atExit
        self.killsBefore = killsBefore
        self.limits = limits
        self.member = member
    }

    // In a process forked later, which may have closed them already, the copies are left alone.
    deinit { if isOurs { closeDescriptors() } }

    /// How many out-of-memory kills the control group has counted.
    static var outOfMemoryKills: UInt64? { group.outOfMemoryKills }

    // MARK: its end

    /// How it ended; nil while it runs, and until `poll`, `join` or `isAlive` has seen its end.
    public var certificate: DeathCertificate? { lock.withLock { known } }

    /// How it ended; nil while it runs. Never blocks. Always nil in a process that did not start it: `poll` throws there.
    public var status: ExitStatus? { (try? reap())?.status }

    /// Whether it still runs, whoever asks. Never blocks.
    public var isAlive: Bool {
        isOurs ? status == nil : ProcessLife.isAlive(ProcessLife(pid: pid, since: started))
    }

    /// Whether the child has ended. Never blocks.
    public func poll() throws(ProcessError) -> Bool { try reap() != nil }

    /// Waits until the child has ended, at most `timeout` (`.zero` does not wait); nil when it is still running then.
    @discardableResult
    public func join(timeout: Duration? = nil) throws(ProcessError) -> ExitStatus? {
        let deadline = timeout.map { Instant.now.advanced(by: $0) }
        while true {
            if let certificate = try reap() { return certificate.status }
            if let deadline, deadline <= Instant.now { return nil }
            do throws(SystemError) {
                if deadline != nil {
                    _ = try Poller.wait(for: [descriptor], until: deadline)
                } else {
                    try ChildProcess.wait(for: [descriptor]) { Sharers.wait(forEndOf: member?.birth ?? 0) }
                }
            } catch {
                throw .system(error)
            }
        }
    }

    /// Whether this process forked it, and others know it by a number.
    var isOfFamily: Bool { isOurs && kind == .ownChild && member.map { $0.birth != 0 } == true }

    /// For ends of children. One who waits long lets others know that it can do nothing else, by `tell`: they might be waiting for
    /// it.
    static func wait(for descriptors: [Int32], tell: () -> Void) throws(SystemError) {
        let soon = Instant.now.advanced(by: quietly)
        guard try Poller.wait(for: descriptors, until: soon).isEmpty else { return }
        tell()
        defer { Sharers.endWait() }
        while Family.threads.isOne && GivenWork.review() {
            let next = Instant.now.advanced(by: quietly * 2)
            guard try Poller.wait(for: descriptors, until: next).isEmpty else { return }
        }
        _ = try Poller.wait(for: descriptors, until: nil)
    }

    private static let quietly = Duration.milliseconds(100)

    /// What the closure threw; nil when it did not, or when the child was killed first. Needs the child's end.
    public var failure: RemoteError? {
        get throws(ProcessError) { if case .threw(let error) = try outcome() { error } else { nil } }
    }

    /// nil when it left none.
    func outcome() throws(ProcessError) -> ProcessOutcome? {
        try checkParent()
        if outcomeFile < 0 { return nil }
        if lock.withLock({ known != nil }) {
            lock.withLock { question = .answered }
            ChildRegistry.shared.removeQuestion(self)
        }
        return try readOutcome()
    }

    private func readOutcome() throws(ProcessError) -> ProcessOutcome? {
        if outcomeFile < 0 { return nil }
        let file = FileDescriptor(owning: outcomeFile, path: "outcome of \(name)")
        let outcome: ProcessOutcome?
        do { outcome = try ProcessOutcome(reading: file) } catch { throw .system(error) }
        _ = file.release()
        return outcome
    }

    // MARK: signals

    public func terminate() { send(Signals.terminate) }
    public func kill() { send(Signals.kill) }
    public func interrupt() { send(Signals.interrupt) }

    /// Sends a signal; a child that has ended already is left alone, and so is one of another process.
    public func send(_ signal: Int32) {
        lock.withLock { if known == nil && isOurs { Fork.signal(pidfd, signal) } }
    }

    // MARK: inside

    private var isOurs: Bool { !isAbandoned && Fork.currentPid == starter }

    private func checkParent() throws(ProcessError) { if !isOurs { throw .notParent(name: name) } }

    private func reap() throws(ProcessError) -> DeathCertificate? {
        try checkParent()
        let found = try lock.withLock { () throws(ProcessError) -> DeathCertificate? in
            if known == nil { known = try ending().map(certify) }
            return known
        }
        if found != nil {
            ChildRegistry.shared.remove(self)
            if isGivenUp { printUnheard() }
        }
        return found
    }

    /// Somebody is to ask for its outcome.
    func expectQuestion() {
        lock.withLock { if question == .none { question = .expected } }
        ChildRegistry.shared.addQuestion(self)
    }

    /// Nobody can ask for its outcome any more.
    func giveUpQuestion() {
        guard isOurs else { return }
        let isOver = lock.withLock {
            if question == .expected { question = .givenUp }
            return known != nil
        }
        if isOver { printUnheard() }
    }

    var isGivenUp: Bool { lock.withLock { question == .givenUp } }

    /// Prints what it threw if nobody asked for it.
    func printUnheard() {
        let isUnheard = lock.withLock { known != nil && (question == .expected || question == .givenUp) }
        guard isUnheard, case .threw(let error)? = try? outcome() else { return }
        error.print(in: "\(name) (pid \(pid))")
    }

    private func ending() throws(ProcessError) -> Ending? {
        do throws(SystemError) {
            switch kind {
            case .ownChild:
                do throws(SystemError) {
                    return try Fork.wait(pid, blocking: false).map(Ending.init)
                } catch {
                    // Another part of the program waits for any child, or has the kernel take them all.
                    if error.isNoChild { return try endingByOutcome(otherwise: .unknown) }
                    throw error
                }
            case .childOfServer:
                if isServerLost { return try endingByOutcome(otherwise: .killed(signal: Signals.kill)) }
                let socket = MessageSocket(owning: descriptor)
                let event = try socket.receive(waits: false)
                _ = socket.release()
                switch event {
                case .nothing: return nil
                case .message(let bytes, _): return Ending(ServerMessage.ending(bytes))
                case .end:
                    isServerLost = true
                    // From now on it is the child's own end that makes the descriptor readable.
                    try Descriptors.replace(descriptor, with: pidfd)
                    return try endingByOutcome(otherwise: .killed(signal: Signals.kill))
                }
            }
        } catch {
            throw .system(error)
        }
    }

    /// For a child whose status nobody will tell: whoever had it is gone, as the server is, whose children get a SIGKILL
    /// with that. One that had done its work has left what it did.
    private func endingByOutcome(otherwise status: ExitStatus) throws(SystemError) -> Ending? {
        if try Poller.wait(for: [pidfd], until: .now).isEmpty { return nil }
        return switch try? readOutcome() {
        case .returned?: Ending(status: .exited(code: 0))
        case .threw?: Ending(status: .exited(code: 1))
        case nil: Ending(status: status)
        }
    }

    private struct Ending {
        let status: ExitStatus
        var peakResidentBytes: UInt64 = 0
        var processorTime = Duration.zero

        /// nil when nobody knows.
        var ofKernel: Fork.Ending? {
            switch status {
            case .exited(let code):
                Fork.Ending(
                    signal: 0, code: code, peakResidentBytes: peakResidentBytes, processorTime: processorTime)
            case .killed(let signal):
                Fork.Ending(
                    signal: signal, code: 0, peakResidentBytes: peakResidentBytes, processorTime: processorTime)
            case .unknown: nil
            }
        }

        init(status: ExitStatus) { self.status = status }

        init(_ ending: Fork.Ending) {
            status = ending.signal == 0 ? .exited(code: ending.code) : .killed(signal: ending.signal)
            peakResidentBytes = ending.peakResidentBytes
            processorTime = ending.processorTime
        }
    }

    private func hitLimit(_ ending: Ending) -> ProcessLimits.Hit? {
        guard let limits, let ending = ending.ofKernel else { return nil }
        return limits.hit(ending, noted: outcomeFile < 0 ? nil : ResourceLimits.noted(in: outcomeFile))
    }

    private func certify(_ ending: Ending) -> DeathCertificate {
        let kills = ChildProcess.outOfMemoryKills
        let outOfMemory = kills.flatMap { now in killsBefore.map { now > $0 } }
        if let member, kind == .ownChild || ending.ofKernel != nil {
            Family.ended(member, ending.ofKernel, outOfMemory: outOfMemory)
        }
        return DeathCertificate(
            name: name, pid: pid, status: ending.status, peakResidentBytes: ending.peakResidentBytes,
            outOfMemory: outOfMemory, limit: hitLimit(ending))
    }

    func keepLine(_ descriptor: Int32) {
        lock.withLock { line = (descriptor, Descriptors.identity(of: descriptor)) }
    }

    /// At this process's end, when it waits for the child: what is at the top level of a script is open still, and the child may
    /// wait for the end of file.
    func closeLine() {
        guard let line = lock.withLock({ line.take() }), let identity = line.identity else { return }
        if Descriptors.identity(of: line.descriptor) == identity { Fork.closeDescriptor(line.descriptor) }
    }

    /// This process has just been forked, and what it has of its parent's children is worth nothing.
    func abandon() {
        closeDescriptors()
        isAbandoned = true
    }

    private func closeDescriptors() {
        for raw in Set([pidfd, descriptor, outcomeFile, lifeline]) where raw >= 0 { Fork.closeDescriptor(raw) }
    }
}
