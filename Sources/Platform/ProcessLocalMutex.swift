internal import Glibc

/// A plain mutex between the threads of one process, which unlike `Synchronization.Mutex` also works in a process that
/// was forked while it was unlocked.
@safe public final class ProcessLocalMutex: @unchecked Sendable {
    // SAFETY: one mutex, initialized once, never moved, freed in `deinit`.
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>

    public init() {
        unsafe mutex = .allocate(capacity: 1)
        unsafe mutex.initialize(to: pthread_mutex_t())
        unsafe _ = pthread_mutex_init(mutex, nil)
    }

    deinit {
        unsafe _ = pthread_mutex_destroy(mutex)
        unsafe mutex.deallocate()
    }

    public func lock() { unsafe _ = pthread_mutex_lock(mutex) }
    public func unlock() { unsafe _ = pthread_mutex_unlock(mutex) }
}
