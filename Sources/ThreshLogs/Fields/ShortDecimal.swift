/// A number as the decimal that it is printed as, where that has at most fifteen digits, or is an integer: so many units of
/// a power of ten.
///
/// A double with so few digits stands for one decimal only, which is what was meant.
struct ShortDecimal {
    let units: Int128
    /// How many digits are behind the point.
    let places: Int

    private static let most = 1e15

    init?(_ value: Scalar) {
        if let integer = value.integerValue {
            (units, places) = (Int128(integer), 0)
        } else if let number = value.double, let decimal = ShortDecimal(number) {
            self = decimal
        } else {
            return nil
        }
    }

    init?(_ number: Double) {
        var scale = 1.0
        for places in 0...15 {
            let units = (number * scale).rounded()
            if !(units.magnitude < ShortDecimal.most) { return nil }
            // Both are exact, so the quotient is the double that these digits are read as.
            if units / scale == number {
                (self.units, self.places) = (Int128(units), places)
                return
            }
            scale *= 10
        }
        return nil
    }

    /// The same in smaller units. REQUIRES: `places` is not less, and at most 15.
    func units(_ places: Int) -> Int128 { units * ShortDecimal.power(places - self.places) }

    private static func power(_ exponent: Int) -> Int128 {
        var power: Int128 = 1
        for _ in 0..<exponent { power *= 10 }
        return power
    }

    /// With so many digits behind the point, of which a negative number rounds to tens and more; halves go away from 0.
    ///
    /// REQUIRES: `digits` is not less than -20.
    func rounded(_ digits: Int) -> ShortDecimal {
        if digits >= places { return self }
        let unit = ShortDecimal.power(places - digits)
        let count = (units.magnitude + unit.magnitude / 2) / unit.magnitude
        let rounded = units < 0 ? -Int128(count) : Int128(count)
        return digits >= 0
            ? ShortDecimal(units: rounded, places: digits)
            : ShortDecimal(units: rounded * ShortDecimal.power(-digits), places: 0)
    }

    private init(units: Int128, places: Int) {
        self.units = units
        self.places = places
    }

    /// Up to here every integer is a double.
    private static let leastInexact: Int128 = 1 << 53

    /// The double nearest to so many units.
    static func double(_ units: Int128, places: Int) -> Double {
        if units.magnitude <= leastInexact.magnitude, places <= 22 { return Double(units) / Double(power(places)) }
        return Double("\(units)e-\(places)")!
    }

    /// The double nearest to a quotient.
    static func quotient(_ a: Int128, _ b: Int128) -> Double {
        if a.magnitude <= leastInexact.magnitude, b.magnitude <= leastInexact.magnitude { return Double(a) / Double(b) }
        var (digits, rest) = a.magnitude.quotientAndRemainder(dividingBy: b.magnitude)
        var exponent = 0
        // Twenty digits, and one that says that there are more: so what is halfway between two doubles is not taken for that.
        while rest != 0, digits < 10_000_000_000_000_000_000 {
            let (digit, next) = (rest * 10).quotientAndRemainder(dividingBy: b.magnitude)
            (digits, rest) = (digits * 10 + digit, next)
            exponent -= 1
        }
        let sign = (a < 0) == (b < 0) ? "" : "-"
        return Double("\(sign)\(digits)\(rest == 0 ? "" : "1")e\(rest == 0 ? exponent : exponent - 1)")!
    }
}
