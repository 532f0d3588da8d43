/// Changes two values, each under its own lock, that are taken in the same order by every process: so two that name them the
/// other way round do not wait for each other.
///
///     try withLocks(from, to) { from, to in
///         from -= 10
///         to += 10
///     }
///
/// A process that is killed at the end may have changed the first and not the second: values that must fit together belong
/// into one `SharedMutex` of a struct.
///
/// - Throws: what `body` throws; `SyncError.poisoned`, `.alreadyHeld`, also when both are the same.
@discardableResult
public func withLocks<A, B, R>(
    _ first: SharedMutex<A>, _ second: SharedMutex<B>, _ body: (inout A, inout B) throws -> R
) throws -> R {
    if first.order < second.order {
        try first.withLock { a in try second.withLock { b in try body(&a, &b) } }
    } else {
        try second.withLock { b in try first.withLock { a in try body(&a, &b) } }
    }
}

/// Runs `body` holding two locks, that are taken in the same order by every process.
///
/// - Throws: what `body` throws; `SyncError.alreadyHeld`, also when both are the same.
@discardableResult
public func withLocks<R>(
    _ first: SharedLock, _ second: SharedLock,
    _ body: (SharedLock.Inheritance, SharedLock.Inheritance) throws -> R
) throws -> R {
    if first.order < second.order {
        try first.withLock { a in try second.withLock { b in try body(a, b) } }
    } else {
        try second.withLock { b in try first.withLock { a in try body(a, b) } }
    }
}
