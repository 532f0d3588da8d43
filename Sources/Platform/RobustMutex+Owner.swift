private import CThresh

extension RobustMutex {
    /// The thread that holds it at this moment; nil when nobody does. Locks nothing, so that it may be old news.
    public var owner: Int32? {
        let owner = unsafe thresh_mutex_owner(storage)
        return owner == 0 ? nil : owner
    }

    public var isHeldByThisThread: Bool { unsafe thresh_mutex_owner(storage) == thresh_thread_id() }

    /// Whether its owner ended while holding it, and nobody has locked it since.
    public var isAbandoned: Bool { unsafe thresh_mutex_abandoned(storage) != 0 }
}
