internal import Platform

/// A moment: nanoseconds since 1970-01-01T00:00:00Z, without leap seconds; from 1677 to 2262.
public struct Timestamp: Hashable, Comparable, Sendable, BitwiseCopyable {
    public var nanoseconds: Int64

    @inlinable public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// nil when it is out of range.
    @inlinable public init?(seconds: Int64, nanoseconds: Int64 = 0) {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, carry) = product.addingReportingOverflow(nanoseconds)
        if overflow || carry { return nil }
        self.nanoseconds = sum
    }

    /// The moment of the call.
    public static var now: Timestamp { Timestamp(nanoseconds: WallClock.nanoseconds) }

    /// Whole seconds, rounded towards the past.
    @inlinable public var seconds: Int64 {
        let quotient = nanoseconds / 1_000_000_000
        return nanoseconds % 1_000_000_000 < 0 ? quotient - 1 : quotient
    }

    @inlinable public static func < (a: Timestamp, b: Timestamp) -> Bool { a.nanoseconds < b.nanoseconds }
}

extension Timestamp: JobKey {
    @inlinable public func encodePart(into key: inout ByteBuffer) { nanoseconds.encodePart(into: &key) }
    @inlinable public init(decodingPart reader: inout KeyReader) {
        nanoseconds = Int64(decodingPart: &reader)
    }
}
