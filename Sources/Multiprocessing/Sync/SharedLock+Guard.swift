extension SharedLock {
    /// The lock, held. Releases it at the end of its life.
    ///
    /// It cannot be copied, so that nobody can release twice: using it after `release` does not compile. It stays in
    /// the thread that took the lock.
    public struct Guard: ~Copyable {
        /// nil once released.
        private var lock: SharedLock?
        /// What the last holder left behind.
        public let inheritance: Inheritance

        init(_ lock: SharedLock, _ inheritance: Inheritance) {
            self.lock = lock
            self.inheritance = inheritance
        }

        deinit { try? lock?.unlock() }

        /// Releases now.
        ///
        /// - Throws: `.notOwner` in a process that was forked while this one held the lock; nothing is released then.
        public consuming func release() throws(SyncError) {
            let held = lock
            lock = nil
            try held?.unlock()
        }
    }
}

@available(*, unavailable)
extension SharedLock.Guard: Sendable {}

extension SharedLock {
    /// What the last holder left behind.
    public enum Inheritance: Sendable, Equatable {
        /// It unlocked.
        case clean
        /// It ended while holding the lock: killed, or returned without unlocking. The pid is nil when it was killed in
        /// the few instructions between locking and signing.
        ///
        /// Told to one owner only, unless that one dies as well before it unlocks.
        case ownerDied(pid: Int32?)
    }
}
