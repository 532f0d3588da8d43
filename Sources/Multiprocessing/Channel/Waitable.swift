internal import Platform

/// Something to wait for beside others: a message on a connection, the end of a child, a readable descriptor.
///
///     let ready = try Waitable.wait(for: [connection.waitable, child.waitable], timeout: .seconds(5))
///     if ready.contains(child.waitable) { ... }
///
/// It stands for a descriptor that somebody else keeps open.
public struct Waitable: Hashable, Sendable {
    public let descriptor: Int32

    private init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// Any descriptor that poll(2) knows: readable, at its end, or broken.
    public static func descriptor(_ raw: Int32) -> Waitable { Waitable(raw) }

    /// Waits until one of them is ready, and returns all that are, in the order given; none when `timeout` is over. A
    /// negative timeout is none, nil waits for ever. The end of file counts as ready, and so does a descriptor that is
    /// not open.
    public static func wait(for items: [Waitable], timeout: Duration? = nil) throws(ConnectionError) -> [Waitable] {
        do {
            let ready = try Poller.wait(
                for: items.map(\.descriptor), until: timeout.map { Instant.now.advanced(by: $0) })
            return items.filter { ready.contains($0.descriptor) }
        } catch {
            throw .system(error)
        }
    }
}

extension Connection {
    public var waitable: Waitable { .descriptor(descriptor) }
}

extension MessageConnection {
    public var waitable: Waitable { .descriptor(descriptor) }
}

extension MessageReceiver {
    public var waitable: Waitable { .descriptor(descriptor) }
}

extension ChildProcess {
    /// Ready once the child has ended.
    public var waitable: Waitable { .descriptor(descriptor) }
}
