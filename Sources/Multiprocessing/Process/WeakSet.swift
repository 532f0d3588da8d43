/// Objects of this process that others keep: one that goes away is in it no more. For any thread.
final class WeakSet<Element: AnyObject>: @unchecked Sendable {
    private struct Entry { weak var object: Element? }

    private let lock = ThreadLock()
    private var entries: [ObjectIdentifier: Entry] = [:]

    func insert(_ object: Element) { lock.withLock { entries[ObjectIdentifier(object)] = Entry(object: object) } }

    /// Also for an object that is being freed.
    func remove(_ object: Element) { lock.withLock { entries[ObjectIdentifier(object)] = nil } }

    /// - Complexity: O(*n*).
    var all: [Element] { lock.withLock { entries.values.compactMap(\.object) } }
}
