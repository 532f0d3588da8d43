/// A semaphore that never has more permits than at first: releasing one too many throws `.overReleased`, where a
/// `SharedSemaphore` would go on with a permit too many.
///
///     let seats = try BoundedSemaphore(permits: 4)
///     try seats.acquire()
///     try seats.release()
public final class BoundedSemaphore: SharedSemaphore, @unchecked Sendable {
    /// - Parameter permits: how many there are; 0 or more.
    public init(permits: Int) throws(SyncError) { try super.init(permits: permits, limit: permits, holders: permits) }
}
