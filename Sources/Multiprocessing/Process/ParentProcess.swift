internal import Platform

/// The process that started this one: whether it is still there.
public final class ParentProcess: Sendable {
    public let name: String
    public let pid: Int32
    /// Readable once the parent has ended: for waiting beside other descriptors. -1 when it had ended before this
    /// process could look.
    public let descriptor: Int32

    /// - Parameter isForker: it made this process by a fork, so that a parent with another number means that it is gone.
    init(name: String, pid: Int32, isForker: Bool) {
        self.name = name
        self.pid = pid
        let descriptor = (try? Descriptors.ofProcess(pid).release()) ?? -1
        if descriptor >= 0, isForker, CurrentProgram.parentPid != pid {
            Fork.closeDescriptor(descriptor)
            self.descriptor = -1
        } else {
            self.descriptor = descriptor
        }
    }

    deinit { if descriptor >= 0 { Fork.closeDescriptor(descriptor) } }

    public var isAlive: Bool { !hasEnded(within: .zero) }

    /// Waits until the parent has ended, at most `timeout`; false when it still runs then. Useful in a child whose
    /// `parentDeath` is not `.killsChild`.
    @discardableResult
    public func join(timeout: Duration? = nil) -> Bool { hasEnded(within: timeout) }

    private func hasEnded(within timeout: Duration?) -> Bool {
        if descriptor < 0 { return true }
        let deadline = timeout.map { Instant.now.advanced(by: $0) }
        return (try? Poller.wait(for: [descriptor], until: deadline).isEmpty) == false
    }
}
