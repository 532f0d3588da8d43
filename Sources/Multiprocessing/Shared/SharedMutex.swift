internal import Platform
internal import Synchronization

/// A value of any bitwise-copyable type that processes change one at a time, in the shape of `Synchronization.Mutex`.
///
///     let balance = try SharedMutex(100)
///     try balance.withLock { $0 -= 10 }
///     let now = try balance.value
///
/// The value is never half-way through a change: `body` works on a copy, which becomes the value in one store. A process
/// killed at any instruction of `withLock` has changed the value or it has not. What else should happen then is chosen
/// by `OwnerDeath`.
///
/// For values of up to a few kilobytes, since each `withLock` copies the value once; larger ones are for `SharedArray`.
/// Pointers inside the value mean nothing to other processes. Not recursive.
@safe public final class SharedMutex<Value: BitwiseCopyable>: @unchecked Sendable {
    /// What becomes of the value when an owner ends inside `withLock`.
    public enum OwnerDeath {
        /// The next owner goes on with the value as it was before.
        case keep
        /// The same, after a repair: the closure runs in the next owner's process, with the dead one's pid if known.
        case repair((inout Value, Int32?) -> Void)
        /// `withLock` throws `.poisoned` for everyone until `repair` is called: for a value that must fit to something
        /// outside of it, which the dead one may have changed already.
        case poison
    }

    private struct Header: ~Copyable {
        /// Which of the two copies is the value.
        let current = Atomic<Int>(0)
        let isPoisoned = Atomic<Bool>(false)
        let culprit = Atomic<Int32>(0)
    }

    private let lock: SharedLock
    private let memory: SharedBlock
    // SAFETY: in `memory`, which this object keeps; two copies of the value follow the header, aligned as it needs.
    private let header: UnsafeMutablePointer<Header>
    private let copies: UnsafeMutablePointer<Value>
    private let ownerDeath: OwnerDeath

    public init(_ value: Value, whenOwnerDies ownerDeath: OwnerDeath = .keep) throws(SyncError) {
        self.ownerDeath = ownerDeath
        lock = try SharedLock()
        let offset = max(64, MemoryLayout<Value>.alignment)
        do {
            memory = try SharedBlock(byteCount: offset + 2 * MemoryLayout<Value>.stride, name: "SharedMutex")
        } catch {
            throw .system(error)
        }
        unsafe header = memory.base.bindMemory(to: Header.self, capacity: 1)
        unsafe header.initialize(to: Header())
        unsafe copies = (memory.base + offset).bindMemory(to: Value.self, capacity: 2)
        unsafe copies.initialize(repeating: value, count: 2)
    }

    /// Runs `body` with the value, alone. Blocks until no other process does. What `body` changed counts even when it
    /// throws.
    ///
    /// - Throws: what `body` throws; `SyncError.poisoned`, `.alreadyHeld`.
    @discardableResult
    public func withLock<R: ~Copyable>(_ body: (inout Value) throws -> R) throws -> R {
        try lock.withLock { inheritance in
            try receive(inheritance)
            return try change(body)
        }
    }

    /// The same for a closure without a result: the compiler looks for none there.
    public func withLock(_ body: (inout Value) throws -> Void) throws {
        try lock.withLock { inheritance -> Void in
            try receive(inheritance)
            try change(body)
        }
    }

    /// The same, giving up after `timeout`: nil then. `.zero` does not wait.
    @discardableResult
    public func withLock<R: ~Copyable>(timeout: Duration, _ body: (inout Value) throws -> R) throws -> R? {
        try lock.withLock(timeout: timeout) { inheritance in
            try receive(inheritance)
            return try change(body)
        }
    }

    /// A copy of the value.
    public var value: Value { get throws { try withLock { $0 } } }

    /// Changes the value although it is poisoned, and ends that.
    @discardableResult
    public func repair<R: ~Copyable>(_ body: (inout Value) throws -> R) throws -> R {
        try lock.withLock { _ in
            let result = try change(body)
            unsafe header.pointee.isPoisoned.store(false, ordering: .relaxed)
            return result
        }
    }

    public var isPoisoned: Bool { unsafe header.pointee.isPoisoned.load(ordering: .relaxed) }

    var order: UInt { lock.order }

    // MARK: with the lock held

    private func receive(_ inheritance: SharedLock.Inheritance) throws(SyncError) {
        if case .ownerDied(let pid) = inheritance {
            switch ownerDeath {
            case .keep: break
            case .repair(let body): change { body(&$0, pid) }
            case .poison:
                unsafe header.pointee.culprit.store(pid ?? 0, ordering: .relaxed)
                unsafe header.pointee.isPoisoned.store(true, ordering: .relaxed)
            }
        }
        if isPoisoned {
            let culprit = unsafe header.pointee.culprit.load(ordering: .relaxed)
            throw .poisoned(pid: culprit == 0 ? nil : culprit)
        }
    }

    private func change<R: ~Copyable, E: Error>(_ body: (inout Value) throws(E) -> R) throws(E) -> R {
        let current = unsafe header.pointee.current.load(ordering: .relaxed)
        unsafe copies[1 - current] = copies[current]
        // This one store is the change.
        defer { unsafe header.pointee.current.store(1 - current, ordering: .releasing) }
        return try unsafe body(&copies[1 - current])
    }
}

extension SharedMutex: CustomStringConvertible {
    /// The value, or who keeps it: "SharedMutex(100)", "SharedMutex(held by process 17)".
    public var description: String {
        if lock.isLocked { return "SharedMutex(\(lock.state))" }
        do {
            return try withLock(timeout: .zero) { "SharedMutex(\($0))" } ?? "SharedMutex(\(lock.state))"
        } catch {
            return "SharedMutex(\(error))"
        }
    }
}
