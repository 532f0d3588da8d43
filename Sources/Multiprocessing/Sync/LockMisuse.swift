// What other libraries have and these types do not: the compiler says what to write instead. Nothing here is ever called.

extension SharedLock {
    @available(
        *, unavailable,
        message: "write let held = try lock.acquire() and try held.release(), or lock.withLock { _ in … }"
    )
    public func release() { fatalError() }

    @available(
        *, unavailable,
        message:
            "write let held = try lock.acquire(), which releases at the end of its scope, or lock.withLock { _ in … }"
    )
    public func lock() { fatalError() }

    @available(
        *, unavailable,
        message: "write let held = try lock.acquire() and try held.release(), or lock.withLock { _ in … }"
    )
    public func unlock(_ nothing: Void = ()) { fatalError() }
}

extension SharedRecursiveLock {
    @available(
        *, unavailable,
        message: "write let held = try lock.acquire() and try held.release(), or lock.withLock { _ in … }"
    )
    public func release() { fatalError() }

    @available(
        *, unavailable,
        message:
            "write let held = try lock.acquire(), which releases at the end of its scope, or lock.withLock { _ in … }"
    )
    public func lock() { fatalError() }

    @available(
        *, unavailable,
        message: "write let held = try lock.acquire() and try held.release(), or lock.withLock { _ in … }"
    )
    public func unlock(_ nothing: Void = ()) { fatalError() }
}

extension SharedSemaphore {
    @available(*, unavailable, renamed: "acquire()")
    public func wait() { fatalError() }

    @available(*, unavailable, renamed: "release()")
    public func signal() { fatalError() }
}
