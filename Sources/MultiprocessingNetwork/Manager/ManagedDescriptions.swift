// What `print` shows of a managed object: its state, for which the server is asked; or why that is not known.

/// "ManagedEvent(set)", or "ManagedEvent(the server is gone)".
private func shown(_ name: String, _ state: () throws(ManagerError) -> String) -> String {
    do throws(ManagerError) { return "\(name)(\(try state()))" } catch { return "\(name)(\(error))" }
}

private func elements(_ count: Int) -> String { "\(count) element\(count == 1 ? "" : "s")" }

extension ManagedList: CustomStringConvertible {
    /// "ManagedList(3 elements)".
    public var description: String {
        shown("ManagedList") { () throws(ManagerError) in elements(try count) }
    }
}

extension ManagedDictionary: CustomStringConvertible {
    /// "ManagedDictionary(3 entries)".
    public var description: String {
        shown("ManagedDictionary") { () throws(ManagerError) in
            let count = try count
            return "\(count) entr\(count == 1 ? "y" : "ies")"
        }
    }
}

extension ManagedSet: CustomStringConvertible {
    /// "ManagedSet(3 elements)".
    public var description: String {
        shown("ManagedSet") { () throws(ManagerError) in elements(try count) }
    }
}

extension ManagedValue: CustomStringConvertible {
    /// "ManagedValue(3)".
    public var description: String {
        shown("ManagedValue") { () throws(ManagerError) in "\(try get())" }
    }
}

extension ManagedQueue: CustomStringConvertible {
    /// "ManagedQueue(3 elements)", with "closed" where it is.
    public var description: String {
        shown("ManagedQueue") { () throws(ManagerError) in elements(try count) + "\(try isClosed ? ", closed" : "")" }
    }
}

extension ManagedJoinableQueue: CustomStringConvertible {
    /// "ManagedJoinableQueue(3 elements, 4 not done)", with "closed" where it is.
    public var description: String {
        shown("ManagedJoinableQueue") { () throws(ManagerError) in
            elements(try count) + ", \(try unfinishedCount) not done\(try isClosed ? ", closed" : "")"
        }
    }
}

extension ManagedLock: CustomStringConvertible {
    /// "ManagedLock(held)" or "ManagedLock(free)".
    public var description: String {
        shown("ManagedLock") { () throws(ManagerError) in try isLocked ? "held" : "free" }
    }
}

extension ManagedSemaphore: CustomStringConvertible {
    /// "ManagedSemaphore(3 free)".
    public var description: String {
        shown("ManagedSemaphore") { () throws(ManagerError) in "\(try value) free" }
    }
}

extension ManagedEvent: CustomStringConvertible {
    /// "ManagedEvent(set)" or "ManagedEvent(not set)".
    public var description: String {
        shown("ManagedEvent") { () throws(ManagerError) in try isSet ? "set" : "not set" }
    }
}

extension ManagedCondition: CustomStringConvertible {
    /// "ManagedCondition(2 wait, free)".
    public var description: String {
        shown("ManagedCondition") { () throws(ManagerError) in
            "\(try waitingCount) wait, \(try lock.isLocked ? "held" : "free")"
        }
    }
}

extension ManagedBarrier: CustomStringConvertible {
    /// "ManagedBarrier(1 waits)" or "ManagedBarrier(broken)".
    public var description: String {
        shown("ManagedBarrier") { () throws(ManagerError) in
            if try isBroken { return "broken" }
            let count = try waitingCount
            return "\(count) wait\(count == 1 ? "s" : "")"
        }
    }
}
