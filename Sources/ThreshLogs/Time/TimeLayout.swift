/// How a log writes times: the one table of writings that detection, `explain`, readers, literals and `time(x)` know.
/// `TimeReader` reads them.
public enum TimeLayout: UInt8, Sendable, Hashable, Codable, CaseIterable, BitwiseCopyable {
    /// `10/Oct/2000:13:55:36 -0700`, the common log format.
    case clf
    /// Year first: `2024-05-01T12:30:00.250+02:00`, `2024/05/01 12:30`, `2024.5.1`, `2024-May-01 12:30:00`.
    case iso
    /// `20240501T123000Z`, `20240501 12:30:00.123`, `20240501123000`, `20240501`.
    case compact
    /// A month's name and no year: `Jan  5 12:30:00`, `5 Jan 12:30:00.123`.
    case rfc3164
    /// A month's name first: `Sun Dec 04 04:47:44.123456 2005`, `May 1, 2024 12:30:00 PM`, `Wed May  1 12:30:00 CEST 2024`.
    case asctime
    /// A day, then a month's name: `06/Feb/2009:12:14:14.655`, `10-Dec-2024`, `Thu, 10 Dec 2024 12:00:00 GMT`, `1. Mai 2024`.
    case dayMonthYear
    /// Numbers, the day first: `01.05.2024 12:30`, `25/12/2024`, `25-12-24 12:30:00`.
    case dayFirst
    /// Numbers, the month first: `5/1/2024 12:30:01 AM`, `12/25/24`.
    case monthFirst
    /// Two digits of the year first: `081109 203615`, `17/06/09 20:10:40`.
    case twoDigitYear
    /// Month and day as numbers, no year: `05-01 12:30:00.123`, `05/01-12:30:00.123`.
    case monthDay
    /// Of glog and klog: `0102 15:04:05.678901`, or with the year `20240102 15:04:05.678901`; of Chromium: `0102/150405.678901`.
    case glog
    /// Since 1970; seconds, milli-, micro- or nanoseconds, told apart by size; a fraction and an exponent may follow.
    case epoch
    /// Numbers of which none says whether day or month is first. Such times have an extent but no value.
    case dayOrMonthFirst

    /// The count of bytes that every such time has; nil where it varies.
    var width: Int? { self == .clf ? 26 : nil }

    /// Whether a time of this layout may lack its year.
    public var lacksYear: Bool { self == .rfc3164 || self == .glog || self == .monthDay }

    /// Whether any digits may be such a time, so that its field's name must say that it is one.
    var needsName: Bool {
        switch self {
        case .twoDigitYear, .monthDay, .glog, .epoch: true
        default: false
        }
    }

    /// Those that a field's values are tried with: of several that fit as many, the first is meant.
    static let candidates: [TimeLayout] = [
        .iso, .clf, .dayMonthYear, .asctime, .rfc3164, .compact, .dayFirst, .monthFirst, .twoDigitYear, .monthDay,
        .glog,
        .epoch,
    ]

    /// What templates of formats call it.
    init?(templateName name: String) {
        switch name {
        case "clf": self = .clf
        case "iso": self = .iso
        case "compact": self = .compact
        case "rfc3164": self = .rfc3164
        case "asctime": self = .asctime
        case "dmy": self = .dayMonthYear
        case "dayfirst": self = .dayFirst
        case "monthfirst": self = .monthFirst
        case "ymd2": self = .twoDigitYear
        case "md": self = .monthDay
        case "glog": self = .glog
        case "epoch": self = .epoch
        default: return nil
        }
    }
}
