private import CThresh
internal import Glibc

/// Waiting for the first of several descriptors to become readable (poll(2)).
public enum Poller {
    /// Returns those that are readable, closed or broken; empty when the deadline passed.
    public static func wait(for descriptors: [Int32], until deadline: Instant?) throws(SystemError) -> Set<Int32> {
        var entries = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        while true {
            var milliseconds: Int32 = -1
            if let deadline {
                let left = deadline.nanoseconds - Instant.now.nanoseconds
                milliseconds = Int32(clamping: max(0, (left + 999_999) / 1_000_000))
            }
            let ready = unsafe poll(&entries, nfds_t(entries.count), milliseconds)
            if ready >= 0 { break }
            if errno != EINTR { throw .last("poll") }
        }
        return Set(entries.lazy.filter { $0.revents != 0 }.map(\.fd))
    }
}

/// A counter behind a descriptor: any process that inherited it rings, one waits for it among other descriptors.
public final class Doorbell: Sendable {
    public let rawValue: Int32

    public init() throws(SystemError) {
        rawValue = thresh_eventfd()
        if rawValue < 0 { throw SystemError(code: -rawValue, operation: "eventfd") }
    }

    deinit { Fork.closeDescriptor(rawValue) }

    public func ring() {
        var one: UInt64 = 1
        unsafe _ = Glibc.write(rawValue, &one, 8)
    }

    /// Forgets the rings so far. Call it before looking at what they announced, not after.
    public func clear() {
        var count: UInt64 = 0
        unsafe _ = Glibc.read(rawValue, &count, 8)
    }
}
