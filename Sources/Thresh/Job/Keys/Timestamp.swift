internal import Platform

/// A moment, without leap seconds, in any of the years from 1 to 9999: to the nanosecond from 1695 to 2183, to 100 nanoseconds
/// before and after.
public struct Timestamp: Hashable, Comparable, Sendable, BitwiseCopyable {
    /// Steps from 1970-01-01T00:00:00Z on, in the order of time: each is a nanosecond from 1695 to 2183, and 100 nanoseconds in
    /// other years.
    public var ticks: Int64

    @inlinable public init(ticks: Int64) { self.ticks = ticks }

    /// - Parameter nanoseconds: since 1970.
    @inlinable public init(nanoseconds: Int64) {
        self.init(ticks: nanoseconds)
        if !isNear { self = Timestamp(farNanoseconds: nanoseconds) }
    }

    /// nil when it is out of range.
    ///
    /// - Parameters:
    ///   - seconds: since 1970.
    ///   - nanoseconds: to be added, as many as there may be.
    @inlinable public init?(seconds: Int64, nanoseconds: Int64 = 0) {
        guard seconds >= Timestamp.nearStart, seconds < Timestamp.nearEnd, nanoseconds >= 0,
            nanoseconds < 1_000_000_000
        else {
            self.init(farSeconds: seconds, nanoseconds)
            return
        }
        self.init(ticks: seconds &* 1_000_000_000 &+ nanoseconds)
    }

    /// The moment of the call.
    public static var now: Timestamp { Timestamp(nanoseconds: WallClock.nanoseconds) }

    /// Whole seconds since 1970, rounded towards the past.
    @inlinable public var seconds: Int64 {
        if !isNear { return farSeconds }
        let quotient = ticks / 1_000_000_000
        return ticks % 1_000_000_000 < 0 ? quotient - 1 : quotient
    }

    /// What is behind the seconds: less than a billion.
    @inlinable public var nanosecond: Int64 {
        isNear ? ticks &- seconds &* 1_000_000_000 : (ticks &- Timestamp.farStart(ticks)) % 10_000_000 &* 100
    }

    /// Since 1970; the least or greatest number that there is, where that is not one of 64 bits: before 1677 and after 2262.
    public var nanoseconds: Int64 {
        if isNear { return ticks }
        return Int64(clamping: Int128(seconds) * 1_000_000_000 + Int128(nanosecond))
    }

    @inlinable public static func < (a: Timestamp, b: Timestamp) -> Bool { a.ticks < b.ticks }
}

extension Timestamp {
    /// 1695-01-01T00:00:00Z.
    @usableFromInline static var nearStart: Int64 { -8_678_102_400 }
    /// 2184-01-01T00:00:00Z.
    @usableFromInline static var nearEnd: Int64 { 6_753_196_800 }

    /// Whether its ticks are nanoseconds.
    @inlinable package var isNear: Bool {
        ticks >= Timestamp.nearStart &* 1_000_000_000 && ticks < Timestamp.nearEnd &* 1_000_000_000
    }

    /// The moment that is so many nanoseconds later; nil where it is out of range.
    package func advanced(by nanoseconds: Int64) -> Timestamp? {
        let (whole, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        return Timestamp(seconds: seconds + whole, nanoseconds: nanosecond + rest)
    }

    /// The time from here to another moment, in nanoseconds.
    package func distance(to other: Timestamp) -> Int128 {
        Int128(other.seconds - seconds) * 1_000_000_000 + Int128(other.nanosecond - nanosecond)
    }

    @usableFromInline init(farNanoseconds nanoseconds: Int64) {
        // SAFETY: 64 bits of nanoseconds are less than 300 years.
        self = Timestamp(seconds: 0)!.advanced(by: nanoseconds)!
    }

    @usableFromInline init?(farSeconds seconds: Int64, _ nanoseconds: Int64) {
        var (carry, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        if rest < 0 { (carry, rest) = (carry - 1, rest + 1_000_000_000) }
        let (whole, overflow) = seconds.addingReportingOverflow(carry)
        if overflow { return nil }
        if whole >= Timestamp.nearStart, whole < Timestamp.nearEnd {
            ticks = whole * 1_000_000_000 + rest
            return
        }
        let edge = whole < 0 ? Timestamp.nearStart : Timestamp.nearEnd
        // No year that is far from these has so many seconds.
        if whole.magnitude > 1 << 38 { return nil }
        let (sum, isOut) = (edge * 1_000_000_000).addingReportingOverflow((whole - edge) * 10_000_000 + rest / 100)
        if isOut { return nil }
        ticks = sum
    }

    @usableFromInline var farSeconds: Int64 {
        let steps = ticks &- Timestamp.farStart(ticks)
        return steps / 10_000_000 &+ (ticks < 0 ? Timestamp.farthest : Timestamp.nearEnd)
    }

    /// The seconds of a moment before all that ticks reach to: what is counted from there is not negative.
    private static var farthest: Int64 { nearStart - (1 << 36) }

    /// The ticks from which steps of 100 nanoseconds are counted.
    @usableFromInline static func farStart(_ ticks: Int64) -> Int64 {
        // Before the least tick there is, which the wrapping difference puts right.
        ticks < 0 ? nearStart &* 1_000_000_000 &- 10_000_000 &* (1 << 36) : nearEnd &* 1_000_000_000
    }
}

extension Timestamp: JobKey {
    @inlinable public func encodePart(into key: inout ByteBuffer) { ticks.encodePart(into: &key) }
    @inlinable public init(decodingPart reader: inout KeyReader) {
        ticks = Int64(decodingPart: &reader)
    }
}
