public import Thresh

/// What a log's times leave unsaid.
public struct TimeContext: Sendable {
    /// The zone of times that name none, and the one questions are asked in.
    public var zone: TimeZoneRules
    /// A moment not before the log's last line, such as the file's modification: the latest year is chosen that does not
    /// put a time without one more than a day after it.
    public var reference: Timestamp

    public init(zone: TimeZoneRules = .utc, reference: Timestamp) {
        self.zone = zone
        self.reference = reference
    }

    /// Any moment will do: what is asked is whether times are times.
    static let ofSamples = TimeContext(reference: Timestamp(ticks: 4_000_000_000_000_000_000))
}
