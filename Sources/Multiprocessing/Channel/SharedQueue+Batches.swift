internal import Platform

/// Several messages in one turn at the queue.
extension SharedQueue {
    /// Puts messages in, as many at once as there is room for: one turn at the queue where `put` takes one for each.
    ///
    /// - Complexity: O(*n*) in the bytes of the messages.
    /// - Parameters:
    ///   - messages: in the order in which they are got.
    ///   - timeout: how long to wait for room at most.
    /// - Returns: how many are in: all of them, unless the time was over before.
    /// - Throws: as `put`, except `.timedOut`; those that are in by then stay in.
    @discardableResult
    public func put(contentsOf messages: [[UInt8]], timeout: Duration? = nil) throws(QueueError) -> Int {
        if let large = messages.first(where: { $0.count > largestMessage }) {
            throw .tooLarge(byteCount: large.count, limit: largestMessage)
        }
        return try put(count: messages.count, timeout) { (index, put) throws(QueueError) in
            let message = messages[index]
            return try unsafe put(message.span.bytes)
        }
    }

    /// The same for elements that are anywhere: `put` is to be called with the bytes of the one with that index.
    @usableFromInline func put(
        count: Int, _ timeout: Duration?,
        _ element: (Int, (RawSpan) throws(QueueError) -> Bool) throws(QueueError) -> Bool
    ) throws(QueueError) -> Int {
        if count == 0 { return 0 }
        let deadline = Instant.after(timeout)
        var done = 0
        /// Of the first that is not in.
        var needed: UInt64 = 0
        _ = try departures.wait(
            until: deadline, isBrief: true, for: monitor.sharers, SharedQueue.putting
        ) { () throws(QueueError) -> Void? in
            let before = done
            done += try put(from: done, to: count, needed: &needed, element)
            if done == before, consumers.isFinished { throw .consumersGone([]) }
            return done == count ? () : nil
        } judge: { (look) throws(QueueError) in
            try judge(SharedQueue.putting, look) { hasRoom(needed) || hasPlace(needed) }
        }
        return done
    }

    /// Puts in as many of the messages as there is room for now, all at once; returns how many.
    ///
    /// REQUIRES: none is larger than `largestMessage`.
    func put(all messages: [[UInt8]]) throws(QueueError) -> Int {
        if messages.isEmpty { return 0 }
        var needed: UInt64 = 0
        return try put(from: 0, to: messages.count, needed: &needed) { (index, put) throws(QueueError) in
            let message = messages[index]
            return try unsafe put(message.span.bytes)
        }
    }

    private func put(
        from first: Int, to end: Int, needed: inout UInt64,
        _ element: (Int, (RawSpan) throws(QueueError) -> Bool) throws(QueueError) -> Bool
    ) throws(QueueError) -> Int {
        var done = 0
        defer { if done > 0 { announceArrival() } }
        try lock(until: nil)
        defer { unlock() }
        if isClosed { throw .closed }
        while first + done < end {
            let isIn = try element(first + done) { (bytes: RawSpan) throws(QueueError) in
                needed = ByteRing.footprint(bytes.byteCount)
                return try insert(bytes, needed)
            }
            if !isIn { break }
            done += 1
        }
        return done
    }

    /// Takes the oldest messages out, `count` or as many as there are: one turn at the queue where `get` takes one for
    /// each. Waits while there is none. Throws `.closed` once the queue is closed and empty.
    ///
    /// - Complexity: O(*n*) in the bytes of the messages.
    /// - Parameters:
    ///   - count: how many at most.
    ///   - timeout: how long to wait for the first at most.
    public func get(upTo count: Int, timeout: Duration? = nil) throws(QueueError) -> [[UInt8]] {
        var messages: [[UInt8]] = []
        try read(upTo: count, timeout) { messages.append($0.bytes) }
        return messages
    }

    /// The same; `body` reads each message while it is still in the queue, once, and before this returns.
    @usableFromInline func read(
        upTo count: Int, _ timeout: Duration?, _ body: (RingMessage) -> Void
    ) throws(QueueError) {
        precondition(count > 0, "a get of \(count) messages")
        let deadline = Instant.after(timeout)
        let isDone: Void? = try arrivals.wait(
            until: deadline, isBrief: true, for: monitor.sharers, SharedQueue.getting
        ) { () throws(QueueError) in
            try lock(until: deadline)
            do {
                defer { unlock() }
                if messages == 0 {
                    if isClosed || producers.isFinished { throw .closed }
                    return nil
                }
                for _ in 0..<min(count, messages) { removeFirst(body) }
            }
            departures.announce()
            return ()
        } judge: { (look) throws(QueueError) in
            try judge(SharedQueue.getting, look) { messages > 0 }
        }
        if isDone == nil { throw .timedOut }
    }
}
