private import CThresh
internal import Glibc

/// A robust, process-shared, error-checking pthread mutex in memory that someone else owns.
///
/// When the process that holds it dies, the next one to lock it is told so and holds it, ready for use. A thread can hold
/// `mostHeld` of them, which the kernel gives back when it is killed; locking one more throws ENOLCK.
@safe public struct RobustMutex: @unchecked Sendable {
    // SAFETY: `byteCount` bytes of shared memory, aligned to 64, that the owner keeps mapped.
    let storage: UnsafeMutableRawPointer

    public enum Outcome: Sendable { case acquired, ownerDied, busy }

    public static var mostHeld: Int { Int(THRESH_MOST_HELD) }

    /// Bytes it takes.
    public static var size: Int { thresh_mutex_size() }

    /// The same, rounded up to a cache line.
    public static var byteCount: Int { (size + 63) / 64 * 64 }

    /// REQUIRES: `storage` is zeroed shared memory of `byteCount` bytes, aligned to 64, mapped for as long as this is used.
    public init(initializing storage: UnsafeMutableRawPointer) throws(SystemError) {
        unsafe self.storage = storage
        let failure = unsafe thresh_mutex_init(storage)
        if failure != 0 { throw SystemError(code: failure, operation: "pthread_mutex_init") }
    }

    /// The same with a number, by which others know it where it is held (`heldNumbers`).
    public init(initializing storage: UnsafeMutableRawPointer, number: UInt64) throws(SystemError) {
        try unsafe self.init(initializing: storage)
        unsafe thresh_mutex_set_number(storage, number)
    }

    /// One that is initialised already.
    ///
    /// REQUIRES: as above.
    public init(at storage: UnsafeMutableRawPointer) { unsafe self.storage = storage }

    /// `.busy` only when the deadline passed. Locking a mutex that this thread holds throws EDEADLK.
    public func lock(until deadline: Instant?) throws(SystemError) -> Outcome {
        let result = unsafe thresh_mutex_lock(storage, deadline?.nanoseconds ?? -1)
        return result == 0 ? .acquired : try outcome(result, "pthread_mutex_lock")
    }

    /// The same, at most so long from when it goes to sleep.
    public func lock(within nanoseconds: Int64) throws(SystemError) -> Outcome {
        let result = unsafe thresh_mutex_lock_within(storage, nanoseconds)
        return result == 0 ? .acquired : try outcome(result, "pthread_mutex_lock")
    }

    public func tryLock() throws(SystemError) -> Outcome {
        let result = unsafe thresh_mutex_trylock(storage)
        return result == 0 ? .acquired : try outcome(result, "pthread_mutex_trylock")
    }

    /// Throws EPERM when this thread does not hold it.
    public func unlock() throws(SystemError) {
        let failure = unsafe thresh_mutex_unlock(storage)
        if failure != 0 { throw SystemError(code: failure, operation: "pthread_mutex_unlock") }
    }

    @inline(never) private func outcome(_ result: Int32, _ operation: String) throws(SystemError) -> Outcome {
        switch result {
        case 0: .acquired
        case EOWNERDEAD: .ownerDied
        case EBUSY, ETIMEDOUT: .busy
        case ENOLCK:
            throw SystemError(
                code: result, operation: operation,
                subject:
                    "this thread holds \(RobustMutex.mostHeld) locks, the most that the kernel gives back if it is killed"
            )
        default: throw SystemError(code: result, operation: operation)
        }
    }
}

extension RobustMutex {
    /// The thread that holds it at this moment; nil when nobody does. Locks nothing, so that it may be old news.
    public var owner: Int32? {
        let owner = unsafe thresh_mutex_owner(storage)
        return owner == 0 ? nil : owner
    }

    public var isHeldByThisThread: Bool { unsafe thresh_mutex_owner(storage) == thresh_thread_id() }

    /// Whether its owner ended while holding it, and nobody has locked it since.
    public var isAbandoned: Bool { unsafe thresh_mutex_abandoned(storage) != 0 }

    /// 0 for one that has none.
    public var number: UInt64 { unsafe thresh_mutex_number(storage) }

    /// The numbers of those that this thread holds; 64 at most.
    public static var heldNumbers: [UInt64] {
        unsafe Array(unsafeUninitializedCapacity: 64) { buffer, count in
            if let start = buffer.baseAddress { count = unsafe Int(thresh_held_numbers(start, Int32(buffer.count))) }
        }
    }
}
