/// A queue in a manager's server whose producers can wait until all that they put in has been dealt with; see
/// `RemoteManager.joinableQueue`. Any process and thread may use it, and send it on.
///
/// What a process has got and not done when it ends is delivered again, before everything else: each element is dealt
/// with once or more. So close it after `join`, not before, when consumers end as soon as it is closed.
public struct ManagedJoinableQueue<Element: Codable & Sendable>: Sendable, Codable {
    public let object: ManagedObject
    private var queue: ManagedQueue<Element> { ManagedQueue(object) }

    /// The object must be one of this type.
    public init(_ object: ManagedObject) { self.object = object }

    /// As `ManagedQueue.put`.
    ///
    /// - Complexity: as `ManagedQueue.put`.
    public func put(_ element: Element, timeout: Duration? = nil) throws(ManagerError) {
        try queue.put(element, timeout: timeout)
    }

    /// As `ManagedQueue.get`; call `taskDone` for the element later, in the same thread.
    ///
    /// - Complexity: as `ManagedQueue.get`.
    public func get(timeout: Duration? = nil) throws(ManagerError) -> Element { try queue.get(timeout: timeout) }

    /// Says that the oldest element which this thread got, and has not said so of, is done.
    ///
    /// - Complexity: O(elements that this thread has).
    /// - Throws: `.tooManyDone` when there is none.
    public func taskDone() throws(ManagerError) { try object.call(ServedQueue.Method.taskDone) }

    /// Waits until every element that was put in is done; false when that did not happen within `timeout`. nil waits for
    /// ever.
    @discardableResult
    public func join(timeout: Duration? = nil) throws(ManagerError) -> Bool {
        try unlessTimedOut { () throws(ManagerError) in
            try object.call(ServedQueue.Method.join, timeout: timeout)
        } != nil
    }

    /// Elements that were put in and are not done.
    public var unfinishedCount: Int {
        get throws(ManagerError) { try object.call(ServedQueue.Method.unfinishedCount, as: Int.self) }
    }

    /// As `ManagedQueue.close`. Elements that are dropped need not be done.
    public func close(dropping: Bool = false) throws(ManagerError) { try queue.close(dropping: dropping) }

    public var isClosed: Bool {
        get throws(ManagerError) { try queue.isClosed }
    }

    /// Elements in the queue at this moment.
    public var count: Int {
        get throws(ManagerError) { try queue.count }
    }

    public var isEmpty: Bool {
        get throws(ManagerError) { try queue.isEmpty }
    }

    /// Whether a `put` would have to wait at this moment.
    public var isFull: Bool {
        get throws(ManagerError) { try queue.isFull }
    }
}
