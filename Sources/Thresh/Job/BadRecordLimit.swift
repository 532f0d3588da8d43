/// How many records a job may leave out because its code fails at them: it throws, traps, or does not come back from them
/// within `JobOptions.taskTimeout`.
public enum BadRecordLimit: Sendable, Equatable {
    case count(UInt64)
    /// Of the records that were read.
    case percent(Double)

    /// `12`, or `0.5%`; nil when it is neither.
    public init?(_ text: String) {
        if text.hasSuffix("%") {
            guard let percent = Double(text.dropLast()), percent >= 0, percent <= 100 else { return nil }
            self = .percent(percent)
        } else {
            guard let count = UInt64(text) else { return nil }
            self = .count(count)
        }
    }

    /// Whether so many are too many; `read` is nil while it is not known how many there are.
    func isExceeded(by bad: UInt64, of read: UInt64?) -> Bool {
        switch self {
        case .count(let most): bad > most
        case .percent(let percent): read.map { Double(bad) * 100 > percent * Double($0) } ?? false
        }
    }
}

extension BadRecordLimit: CustomStringConvertible {
    public var description: String {
        switch self {
        case .count(let count): "\(count)"
        case .percent(let percent): percent == percent.rounded() ? "\(Int(percent))%" : "\(percent)%"
        }
    }
}
