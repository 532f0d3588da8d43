/// What one of a unit of time is in seconds.
enum TimeUnit {
    /// A thousandth for 3, a millionth for 6, a billionth for 9; a second for 0.
    case power(Int)
    case multiple(Int64)

    init?(_ name: LineBytes) {
        if name.count == 0 || name.equals("s") || name.equals("sec") {
            self = .power(0)
        } else if name.equals("ms") {
            self = .power(3)
        } else if name.equals("us") || name.equals("µs") || name.equals("μs") {
            self = .power(6)
        } else if name.equals("ns") {
            self = .power(9)
        } else if name.equals("m") || name.equals("min") {
            self = .multiple(60)
        } else if name.equals("h") {
            self = .multiple(3600)
        } else if name.equals("d") {
            self = .multiple(86400)
        } else if name.equals("w") {
            self = .multiple(604_800)
        } else if let known = TimeUnit.words.first(where: { name.equals($0.word) }) {
            self = known.unit
        } else {
            return nil
        }
    }

    /// As people write them.
    private static let words: [(word: StaticString, unit: TimeUnit)] = [
        ("secs", .power(0)), ("second", .power(0)), ("seconds", .power(0)),
        ("msec", .power(3)), ("msecs", .power(3)), ("millis", .power(3)), ("millisecond", .power(3)),
        ("milliseconds", .power(3)),
        ("usec", .power(6)), ("usecs", .power(6)), ("microsecond", .power(6)), ("microseconds", .power(6)),
        ("nsec", .power(9)), ("nsecs", .power(9)), ("nanosecond", .power(9)), ("nanoseconds", .power(9)),
        ("mins", .multiple(60)), ("minute", .multiple(60)), ("minutes", .multiple(60)),
        ("hr", .multiple(3600)), ("hrs", .multiple(3600)), ("hour", .multiple(3600)), ("hours", .multiple(3600)),
        ("day", .multiple(86400)), ("days", .multiple(86400)),
        ("week", .multiple(604_800)), ("weeks", .multiple(604_800)),
    ]

    /// One of it is a second times so many tens, times the factor.
    var power: Int { if case .power(let places) = self { -places } else { 0 } }
    var factor: Int64 { if case .multiple(let factor) = self { factor } else { 1 } }

    func seconds(_ amount: LineBytes) -> DecimalNumber? {
        switch self {
        case .power(let places): DecimalNumber(amount, shift: places)
        case .multiple(let factor): DecimalNumber(amount).flatMap { $0.multiplied(by: factor) }
        }
    }
}

extension DurationUnit {
    /// Digits behind the point of seconds that one of them is.
    var decimalPlaces: Int {
        switch self {
        case .nanoseconds: 9
        case .microseconds: 6
        case .milliseconds: 3
        case .seconds, .written: 0
        }
    }
}
