import Platform

/// A moment of a follower: for waiting, and for comparing with the times of lines.
struct FollowTime {
    let instant: Instant
    /// Nanoseconds since 1970.
    let wall: Int64

    static var now: FollowTime { FollowTime(instant: .now, wall: WallClock.nanoseconds) }

    func advanced(by duration: Duration) -> FollowTime {
        FollowTime(instant: instant.advanced(by: duration), wall: wall &+ duration.nanoseconds)
    }
}
