private import CThresh
internal import Glibc
public import Synchronization

/// Sleeping on a 32-bit word of shared memory until another process changes it (futex(2)).
///
/// The rule that makes it safe: read the word, check the condition, then wait with the value read. A change in
/// between makes the wait return at once.
public enum Futex {
    public enum Outcome: Sendable { case woken, timedOut }

    /// Blocks while `*word == expected`, at most until `deadline`. May return `.woken` without cause.
    public static func wait(
        _ word: UnsafeMutablePointer<Atomic<UInt32>>, while expected: UInt32, until deadline: Instant?
    ) -> Outcome {
        let address = unsafe UnsafeRawPointer(word).assumingMemoryBound(to: UInt32.self)
        let result = unsafe thresh_futex_wait(address, expected, deadline?.nanoseconds ?? -1)
        return result == -ETIMEDOUT ? .timedOut : .woken
    }

    /// Wakes every waiter. Waking all, not one, is what makes the death of a woken process harmless.
    public static func wakeAll(_ word: UnsafeMutablePointer<Atomic<UInt32>>) {
        unsafe _ = thresh_futex_wake(UnsafeRawPointer(word).assumingMemoryBound(to: UInt32.self), Int32.max)
    }

    /// Lets some time pass in a loop that waits for another processor.
    public static func pause(_ count: UInt32) { thresh_pause(count) }
}
