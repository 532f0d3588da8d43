/// The unit a log writes lengths of time in.
public enum DurationUnit: Int64, Sendable, Hashable, Codable {
    case nanoseconds = 1
    case microseconds = 1_000
    case milliseconds = 1_000_000
    case seconds = 1_000_000_000
    /// Every value has its own, as in `12.5ms`; seconds where there is none.
    case written = 0

    /// How many seconds one is.
    @inlinable public var seconds: Double { self == .written ? 1 : Double(rawValue) / 1e9 }
}
