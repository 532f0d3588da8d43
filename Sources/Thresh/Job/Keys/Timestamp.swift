/// A moment: nanoseconds since 1970-01-01T00:00:00Z, without leap seconds; from 1677 to 2262.
public struct Timestamp: Hashable, Comparable, Sendable, BitwiseCopyable {
    public var nanoseconds: Int64

    @inlinable public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// Whole seconds since 1970. Stops the process when they are out of range.
    @inlinable public init(seconds: Int64) { nanoseconds = seconds * 1_000_000_000 }

    /// Whole seconds, rounded towards the past.
    @inlinable public var seconds: Int64 {
        (nanoseconds - (nanoseconds < 0 ? 999_999_999 : 0)) / 1_000_000_000
    }

    @inlinable public static func < (a: Timestamp, b: Timestamp) -> Bool { a.nanoseconds < b.nanoseconds }
}

extension Timestamp: JobKey {
    @inlinable public func encodePart(into key: inout ByteBuffer) { nanoseconds.encodePart(into: &key) }
    @inlinable public init(decodingPart reader: inout KeyReader) {
        nanoseconds = Int64(decodingPart: &reader)
    }
}
