internal import Platform

/// Waiting for several handles, of one pool or of more.
extension PoolHandle {
    /// Waits until one of them is done, at most `timeout`; returns all that are, in the order given: none when the time is
    /// over, or there are no handles.
    ///
    /// - Complexity: O(handles) for each time that something comes.
    public static func wait(any handles: [PoolHandle], timeout: Duration? = nil) throws(PoolError) -> [PoolHandle] {
        let deadline = timeout.map { Instant.now.advanced(by: $0) }
        let isEnough = try pump(handles, until: deadline) { handles.contains { $0.job.isDone } }
        return isEnough ? handles.filter { $0.job.isDone } : []
    }

    /// Waits until all of them are done, at most `timeout`; false when one is not done then.
    ///
    /// - Complexity: O(handles) for each time that something comes.
    @discardableResult
    public static func wait(all handles: [PoolHandle], timeout: Duration? = nil) throws(PoolError) -> Bool {
        try pump(handles, until: timeout.map { Instant.now.advanced(by: $0) }) { handles.allSatisfy { $0.job.isDone } }
    }

    /// How long each of several pools is waited for in turn.
    private static var slice: Duration { .milliseconds(5) }

    /// Lets the pools of the handles work until `isEnough`; false when the deadline came first.
    private static func pump(
        _ handles: [PoolHandle], until deadline: Instant?, _ isEnough: () -> Bool
    ) throws(PoolError) -> Bool {
        for handle in handles { handle.isAsked = true }
        var isLast = handles.isEmpty
        while !isEnough() {
            if isLast { return false }
            isLast = deadline.map { $0 <= .now } ?? false
            var engines: [any PoolEngine] = []
            for handle in handles where !handle.job.isDone && !engines.contains(where: { $0 === handle.engine }) {
                engines.append(handle.engine)
            }
            for engine in engines {
                let next = engines.count > 1 ? Instant.now.advanced(by: slice) : nil
                try engine.pump(until: isLast ? .now : [deadline, next].compactMap { $0 }.min())
                if isEnough() { break }
            }
        }
        return true
    }
}
