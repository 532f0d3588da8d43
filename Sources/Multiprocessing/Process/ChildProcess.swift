internal import Platform

/// A child process, made by fork from a closure: what the closure captures is simply there, nothing is encoded.
///
///     let child = try ChildProcess.fork(name: "worker") { work() ; return 0 }
///     let status = try child.join()
///
/// The child starts with default signal handlers and an empty signal mask, is killed when its parent dies, and ends
/// with `_exit`: it never returns into the parent's stack. An exit code of 0 says that the closure returned 0, not
/// that the work was done: have the child send what it did.
///
/// All methods are for the process that forked the child.
public final class ChildProcess {
    public let name: String
    public let pid: Int32
    /// Readable once the child has ended: for `Poller`, beside other descriptors.
    public let descriptor: Int32
    /// nil while the child runs, and until `poll` or `join` has seen its end.
    public private(set) var certificate: DeathCertificate?

    private let group = ControlGroup()
    private let killsBefore: UInt64?

    private init(name: String, child: Fork.Child, killsBefore: UInt64?) {
        self.name = name
        pid = child.pid
        descriptor = child.pidfd
        self.killsBefore = killsBefore
    }

    deinit { Fork.closeDescriptor(descriptor) }

    /// Forks this process.
    ///
    /// - Throws: `.multithreaded` when this process has more than one thread.
    public static func fork(name: String, _ body: () -> Int32) throws(ProcessError) -> ChildProcess {
        let threads = Fork.threadCount
        if threads > 1 { throw .multithreaded(threads: threads) }
        let kills = ControlGroup().outOfMemoryKills
        do {
            return ChildProcess(name: name, child: try Fork.run(diesWithParent: true, body), killsBefore: kills)
        } catch {
            throw .system(error)
        }
    }

    /// Whether the child has ended. Never blocks.
    public func poll() throws(ProcessError) -> Bool {
        try reap(blocking: false)
        return certificate != nil
    }

    /// Waits until the child has ended, at most `timeout`; nil when it is still running then.
    @discardableResult
    public func join(timeout: Duration? = nil) throws(ProcessError) -> ExitStatus? {
        if certificate == nil {
            if let timeout {
                do {
                    _ = try Poller.wait(for: [descriptor], until: Instant.now.advanced(by: timeout))
                } catch {
                    throw .system(error)
                }
            }
            try reap(blocking: timeout == nil)
        }
        return certificate?.status
    }

    public func terminate() { send(Signals.terminate) }
    public func kill() { send(Signals.kill) }
    public func interrupt() { send(Signals.interrupt) }

    /// Sends a signal; a child that has ended already is left alone.
    public func send(_ signal: Int32) {
        if certificate == nil { Fork.signal(descriptor, signal) }
    }

    private func reap(blocking: Bool) throws(ProcessError) {
        guard certificate == nil else { return }
        do {
            guard let ending = try Fork.wait(pid, blocking: blocking) else { return }
            let kills = group.outOfMemoryKills
            certificate = DeathCertificate(
                name: name, pid: pid,
                status: ending.signal == 0 ? .exited(code: ending.code) : .killed(signal: ending.signal),
                peakResidentBytes: ending.peakResidentBytes,
                outOfMemory: kills.flatMap { now in killsBefore.map { now > $0 } })
        } catch {
            throw .system(error)
        }
    }
}
