private import CThresh
internal import Glibc

/// Waiting for the first of several descriptors to become readable (poll(2)).
public enum Poller {
    /// Returns those that are readable, closed or broken; empty when the deadline passed.
    public static func wait(for descriptors: [Int32], until deadline: Instant?) throws(SystemError) -> Set<Int32> {
        var entries = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        _ = try retrying("poll") { unsafe poll(&entries, nfds_t(entries.count), milliseconds(until: deadline)) }
        return Set(entries.lazy.filter { $0.revents != 0 }.map(\.fd))
    }

    /// Waits for one descriptor to become readable or writable, or closed or broken; false when the deadline passed.
    public static func isReady(
        _ descriptor: Int32, forWriting: Bool = false, until deadline: Instant?
    ) throws(SystemError) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(forWriting ? POLLOUT : POLLIN), revents: 0)
        return try retrying("poll") { unsafe poll(&entry, 1, milliseconds(until: deadline)) } > 0
    }

    /// Waits until one can be read from or one written to; broken and closed ones count for both.
    public static func wait(
        reading: [Int32], writing: [Int32], until deadline: Instant?
    ) throws(SystemError) -> (readable: Set<Int32>, writable: Set<Int32>) {
        var entries =
            reading.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            + writing.map { pollfd(fd: $0, events: Int16(POLLOUT), revents: 0) }
        _ = try retrying("poll") { unsafe poll(&entries, nfds_t(entries.count), milliseconds(until: deadline)) }
        return (
            Set(entries[..<reading.count].lazy.filter { $0.revents != 0 }.map(\.fd)),
            Set(entries[reading.count...].lazy.filter { $0.revents != 0 }.map(\.fd))
        )
    }

    /// Waits for the first of `descriptors` to become readable, or for the reader of `output` to leave.
    ///
    /// Returns those that are readable, closed or broken, `output` among them; empty when the deadline passed.
    public static func wait(
        for descriptors: [Int32], orBroken output: Int32, until deadline: Instant?
    ) throws(SystemError) -> Set<Int32> {
        var entries = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        entries.append(pollfd(fd: output, events: 0, revents: 0))
        _ = try retrying("poll") { unsafe poll(&entries, nfds_t(entries.count), milliseconds(until: deadline)) }
        return Set(entries.lazy.filter { $0.revents != 0 }.map(\.fd))
    }

    /// Rounded up, so that a wait never ends before its deadline; -1 for none.
    private static func milliseconds(until deadline: Instant?) -> Int32 {
        guard let deadline else { return -1 }
        let left = deadline.nanoseconds - Instant.now.nanoseconds
        return left <= 0 ? 0 : Int32(clamping: (left - 1) / 1_000_000 + 1)
    }
}

/// A counter behind a descriptor: any process that inherited it rings, one waits for it among other descriptors.
public final class Doorbell: Sendable {
    public let rawValue: Int32

    public init() throws(SystemError) {
        rawValue = try checked("eventfd") { thresh_eventfd() }
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
