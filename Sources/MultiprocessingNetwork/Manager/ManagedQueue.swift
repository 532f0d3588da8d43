/// A first-in-first-out queue in a manager's server; see `RemoteManager.queue`. Any process and thread may use it, and
/// send it on.
///
/// An element whose getter is killed before it has the answer is lost; see `ManagedJoinableQueue`.
public struct ManagedQueue<Element: Codable & Sendable>: Sendable, Codable {
    public let object: ManagedObject

    /// The object must be one of this type.
    public init(_ object: ManagedObject) { self.object = object }

    /// Puts an element in, waiting while there is no room.
    ///
    /// - Complexity: O(1) in the server, and O(waiting calls).
    /// - `timeout`: how long to wait at most; `.zero` does not wait; nil waits for ever.
    /// - Throws: `.timedOut`, `.closed`.
    public func put(_ element: Element, timeout: Duration? = nil) throws(ManagerError) {
        try object.call(ServedQueue.Method.put, object.packed(element), timeout: timeout)
    }

    /// Takes the oldest element out, waiting while there is none.
    ///
    /// - Complexity: O(1) in the server, and O(waiting calls).
    /// - Parameter timeout: how long to wait at most; `.zero` does not wait; nil waits for ever.
    /// - Throws: `.timedOut`; `.closed` once the queue is closed and empty.
    public func get(timeout: Duration? = nil) throws(ManagerError) -> Element {
        try object.unpacked(Element.self, object.call(ServedQueue.Method.get, as: [UInt8].self, timeout: timeout))
    }

    /// No more puts; wakes everyone who waits.
    ///
    /// - Parameter dropping: whether what is in it is dropped, instead of still being there to get.
    public func close(dropping: Bool = false) throws(ManagerError) {
        try object.call(ServedQueue.Method.close, dropping)
    }

    public var isClosed: Bool {
        get throws(ManagerError) { try object.call(ServedQueue.Method.isClosed, as: Bool.self) }
    }

    /// Elements in the queue at this moment.
    ///
    /// - Complexity: O(1).
    public var count: Int {
        get throws(ManagerError) { try object.call(ServedQueue.Method.count, as: Int.self) }
    }

    public var isEmpty: Bool {
        get throws(ManagerError) { try count == 0 }
    }

    /// Whether a `put` would have to wait at this moment.
    public var isFull: Bool {
        get throws(ManagerError) { try object.call(ServedQueue.Method.isFull, as: Bool.self) }
    }
}
