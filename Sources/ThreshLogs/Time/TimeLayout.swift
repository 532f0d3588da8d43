/// How a log writes times.
public enum TimeLayout: UInt8, Sendable, Hashable, CaseIterable {
    /// `10/Oct/2000:13:55:36 -0700`, the common log format.
    case clf
    /// `2024-05-01T12:30:00.250+02:00` and its kin: `/` in the date, a blank or TAB for the `T`, a comma before the
    /// fraction, `Z`, a zone's abbreviation, or no zone.
    case iso
    /// `Jan  5 12:30:00`: no year, no zone.
    case rfc3164
    /// `Sun Dec 04 04:47:44.123456 2005`; the fraction may be missing.
    case asctime
    /// `06/Feb/2009:12:14:14.655`, `10 Dec 2024 12:00:00,123`, `10-Dec-2024 12:00:00.123`, `Thu, 10 Dec 2024 12:00:00 GMT`.
    case dayMonthYear
    /// `081109 203615` or `17/06/09 20:10:40`: two digits of the year first.
    case twoDigitYear
    /// `0102 15:04:05.678901`, of glog and klog: no year.
    case glog
    /// Since 1970; seconds (a fraction may follow), milli-, micro- or nanoseconds, told apart by size.
    case epoch

    /// The count of bytes that every such time has; nil where it varies.
    var width: Int? {
        switch self {
        case .clf: 26
        case .rfc3164: 15
        case .glog: 20
        default: nil
        }
    }

    /// The fewest bytes such a time has. Before them, nothing ends it, even if it looks like what comes after a time.
    var minimumWidth: Int {
        switch self {
        case .iso: 19
        case .asctime: 24
        case .dayMonthYear: 20
        case .twoDigitYear: 13
        default: width ?? 1
        }
    }

    /// Whether a time of this layout may lack its year.
    public var lacksYear: Bool { self == .rfc3164 || self == .glog }
}
