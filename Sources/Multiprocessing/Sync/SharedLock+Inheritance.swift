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
