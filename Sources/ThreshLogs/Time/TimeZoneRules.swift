internal import Platform
public import Thresh

/// A time zone, from the system's tzdata: where it stands from UTC, and when that changes.
///
/// Immutable once made: a forked child may use the one that its parent read.
public final class TimeZoneRules: Sendable {
    /// As it was asked for: `Europe/Berlin`, `UTC`, `+02:00`.
    public let name: String
    let transitions: [Int64]
    /// The period that begins at each transition, and, first of all, the one before any.
    let periods: [Period]
    let future: RecurringRules?

    struct Period: Sendable, Equatable {
        /// Seconds east of UTC.
        var offset: Int
        var isDaylight: Bool
        var abbreviation: String
    }

    init(name: String, transitions: [Int64], periods: [Period], future: RecurringRules?) {
        self.name = name
        self.transitions = transitions
        self.periods = periods
        self.future = future
    }

    public static let utc = TimeZoneRules(fixedOffset: 0, name: "UTC")

    init(fixedOffset: Int, name: String) {
        self.name = name
        transitions = []
        periods = [Period(offset: fixedOffset, isDaylight: false, abbreviation: name)]
        future = nil
    }

    /// - Parameter name: of tzdata (`Europe/Berlin`), `UTC`, an offset (`+02:00`, `-0330`), or `local`.
    /// - Throws: `.usage` when there is no such zone.
    public static func named(_ name: String) throws(ThreshError) -> TimeZoneRules {
        if name == "UTC" || name == "Z" || name == "GMT" { return .utc }
        if name == "local" { return try localZone() }
        if let offset = Array(name.utf8).withLineBytes({ TimeReader.offset($0) }) {
            return TimeZoneRules(fixedOffset: offset, name: name)
        }
        let isPath = name.hasPrefix("/") || name.split(separator: "/").contains("..")
        guard !isPath, !name.isEmpty, let zone = read("/usr/share/zoneinfo/\(name)", name) else {
            throw ThreshError(
                .usage,
                """
                no time zone '\(name)'; give a name as in /usr/share/zoneinfo (Europe/Berlin), an offset (+02:00), \
                UTC or local
                """)
        }
        return zone
    }

    /// The machine's own: of `TZ`, else of /etc/localtime, else UTC.
    public static var local: TimeZoneRules { (try? localZone()) ?? .utc }

    private static func localZone() throws(ThreshError) -> TimeZoneRules {
        guard var name = Machine.environment("TZ") else { return read("/etc/localtime", "local") ?? .utc }
        if name.hasPrefix(":") { name = String(name.dropFirst()) }
        if name.isEmpty { return .utc }
        if let zone = zone(inEnvironment: name) { return zone }
        throw ThreshError(
            .usage,
            "TZ is '\(name)', which is no time zone; set it to one as Europe/Berlin, or name the zone instead of local")
    }

    /// What `TZ` says: a name of tzdata, a file, or a rule as `CET-1CEST,M3.5.0,M10.5.0/3`.
    static func zone(inEnvironment name: String) -> TimeZoneRules? {
        if name != "local", let zone = try? named(name) { return zone }
        if name.hasPrefix("/") { return read(name, name) }
        guard let rules = Array(name.utf8).withLineBytes({ RecurringRules(posix: $0) }) else { return nil }
        return TimeZoneRules(name: name, transitions: [], periods: [rules.standard], future: rules)
    }

    private static func read(_ path: String, _ name: String) -> TimeZoneRules? {
        guard let file = try? FileDescriptor.open(path, .read), let bytes = try? file.contents() else { return nil }
        return ZoneFile.parse(bytes, name: name)
    }

    /// Seconds east of UTC at a moment, and how long before and after it that holds: `[start, end)`.
    func interval(atUTC seconds: Int64) -> ZoneInterval {
        guard let first = transitions.first, seconds >= first else {
            return ZoneInterval(
                start: transitions.isEmpty ? future?.previousTransition(notAfter: seconds) ?? .min : .min,
                end: transitions.first ?? future?.nextTransition(after: seconds) ?? .max,
                period: transitions.isEmpty ? future?.period(at: seconds) ?? periods[0] : periods[0])
        }
        var low = 0
        var high = transitions.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if transitions[middle] <= seconds { low = middle } else { high = middle }
        }
        if low == transitions.count - 1, let future {
            let start = max(transitions[low], future.previousTransition(notAfter: seconds))
            return ZoneInterval(
                start: start, end: future.nextTransition(after: seconds), period: future.period(at: seconds))
        }
        let end = low + 1 < transitions.count ? transitions[low + 1] : Int64.max
        return ZoneInterval(start: transitions[low], end: end, period: periods[low + 1])
    }

    /// The moment that clocks of the zone showed a local time, given as if it were UTC.
    ///
    /// What they showed twice, when daylight saving ended, is the first of the two; what they never showed, when it
    /// began, is as long after the change as it seems.
    func utc(fromLocal local: Int64) -> Int64 {
        let before = interval(atUTC: local &- 86400).period.offset
        let after = interval(atUTC: local &+ 86400).period.offset
        if before == after { return local &- Int64(before) }
        let early = local &- Int64(max(before, after))
        let late = local &- Int64(min(before, after))
        if interval(atUTC: early).period.offset == max(before, after) { return early }
        if interval(atUTC: late).period.offset == min(before, after) { return late }
        return local &- Int64(before)
    }

    /// The offset that an abbreviation such as `CEST` means in this zone; nil when it has none such.
    func offset(abbreviation: LineBytes) -> Int? {
        for period in periods where abbreviation.equals(Array(period.abbreviation.utf8)) { return period.offset }
        return nil
    }
}

/// A stretch of time in which a zone's offset does not change.
struct ZoneInterval: Sendable {
    var start: Int64
    var end: Int64
    var period: TimeZoneRules.Period
}
