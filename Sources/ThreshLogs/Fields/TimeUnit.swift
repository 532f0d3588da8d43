/// What one of a unit of time is in seconds.
enum TimeUnit {
    /// A thousandth for 3, a millionth for 6, a billionth for 9; a second for 0.
    case power(Int)
    case multiple(Int64)

    init?(_ name: LineBytes) {
        if name.count == 0 || name.equals("s") {
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
        } else {
            return nil
        }
    }

    /// Divided, not multiplied by what a double has for a thousandth: so 9 ms are the double next to 0.009.
    func seconds(_ amount: Double) -> Double {
        switch self {
        case .power(3): amount / 1e3
        case .power(6): amount / 1e6
        case .power(9): amount / 1e9
        case .power: amount
        case .multiple(let factor): amount * Double(factor)
        }
    }

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
