import Thresh
import ThreshLogs

/// Goes through all buckets, and all groups in each, beside the rows that there are, and finds those without one.
struct LogBucketGaps {
    private let buckets: LogBuckets
    private let last: Timestamp
    /// Each group, in order.
    private let groups: PairReader
    private var start: Timestamp
    /// The key of the next bucket and group; nil behind the last.
    private var next: [UInt8]?

    /// - Parameter groups: at least one.
    init(buckets: LogBuckets, first: Timestamp, last: Timestamp, groups: PairReader) throws {
        self.buckets = buckets
        self.last = last
        self.groups = groups
        start = first
        _ = try groups.advance()
        next = key
    }

    /// Calls `body` with the key of all that come before a key (all others, if that is nil), and passes the key.
    mutating func fill(before key: ByteView?, _ body: (ByteView) throws -> Void) throws {
        while let next {
            if let key {
                let bytes = [UInt8](key)
                if bytes == next { return try advance() }
                if bytes.lexicographicallyPrecedes(next) { return }
            }
            try unsafe next.withUnsafeBytes { try body(unsafe ByteView($0)) }
            try advance()
        }
    }

    private mutating func advance() throws {
        if try !groups.advance() {
            guard start < last, let later = buckets.next(start) else { return next = nil }
            start = later
            groups.rewind()
            _ = try groups.advance()
        }
        next = key
    }

    private var key: [UInt8] {
        var part = ByteBuffer(capacity: 64)
        part.append(LogKey.Tag.time)
        start.encodePart(into: &part)
        part.append(groups.key)
        return [UInt8](part.view)
    }
}
