import Glibc

/// What a task took, without what it needed before, and what came out of it.
struct Timing {
    let nanoseconds: Int
    let answer: Int

    /// - Parameter body: returns the answer.
    init(_ body: () throws -> Int) rethrows {
        let begun = Timing.now
        answer = try body()
        nanoseconds = Timing.now - begun
    }

    private static var now: Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}
